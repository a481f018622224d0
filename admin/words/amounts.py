"""Texts of the amounts of an order, step by step: key → (Chinese, English)."""

from typing import Final

WORDS: Final = {
    "amounts.step": ("步骤", "Step"),
    "amounts.change": ("变动", "Change"),
    "amounts.left": ("之后", "After"),
    "amounts.gift": ("赠品", "Gift"),
    "amount_step.goods": ("商品金额", "Goods"),
    "amount_step.member": ("会员价", "Member price"),
    "amount_step.shop": ("商家优惠", "Merchant's discount"),
    "amount_step.full_reduction": ("满减", "Full reduction"),
    "amount_step.coupon": ("优惠券", "Coupon"),
    "amount_step.channel": ("渠道优惠", "Channel discount"),
    "amount_step.points": ("积分抵扣", "Points"),
    "amount_step.gift": ("赠品", "Gift"),
    "amount_step.changed_balance": ("尾款变更", "Changed balance"),
    "amount_step.freight": ("运费", "Freight"),
    "amount_step.payable": ("应付", "Payable"),
    "event.GiftMissed": ("赠品已赠完", "Gift has run out"),
}
