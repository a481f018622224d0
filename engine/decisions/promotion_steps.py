"""What promotion rules may test beyond the order, and what their steps say."""

from typing import Final

from engine.decisions.declare import by_name, fact, output
from engine.decisions.group_vocabulary import MERCHANT_GROUP
from engine.evaluation.facts import FactType, Label, Vocabulary
from engine.evaluation.kind import Hit, StepKind

_ONE_HIT: Final = (Hit.FIRST, Hit.UNIQUE, Hit.ANY, Hit.PRIORITY, Hit.SPECIFIC)

BENEFIT_FACTS: Final = (
    fact("coupon.id", FactType.TEXT, "优惠券", "Coupon", nullable=True),
    fact("coupon.kind", FactType.TEXT, "优惠券类型", "Kind of coupon", nullable=True),
    fact("coupon.scope", FactType.TEXTS, "优惠券适用范围", "SKUs, categories, merchants it is for", nullable=True),
    fact("coupon.goods_total", FactType.MONEY, "券适用商品金额", "Goods total that it is for", nullable=True),
    fact("coupon.valid_from", FactType.DATETIME, "优惠券生效时间", "Coupon is valid from", nullable=True),
    fact("coupon.valid_to", FactType.DATETIME, "优惠券失效时间", "Coupon is valid until", nullable=True),
    fact("points.balance", FactType.INTEGER, "积分余额", "Points the customer has", nullable=True),
    fact("points.wanted", FactType.INTEGER, "使用积分", "Points to be used", nullable=True),
)

_PAY_PERCENT: Final = output("pay_percent", FactType.DECIMAL, "付款比例", "Share that is paid", unit="%", minimum=0)
_DISCOUNT: Final = by_name(
    output("kind", FactType.TEXT, "优惠类型", "Kind of discount", required=True),
    output("amount", FactType.MONEY, "优惠金额", "Amount off", minimum=0),
    _PAY_PERCENT,
    output("max_off", FactType.MONEY, "最多优惠", "Most that a percentage takes off", minimum=0),
    output("group", FactType.TEXT, "互斥组", "Group"),
    output("exclusive", FactType.BOOLEAN, "组内互斥", "Excludes the others of its group"),
    output("lines", FactType.TEXTS, "适用的行、商品、品类或商家", "Lines, SKUs, categories, merchants it is for"),
    output("reason", FactType.TEXT, "原因", "Reason"),
)

PROMOTION_STEPS: Final = (
    StepKind(
        name="member",
        label=Label("会员价", "Member price"),
        hits=_ONE_HIT,
        outputs=by_name(
            output(
                "pay_percent", FactType.DECIMAL, "付款比例", "Share that is paid", required=True, unit="%", minimum=0
            )
        ),
        optional=True,
    ),
    StepKind(
        name="merchants",
        label=Label("商家优惠", "Discounts of each merchant"),
        hits=(Hit.COLLECT,),
        outputs=_DISCOUNT,
        scope=Vocabulary(facts=MERCHANT_GROUP),
        optional=True,
    ),
    StepKind(name="discounts", label=Label("优惠", "Discounts"), hits=(Hit.COLLECT,), outputs=_DISCOUNT),
    StepKind(
        name="gifts",
        label=Label("赠品", "Gifts"),
        hits=(Hit.COLLECT,),
        outputs=by_name(
            output("sku", FactType.TEXT, "赠品", "SKU that is given", required=True),
            output("quantity", FactType.INTEGER, "数量", "Units", unit="pcs", minimum=1),
            output("group", FactType.TEXT, "互斥组", "Group: of one only the first counts"),
            output("reason", FactType.TEXT, "原因", "Reason"),
        ),
        optional=True,
    ),
    StepKind(
        name="points",
        label=Label("积分抵扣", "Points"),
        hits=_ONE_HIT,
        outputs=by_name(
            output(
                "points_per_unit",
                FactType.INTEGER,
                "多少积分抵一元",
                "Points for one unit of the currency",
                required=True,
                minimum=1,
            ),
            output("cap_percent", FactType.DECIMAL, "抵扣上限", "Largest share of what is left", unit="%", minimum=0),
        ),
        optional=True,
    ),
)
