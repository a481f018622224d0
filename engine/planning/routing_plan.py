"""Routing of an order: which warehouses ship each child, out of the stock that the children before it left."""

from collections.abc import Mapping, Sequence

import msgspec

from engine.decisions.group_vocabulary import group_facts
from engine.decisions.routing import RoutedParcel, RoutingAnswer
from engine.evaluation.facts import Value
from engine.orders.order import Allocation, LineQuantity
from engine.planning.child_groups import ChildGroup
from engine.planning.deliberation import Deliberation
from engine.planning.free_stock import FreeStock
from engine.planning.order_facts import Case, OrderFacts
from engine.planning.warehouse_facts import stocked_facts


class Routed(msgspec.Struct, frozen=True, kw_only=True):
    """Where a child is taken from. `outcome` is the routing decision's; a child without goods waits for nothing."""

    outcome: str
    allocations: tuple[Allocation, ...] = ()


class Router:
    """Routes the children of one order, one after the other."""

    __slots__ = ("_case", "_council", "_free", "_warehouses")

    def __init__(
        self, council: Deliberation, case: Case, warehouses: Sequence[Mapping[str, Value]], free: FreeStock
    ) -> None:
        self._council, self._case, self._warehouses, self._free = council, case, warehouses, free

    def route(self, group: ChildGroup, subject: str) -> Routed:
        """Route one child and promise it its units. Where no set can decide, a person does: nothing is promised.

        Lines of one SKU are one entry under the first's id, so that no unit is offered twice.
        """
        by_sku: dict[str, list[LineQuantity]] = {}
        for share in group.lines:
            item = self._case.items[share.line]
            if item.type == "goods":
                by_sku.setdefault(item.sku, []).append(share)
        if not by_sku:
            return Routed(outcome="allocated")
        entries = tuple(_entry(self._case, members) for members in by_sku.values())
        wanted = {sku: sum(share.quantity for share in members) for sku, members in by_sku.items()}
        names = {sku: members[0].line for sku, members in by_sku.items()}
        asked = {
            **group_facts(entries, group.key, group.group_class),
            "lines": entries,
            "warehouses": tuple(stocked_facts(standing, wanted, names, self._free) for standing in self._warehouses),
        }
        answer = self._council.ask("routing", asked, subject, RoutingAnswer, shared=self._case.facts)
        if answer is None:
            return Routed(outcome="manual")
        members = {shares[0].line: shares for shares in by_sku.values()}
        for parcel in answer.allocations:
            for line in parcel.lines:
                self._free.promise(self._case.items[line.line].sku, parcel.warehouse, line.quantity)
        return Routed(outcome=answer.outcome, allocations=_allocations(answer.allocations, members))


def _entry(case: Case, members: Sequence[LineQuantity]) -> OrderFacts:
    if len(members) == 1:
        return case.units(members[0].line, members[0].quantity)
    return {
        **case.lines[members[0].line],
        "line.quantity": sum(share.quantity for share in members),
        "line.amount": sum(share.quantity * case.items[share.line].unit_price.amount for share in members),
    }


def _allocations(
    parcels: Sequence[RoutedParcel], members: Mapping[str, Sequence[LineQuantity]]
) -> tuple[Allocation, ...]:
    """Return the parcels with their units given back to the lines that share an entry, in line order."""
    left = {share.line: share.quantity for shares in members.values() for share in shares}
    allocations = []
    for parcel in parcels:
        taken: list[LineQuantity] = []
        for entry in parcel.lines:
            units = entry.quantity
            for share in members[entry.line]:
                part = min(units, left[share.line])
                if part:
                    taken.append(LineQuantity(line=share.line, quantity=part))
                    left[share.line] -= part
                    units -= part
        allocations.append(Allocation(warehouse=parcel.warehouse, lines=tuple(taken)))
    return tuple(allocations)
