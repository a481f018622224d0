"""What people call the values that facts and outputs may have."""

from collections.abc import Mapping
from typing import Final

from engine.evaluation.facts import Label

VALUE_LABELS: Final[Mapping[str, Label]] = {
    # order types
    "normal": Label("普通", "Normal"),
    "presale": Label("预售", "Pre-sale"),
    "cod": Label("货到付款", "Cash on delivery"),
    "group_buy": Label("团购", "Group buy"),
    "pickup": Label("自提", "Pickup"),
    "virtual": Label("虚拟", "Virtual"),
    "exchange": Label("换货", "Exchange"),
    "reissue": Label("补发", "Reissue"),
    "b2b": Label("企业采购", "Business purchase"),
    # shipping
    "standard": Label("标准", "Standard"),
    "express": Label("加急", "Express"),
    # temperatures
    "ambient": Label("常温", "Ambient"),
    "chilled": Label("冷藏", "Chilled"),
    "frozen": Label("冷冻", "Frozen"),
    # lines
    "goods": Label("实物", "Goods"),
    "service": Label("服务", "Service"),
    "domestic": Label("境内", "Domestic"),
    "bonded": Label("保税", "Bonded"),
    "direct_mail": Label("直邮", "Direct mail"),
    # warehouses
    "open": Label("启用", "Open"),
    "closed": Label("停用", "Closed"),
    "paused": Label("暂停", "Paused"),
    # risk
    "pass": Label("通过", "Pass"),
    "review": Label("人工审核", "Review"),
    "reject": Label("拒绝", "Reject"),
    "release": Label("放行发货", "Release"),
    "payment": Label("付款", "Payment"),
    # routing
    "allocated": Label("已分仓", "Allocated"),
    "backorder": Label("缺货等待", "Backorder"),
    "manual": Label("转人工", "Manual"),
    "cancel": Label("取消", "Cancel"),
    # terms
    "never": Label("不可取消", "Never"),
    "paid": Label("付款前", "Paid"),
    "shipped": Label("发货前", "Shipped"),
    "received": Label("签收前", "Received"),
    # apportionment
    "largest_remainder": Label("最大余额", "Largest remainder"),
    "last_absorbs": Label("末行兜底", "The last line absorbs"),
    "first_absorbs": Label("首行兜底", "The first line absorbs"),
    # freight
    "weight": Label("按重量", "By weight"),
    "piece": Label("按件", "By piece"),
    "volume": Label("按体积", "By volume"),
    "up": Label("进位", "Up"),
    "exact": Label("按实", "Exact"),
    "sum": Label("各收首费", "Each its own first fee"),
    "max_first": Label("首费取最高", "The dearest first fee once"),
    "free": Label("免费", "Free"),
    "add": Label("加收", "Add"),
    "pay_percent": Label("按比例支付", "Pay a percentage"),
    "cap": Label("封顶", "Cap"),
    "floor": Label("保底", "Floor"),
    # after-sale words
    "auto": Label("自动同意", "Automatic"),
    "no_reason": Label("无理由", "No reason"),
    "quality": Label("质量问题", "Quality"),
    "wrong_item": Label("发错货", "Wrong item"),
    "damaged": Label("破损", "Damaged"),
    "late": Label("迟到", "Late"),
    "other": Label("其他", "Other"),
    "return": Label("退货退款", "Return"),
    "refund_only": Label("仅退款", "Refund only"),
    "seller": Label("卖家", "Seller"),
    "buyer": Label("买家", "Buyer"),
}


def value_label(value: str) -> Label:
    """Return the label of an allowed value; the value itself where it has none."""
    return VALUE_LABELS.get(value, Label(value, value))
