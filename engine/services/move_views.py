"""What can be done to an order now, and by whom."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from engine.orders.lifecycle.transition import legal_moves
from engine.orders.order import ChildOrder, Order
from engine.orders.status import Move
from engine.services.roles import SCOPE_OF

Moves = Mapping[str, tuple[str, ...]]  # a move and the roles that may make it now


def moves_view(order: Order, now: datetime, child: ChildOrder) -> Moves:
    """Return the moves that are legal for a child, each with who may make it."""
    found: dict[str, tuple[str, ...]] = {}
    for role in SCOPE_OF:
        for move in legal_moves(order, role, now, child):
            found[move.value] = (*found.get(move.value, ()), role)
    return found


def all_moves(children: Sequence[Moves]) -> Moves:
    """Return what is legal for the order: what is for any of its children, for whoever may do it there."""
    return {
        move.value: tuple(role for role in SCOPE_OF if any(role in each.get(move.value, ()) for each in children))
        for move in Move
        if any(move.value in each for each in children)
    }
