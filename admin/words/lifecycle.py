"""Texts of the page of state diagrams: key → (Chinese, English)."""

from typing import Final

WORDS: Final = {
    "lifecycle.title": ("订单状态图", "Life of an order"),
    "lifecycle.link": ("状态图", "State diagrams"),
    "lifecycle.about": (
        "图由状态表生成；数字是最近 {newest} 单中该类型的 {orders} 单所在的状态",
        "Drawn from the tables; the figures are of the {orders} orders of this type among the newest {newest}",
    ),
    "lifecycle.type": ("订单类型", "Order type"),
    "lifecycle.move": ("操作", "Move"),
    "lifecycle.cause": ("起因", "Cause"),
    "lifecycle.roles": ("谁可以做", "Who"),
    "lifecycle.guards": ("条件", "It takes that"),
    "lifecycle.follows": ("自动发生", "follows by itself"),
    "type.group_buy": ("拼团", "group-buy"),
    "type.pickup": ("自提", "pickup"),
    "type.virtual": ("虚拟", "virtual"),
    "type.exchange": ("换货", "exchange"),
    "type.reissue": ("补发", "reissue"),
    "type.b2b": ("企业采购", "business"),
    "role.customer": ("客户", "customer"),
    "role.merchant": ("商家", "merchant"),
    "role.customer_service": ("客服", "customer service"),
    "role.risk": ("风控", "risk"),
    "role.warehouse": ("仓库", "warehouse"),
    "role.payment": ("支付", "payment"),
    "role.system": ("系统", "system"),
}
