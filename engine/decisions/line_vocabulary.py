"""What rules may test of an order line; the same words serve the item of a return (`item.*`)."""

from collections.abc import Mapping
from typing import Final

from engine.decisions.declare import fact
from engine.evaluation.facts import ElementList, Fact, FactType, Label, by_path

TEMPERATURES: Final = ("ambient", "chilled", "frozen")  # warm to cold
LINE_TYPES: Final = ("goods", "virtual", "service")
TRADES: Final = ("domestic", "bonded", "direct_mail")


def line_facts(prefix: str = "line") -> Mapping[str, Fact]:
    """Return the facts of one line by path. Weight and volume are of one unit, the amount of the whole line."""
    return by_path(
        fact(f"{prefix}.id", FactType.TEXT, "行号", "Line"),
        fact(f"{prefix}.sku", FactType.TEXT, "商品编码", "SKU"),
        fact(f"{prefix}.name", FactType.TEXT, "商品名称", "Product name"),
        fact(f"{prefix}.category", FactType.TEXT, "品类", "Category"),
        fact(f"{prefix}.brand", FactType.TEXT, "品牌", "Brand", nullable=True),
        fact(f"{prefix}.merchant", FactType.TEXT, "商家", "Merchant"),
        fact(f"{prefix}.quantity", FactType.INTEGER, "数量", "Quantity", unit="pcs", minimum=1),
        fact(f"{prefix}.unit_price", FactType.MONEY, "单价", "Unit price"),
        fact(f"{prefix}.amount", FactType.MONEY, "行金额", "Line amount"),
        fact(f"{prefix}.weight_grams", FactType.INTEGER, "单件重量", "Weight of one unit", unit="g"),
        fact(f"{prefix}.volume_cm3", FactType.INTEGER, "单件体积", "Volume of one unit", unit="cm3"),
        fact(f"{prefix}.temperature", FactType.TEXT, "温层", "Temperature", values=TEMPERATURES),
        fact(f"{prefix}.type", FactType.TEXT, "商品类型", "Type of goods", values=LINE_TYPES),
        fact(f"{prefix}.trade", FactType.TEXT, "贸易方式", "Trade", values=TRADES),
        fact(f"{prefix}.bonded_zone", FactType.TEXT, "保税区", "Bonded zone", nullable=True),
        fact(f"{prefix}.presale", FactType.BOOLEAN, "是否预售", "Is a pre-sale"),
        fact(f"{prefix}.ship_date", FactType.DATE, "预售发货日", "Pre-sale shipping date", nullable=True),
        fact(f"{prefix}.is_promo", FactType.BOOLEAN, "是否促销品", "Is a promotion item"),
    )


# Only of a line that is being ordered, of promotion goods that were bought before: an item of a return has none.
_BOUGHT: Final = fact(
    "line.bought_24h",
    FactType.INTEGER,
    "同一身份（客户、手机、地址、设备、付款账号）近二十四小时已买该促销品件数",
    "Units of this promotion item that the same person bought in 24 hours",
    unit="pcs",
    nullable=True,
)
LINE_FACTS: Final = {**line_facts(), **by_path(_BOUGHT)}
LINES: Final = ElementList(name="lines", prefix="line", label=Label("订单行", "Order lines"), facts=LINE_FACTS)
