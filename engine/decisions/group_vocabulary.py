"""What rules may test of a group of lines: a child of the split, or a merchant's lines before it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from engine.decisions.declare import fact
from engine.decisions.line_vocabulary import TEMPERATURES
from engine.evaluation.facts import Fact, Facts, FactType, by_path

# The merchant's whole group, before routing parts it: what freight is charged for.
MERCHANT_GROUP: Final[Mapping[str, Fact]] = by_path(
    fact("group.merchant", FactType.TEXT, "商家", "Merchant of the group"),
    fact("group.goods_total", FactType.MONEY, "商家商品金额", "Goods total of the group"),
    fact("group.quantity", FactType.INTEGER, "商家商品件数", "Units in the group", unit="pcs"),
    fact("group.weight_grams", FactType.INTEGER, "商家商品重量", "Weight of the group", unit="g"),
    fact("group.volume_cm3", FactType.INTEGER, "商家商品体积", "Volume of the group", unit="cm3"),
)

# A child of the split: what is routed.
CHILD_GROUP: Final[Mapping[str, Fact]] = {
    **MERCHANT_GROUP,
    **by_path(
        fact("group.key", FactType.TEXT, "子单分组键", "Key of the group"),
        fact("group.class", FactType.TEXT, "子单类别", "Class of the group"),
        fact("group.amount", FactType.MONEY, "子单商品金额", "Amount of the group"),
        fact("group.temperature", FactType.TEXT, "子单温层", "Coldest temperature of the group", values=TEMPERATURES),
    ),
}


def group_facts(lines: Sequence[Facts], key: str | None = None, group_class: str | None = None) -> Facts:
    """Return the `group.*` facts of these lines (`line.*` facts as in the list `lines`).

    `key` and `group_class` are those of a child of the split; without them the facts are a merchant's group.
    The goods total and the amount are before any discount; the merchant is left out where the lines have several.
    """
    quantities = [_whole(line, "line.quantity") for line in lines]
    amount = sum([_whole(line, "line.amount") for line in lines])
    merchants = {str(line["line.merchant"]) for line in lines if line.get("line.merchant") is not None}
    facts: dict[str, str | int] = {
        "group.goods_total": amount,
        "group.quantity": sum(quantities),
        "group.weight_grams": _total(lines, quantities, "line.weight_grams"),
        "group.volume_cm3": _total(lines, quantities, "line.volume_cm3"),
        "group.amount": amount,
        "group.temperature": coldest(str(line.get("line.temperature") or TEMPERATURES[0]) for line in lines),
    }
    if len(merchants) == 1:
        facts["group.merchant"] = merchants.pop()
    if key is None or group_class is None:
        return {path: value for path, value in facts.items() if path in MERCHANT_GROUP}
    return {**facts, "group.key": key, "group.class": group_class}


def coldest(temperatures: Iterable[str]) -> str:
    """Return the coldest of these temperatures; of none, ambient."""
    return max(temperatures, key=TEMPERATURES.index, default=TEMPERATURES[0])


def _whole(facts: Facts, path: str) -> int:
    value = facts.get(path)
    return value if isinstance(value, int) else 0


def _total(lines: Sequence[Facts], quantities: Sequence[int], path: str) -> int:
    return sum([quantity * _whole(line, path) for line, quantity in zip(lines, quantities, strict=True)])
