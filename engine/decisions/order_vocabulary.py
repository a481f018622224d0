"""What rules of every kind may test of an order, its customer and its address."""

from collections.abc import Mapping
from typing import Final, cast, get_args

from engine.decisions.declare import fact
from engine.decisions.line_vocabulary import LINES, TEMPERATURES
from engine.evaluation.facts import ElementList, Fact, Facts, FactType, Vocabulary, by_path
from engine.money import ApportionmentMode

ORDER_TYPES: Final = ("normal", "presale", "cod", "group_buy", "pickup", "virtual", "exchange", "reissue", "b2b")
SHIPPING_METHODS: Final = ("standard", "express", "pickup")

_ORDER: Final = by_path(
    fact("order.no", FactType.TEXT, "订单号", "Order number", nullable=True),
    fact("order.type", FactType.TEXT, "订单类型", "Order type", values=ORDER_TYPES),
    fact("order.placed_at", FactType.DATETIME, "下单时间", "Placed at"),
    fact("order.currency", FactType.TEXT, "币种", "Currency"),
    fact("order.goods_total", FactType.MONEY, "商品总额", "Goods total before discounts"),
    fact("order.discount_total", FactType.MONEY, "优惠总额", "Discount total"),
    fact("order.quantity", FactType.INTEGER, "商品总件数", "Units ordered", unit="pcs"),
    fact("order.weight_grams", FactType.INTEGER, "总重量", "Total weight", unit="g"),
    fact("order.volume_cm3", FactType.INTEGER, "总体积", "Total volume", unit="cm3"),
    fact("order.shipping_method", FactType.TEXT, "配送方式", "Shipping method", values=SHIPPING_METHODS),
    fact("order.remark", FactType.TEXT, "买家留言", "Remark", nullable=True),
    fact("order.temperature", FactType.TEXT, "订单温层", "Coldest temperature of the order", values=TEMPERATURES),
    fact("order.allow_split", FactType.BOOLEAN, "允许拆单", "May be split"),
    fact(
        "order.apportionment",
        FactType.TEXT,
        "分摊方式",
        "How amounts are shared out to lines, where not by largest remainder",
        nullable=True,
        values=get_args(ApportionmentMode),
    ),
    fact("channel", FactType.TEXT, "渠道", "Channel"),
    fact("order.source", FactType.TEXT, "订单来源", "Source"),
)

_CUSTOMER: Final = by_path(
    fact("customer.id", FactType.TEXT, "客户", "Customer", nullable=True),
    fact("customer.level", FactType.TEXT, "会员等级", "Customer level", nullable=True),
    fact("customer.tags", FactType.TEXTS, "客户标签", "Customer tags"),
    fact("customer.is_new", FactType.BOOLEAN, "是否新客", "Is a new customer"),
    fact("customer.phone", FactType.TOKEN, "手机号（令牌）", "Phone (token)", nullable=True),
    fact("customer.device", FactType.TOKEN, "设备（令牌）", "Device (token)", nullable=True),
    fact("customer.ip", FactType.TOKEN, "IP 地址（令牌）", "IP address (token)", nullable=True),
    fact("customer.orders_1h", FactType.INTEGER, "客户近一小时订单数", "Customer's orders in 1 hour"),
    fact("customer.orders_24h", FactType.INTEGER, "客户近二十四小时订单数", "Customer's orders in 24 hours"),
    fact("customer.orders_7d", FactType.INTEGER, "客户近七天订单数", "Customer's orders in 7 days"),
    fact("customer.amount_24h", FactType.MONEY, "客户近二十四小时金额", "Customer's amount in 24 hours"),
    fact("phone.orders_24h", FactType.INTEGER, "手机号近二十四小时订单数", "Orders of the phone in 24 hours"),
    fact("address.orders_24h", FactType.INTEGER, "地址近二十四小时订单数", "Orders to the address in 24 hours"),
    fact("device.orders_24h", FactType.INTEGER, "设备近二十四小时订单数", "Orders of the device in 24 hours"),
    fact("payer.orders_24h", FactType.INTEGER, "付款账号近二十四小时订单数", "Orders of the payer in 24 hours"),
    fact(
        "customer.promo_quantity_24h",
        FactType.INTEGER,
        "客户近二十四小时促销品件数",
        "Promotion items bought in 24 hours",
        unit="pcs",
    ),
    fact(
        "cluster.promo_quantity_24h",
        FactType.INTEGER,
        "同一身份（客户、手机、地址、设备、付款账号）近二十四小时促销品件数最大值",
        "Promotion items in 24 hours: the most of customer, phone, address, device, payer",
        unit="pcs",
    ),
    fact("address.cluster", FactType.TOKEN, "收货地址（令牌）", "Address (token)", nullable=True),
    fact("payment.method", FactType.TEXT, "支付方式", "Payment method"),
    fact("payment.account", FactType.TOKEN, "付款账号（令牌）", "Payment account (token)", nullable=True),
)

_PLACE: Final = by_path(
    fact("address.region", FactType.REGION, "收货地区", "Region of delivery"),
    fact("address.province", FactType.REGION, "收货省份", "Province of delivery"),
    fact("address.city", FactType.REGION, "收货城市", "City of delivery"),
    fact("address.district", FactType.REGION, "收货区县", "District of delivery", nullable=True),
    fact("ip.region", FactType.REGION, "下单 IP 所在地区", "Region of the IP address", nullable=True),
)

ORDER_FACTS: Final[Mapping[str, Fact]] = {**_ORDER, **_CUSTOMER, **_PLACE}


def order_vocabulary(
    *more: Fact, lists: Mapping[str, ElementList] | None = None, without: tuple[str, ...] = ()
) -> Vocabulary:
    """Return the vocabulary of an order with a kind's further facts and lists, less the facts it does not have yet."""
    facts = {path: item for path, item in ORDER_FACTS.items() if path not in without}
    return Vocabulary(facts={**facts, **by_path(*more)}, lists={LINES.name: LINES, **(lists or {})})


def apportionment_of(facts: Facts) -> ApportionmentMode:
    """Return how the amounts of an order are shared out to its lines."""
    mode = facts.get("order.apportionment")
    return cast("ApportionmentMode", mode) if isinstance(mode, str) else "largest_remainder"
