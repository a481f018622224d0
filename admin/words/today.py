"""Texts of the overview: key → (Chinese, English)."""

from typing import Final

WORDS: Final = {
    "today.title": ("今日", "Today"),
    "today.orders": ("订单", "Orders"),
    "today.held": ("待审核", "Held for review"),
    "today.children": ("子订单", "Child orders"),
    "today.goods": ("商品金额", "Goods"),
    "today.freight": ("运费", "Freight"),
    "today.release": ("规则发布号", "Rule release"),
    "today.by_day": ("每日订单", "Orders by day"),
    "today.by_status": ("按状态", "By status"),
    "today.by_warehouse": ("按仓库（子订单分配）", "By warehouse (child allocations)"),
    "today.by_channel": ("按渠道", "By channel"),
    "today.by_province": ("收货省份前十", "Top ten provinces"),
    "today.placed": ("通过", "Accepted"),
    "today.see_held": ("查看待审核订单", "See held orders"),
    "today.no_held": ("没有待审核的订单", "No orders are held"),
    "today.empty": (
        "还没有订单。运行 oms demo 用真实订单填充，或通过接口下单。",
        "No orders yet. Run oms demo to fill in real ones, or place one by the API.",
    ),
    "today.as_table": ("用表格看", "See as a table"),
    "today.key": ("项目", "Item"),
    "today.count": ("数量", "Count"),
}
