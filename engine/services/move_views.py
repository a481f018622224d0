"""What can be done to an order now, and by whom."""

from collections.abc import Mapping
from datetime import datetime

from engine.orders.lifecycle.transition import legal_moves
from engine.orders.order import ChildOrder, Order
from engine.services.roles import SCOPE_OF

Moves = Mapping[str, tuple[str, ...]]  # a move and the roles that may make it now


def moves_view(order: Order, now: datetime, child: ChildOrder | None = None) -> Moves:
    """Return the moves that are legal for a child, or for any child of the order, each with who may make it."""
    found: dict[str, tuple[str, ...]] = {}
    for role in SCOPE_OF:
        for move in legal_moves(order, role, now, child):
            found[move.value] = (*found.get(move.value, ()), role)
    return found
