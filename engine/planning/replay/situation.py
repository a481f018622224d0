"""The situation in which an order was decided, put together from the facts that were kept with its decisions."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, cast

import msgspec

from engine.decisions.registry import KINDS
from engine.evaluation.facts import Facts, Value
from engine.evaluation.kept_facts import KeptFacts
from engine.money import Money
from engine.orders.catalogue import StockLevel
from engine.orders.order import LineItem
from engine.planning.order_facts import Case, OrderFacts
from engine.planning.replay.kept import KeptDecision

Warehouses = tuple[Mapping[str, Value], ...]

_WHOLE: Final = ("risk", "split")  # their facts are those of the order with all its lines, and nothing else
_OF_STOCK: Final = ("wh.stock", "wh.fill_rate")
_LINES: Final = "lines"


class Situation(msgspec.Struct, frozen=True, kw_only=True):
    """What an order met when it was placed. `warehouses` are their standing facts; None: nothing was routed.

    `stock` is what was free for its goods before any child was routed. `promotion` is what the promotion decision saw;
    None: the order was priced elsewhere.
    """

    order_no: str
    at: datetime
    case: Case
    stock: Mapping[tuple[str, str], StockLevel] = {}
    warehouses: Warehouses | None = None
    promotion: Facts | None = None

    @property
    def currency(self) -> str:
        """The currency of its amounts."""
        return str(self.case.facts["order.currency"])


class Situations:
    """Puts situations together, in any currency."""

    def __init__(self) -> None:
        self._readers: dict[tuple[str, str], KeptFacts] = {}

    def of(self, kept: Sequence[KeptDecision], gifts: Collection[str] = ()) -> Situation | None:
        """Return the situation of an order from its decisions, in their order. `gifts` are ids of lines given to it.

        None where neither risk nor split was decided: nothing tells then what the order was.
        """
        first = _first_of(kept)
        whole = next((first[kind] for kind in _WHOLE if kind in first), None)
        if whole is None:
            return None
        currency = str(whole.facts["order.currency"])
        reader = self._reader("routing", currency)
        reader.forget()
        facts = reader.read(whole.facts)
        case = _case(facts, currency, gifts)
        routed = [each.facts for each in _placing(kept) if each.kind == "routing"]
        promotion = first.get("promotion")
        return Situation(
            order_no=whole.order_no,
            at=whole.at,
            case=case,
            stock=_stock(routed),
            warehouses=_standing(reader.read(routed[0])) if routed else None,
            promotion=self._promotion(promotion, currency) if promotion is not None else None,
        )

    def _promotion(self, kept: KeptDecision, currency: str) -> Facts:
        reader = self._reader("promotion", currency)
        reader.forget()
        return reader.read(kept.facts)

    def _reader(self, kind: str, currency: str) -> KeptFacts:
        reader = self._readers.get((kind, currency))
        if reader is None:
            reader = self._readers[kind, currency] = KeptFacts(KINDS[kind].vocabulary, currency)
        return reader


def _first_of(kept: Sequence[KeptDecision]) -> Mapping[str, KeptDecision]:
    found: dict[str, KeptDecision] = {}
    for each in kept:
        found.setdefault(each.kind, each)
    return found


def _placing(kept: Sequence[KeptDecision]) -> tuple[KeptDecision, ...]:
    """Return the decisions of the placing: what was asked a second time later on is left out."""
    found: dict[tuple[str, str], KeptDecision] = {}
    for each in kept:
        found.setdefault((each.kind, each.subject), each)
    return tuple(found.values())


def _case(facts: dict[str, Any], currency: str, gifts: Collection[str]) -> Case:
    elements = cast("tuple[OrderFacts, ...]", facts.pop(_LINES))
    items = {str(line["line.id"]): _item(line, currency, str(line["line.id"]) in gifts) for line in elements}
    return Case(
        facts=facts,
        items=items,
        lines={str(line["line.id"]): line for line in elements},
        elements=elements,
    )


def _item(line: Mapping[str, Any], currency: str, is_gift: bool) -> LineItem:  # noqa: FBT001 - named where it is called
    nothing = Money(0, currency)
    return LineItem(
        id=line["line.id"],
        sku=line["line.sku"],
        name=line.get("line.name", ""),
        merchant=line["line.merchant"],
        category=line.get("line.category", ""),
        quantity=line["line.quantity"],
        unit_price=Money(line["line.unit_price"], currency),
        discount=nothing,
        freight=nothing,
        weight_grams=line.get("line.weight_grams", 0),
        volume_cm3=line.get("line.volume_cm3", 0),
        type=line.get("line.type", "goods"),
        gift_of="kept" if is_gift else None,
    )


def _stock(routed: Sequence[Mapping[str, Any]]) -> Mapping[tuple[str, str], StockLevel]:
    """Return what was free at first: the first child that holds a SKU tells, as nothing of it was promised yet."""
    levels: dict[tuple[str, str], StockLevel] = {}
    known: set[str] = set()
    for facts in routed:
        skus = {line["line.id"]: line["line.sku"] for line in facts[_LINES]}
        new = {line: sku for line, sku in skus.items() if sku not in known}
        known.update(new.values())
        for warehouse in facts["warehouses"] if new else ():
            name = warehouse["wh.id"]
            for entry in warehouse.get("wh.stock", ()):
                line, _, units = entry.rpartition("=")
                if line in new:
                    sku = new[line]
                    levels[sku, name] = StockLevel(sku=sku, warehouse=name, on_hand=int(units))
    return levels


def _standing(facts: Mapping[str, Any]) -> Warehouses:
    return tuple(
        {path: value for path, value in warehouse.items() if path not in _OF_STOCK} for warehouse in facts["warehouses"]
    )
