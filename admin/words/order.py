"""Texts of one order: key → (Chinese, English)."""

from typing import Final

WORDS: Final = {
    "order.view.customer": ("客户看到", "Customer sees"),
    "order.view.platform": ("平台看到", "Platform sees"),
    "order.view.erp": ("ERP 看到", "ERP sees"),
    "order.timeline": ("时间线", "Timeline"),
    "order.amounts": ("金额", "Amounts"),
    "order.freight": ("运费", "Freight"),
    "order.facts": ("概况", "At a glance"),
    "order.type": ("订单类型", "Order type"),
    "order.shipping": ("配送方式", "Shipping"),
    "order.payment": ("支付方式", "Payment"),
    "order.level": ("客户等级", "Level"),
    "order.tags": ("客户标签", "Tags"),
    "order.remark": ("备注", "Remark"),
    "order.release": ("下单时的规则发布号", "Placed under release"),
    "order.lines": ("商品行", "Lines"),
    "order.line": ("行", "Line"),
    "order.sku": ("SKU", "SKU"),
    "order.name": ("商品", "Product"),
    "order.merchant": ("商家", "Merchant"),
    "order.category": ("品类", "Category"),
    "order.quantity": ("数量", "Quantity"),
    "order.price": ("单价", "Unit price"),
    "order.amount": ("金额", "Amount"),
    "order.children": ("子订单与分配", "Child orders and allocations"),
    "order.allocated": ("{warehouse} 发 {units} 件", "{warehouse} ships {units} units"),
    "order.decisions": ("决策", "Decisions"),
    "order.decisions.hint": (
        "展开一项，看每条规则的每个条件当时看到的值",
        "Open one to see what every condition of every rule saw",
    ),
    "order.review": ("去审单", "Review it"),
}
