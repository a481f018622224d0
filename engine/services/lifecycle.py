"""The lifecycle for people: the diagrams of an order type, with how many orders stand where."""

from collections.abc import Mapping
from typing import Final

import msgspec

from engine.errors import InvalidInput
from engine.orders.lifecycle.diagram import Language, diagram, edges
from engine.orders.lifecycle.flows import FLOWS
from engine.orders.lifecycle.moves import RULES
from engine.orders.lifecycle.names import DIMENSIONS, move_name
from engine.store.standing_counts import NEWEST, StandingCounts

ORDER_TYPES: Final[Mapping[str, tuple[str, str]]] = {
    flow.order_type: (flow.name_zh, flow.name) for flow in FLOWS.values()
}


class MoveView(msgspec.Struct, frozen=True, kw_only=True):
    """A move of the order type in words: what brings it about, who makes it, and each guard as a sentence."""

    name: str
    cause: str
    roles: tuple[str, ...]  # none: it follows by itself
    guards: tuple[str, ...]


class DimensionView(msgspec.Struct, frozen=True, kw_only=True):
    """One dimension: its name, its diagram as Mermaid, and its moves."""

    name: str
    diagram: str
    moves: tuple[MoveView, ...]


class LifecycleView(msgspec.Struct, frozen=True, kw_only=True):
    """An order type's lifecycle; its `orders` among the `newest` of all types are counted in the diagrams."""

    newest: int
    orders: int
    dimensions: tuple[DimensionView, ...]


class LifecycleService:
    """Shows the tables, and where orders stand in them."""

    def __init__(self, counts: StandingCounts) -> None:
        self._counts = counts

    async def lifecycle(self, order_type: str, language: Language) -> LifecycleView:
        """Return the lifecycle of an order type in a language. Raises InvalidInput where there is no such type."""
        if order_type not in FLOWS:
            raise InvalidInput.at("order_type", f"there is no order type {order_type}", tuple(FLOWS))
        standing = await self._counts.of(order_type)
        dimensions = tuple(
            DimensionView(
                name=DIMENSIONS[dimension][0 if language == "zh" else 1],
                diagram=diagram(order_type, dimension, language, standing.states[dimension]),
                moves=_moves(order_type, dimension, language),
            )
            for dimension in DIMENSIONS
            if edges(order_type, dimension)
        )
        return LifecycleView(newest=NEWEST, orders=standing.orders, dimensions=dimensions)


def _moves(order_type: str, dimension: str, language: Language) -> tuple[MoveView, ...]:
    moves = dict.fromkeys(move for _, move, _ in edges(order_type, dimension))
    return tuple(
        MoveView(
            name=move_name(move, is_chinese=language == "zh"),
            cause=rule.cause_zh if language == "zh" else rule.cause,
            roles=() if rule.is_consequence else tuple(sorted(rule.roles)),
            guards=tuple(guard.sentence_zh if language == "zh" else guard.sentence for guard in rule.guards),
        )
        for move in moves
        for rule in (RULES[move],)
    )
