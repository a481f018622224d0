"""Texts of the list of orders: key → (Chinese, English)."""

from typing import Final

WORDS: Final = {
    "orders.title": ("订单", "Orders"),
    "orders.number": ("订单号", "Order number"),
    "orders.placed_at": ("下单时间", "Placed"),
    "orders.channel": ("渠道", "Channel"),
    "orders.channel_no": ("渠道单号", "Channel number"),
    "orders.customer": ("客户", "Customer"),
    "orders.region": ("收货地区", "Ship to"),
    "orders.payable": ("应付", "Payable"),
    "orders.status": ("状态", "Status"),
    "orders.review": ("审核", "Review"),
    "orders.children": ("子单", "Children"),
    "orders.warehouses": ("仓库", "Warehouses"),
    "orders.text": ("订单号或渠道单号", "Order or channel number"),
    "orders.product": ("商品名称", "Product name"),
    "orders.tag": ("客户标签", "Customer tag"),
    "orders.remark": ("备注", "Remark"),
    "orders.from": ("从", "From"),
    "orders.to": ("到", "To"),
    "orders.count": ("共 {count} 单", "{count} orders"),
    "orders.empty": ("没有符合条件的订单", "No orders match"),
    "orders.empty_hint": ("放宽或清除筛选条件再试", "Widen or clear the filters"),
    "orders.guest": ("游客", "Guest"),
}
