"""The one way to move an order: the table says where to; flow, role and guards whether. Only this writes a status."""

from datetime import datetime
from enum import StrEnum
from typing import Final, get_args

import msgspec

from engine.errors import IllegalMove
from engine.orders.actor import Actor, Role
from engine.orders.lifecycle.family import parent_status
from engine.orders.lifecycle.flows import FLOWS, step
from engine.orders.lifecycle.guards import Guard
from engine.orders.lifecycle.moves import RULES
from engine.orders.lifecycle.situation import Situation
from engine.orders.lifecycle.tables import DIMENSION_OF
from engine.orders.order import ChildOrder, Order
from engine.orders.status import Move, OrderStatus

# What a buyer reads of a held order: that it waits, never why.
NEUTRAL: Final = "waiting to be accepted"

# What each role may ever do, so that only that is looked at: an answer names the moves of every role.
_MOVES_OF: Final = {
    role: tuple(move for move in Move if role in RULES[move].roles and not RULES[move].is_consequence)
    for role in get_args(Role)
}


def moved(order: Order, child: ChildOrder, move: Move, actor: Actor, now: datetime) -> Order:
    """Return the order after one of its children has moved; the parent's vector follows from its children's.

    Raises IllegalMove, which names what is legal for this actor and what stands against the move.
    """
    at = Situation(order=order, child=child, actor=actor, now=now)
    check(at, move)
    status = msgspec.structs.replace(child.status, **{DIMENSION_OF[move]: _target(at, move)})
    return with_child(order, msgspec.structs.replace(child, status=status))


def with_child(order: Order, child: ChildOrder) -> Order:
    """Return the order with a child as it is now, and its own vector as its children's say."""
    children = tuple(child if each.number == child.number else each for each in order.children)
    status = parent_status([each.status for each in children])
    return msgspec.structs.replace(order, children=children, status=status)


def check(at: Situation, move: Move) -> None:
    """Refuse a move that is not legal here. Raises IllegalMove."""
    check_role(at, move)
    if not _is_in_table(at, move):
        raise refusal(at, move, "")
    failed = _failed(at, move)
    if failed is not None:
        raise refusal(at, move, f"it takes that {failed.sentence}")


def check_role(at: Situation, move: Move) -> None:
    """Refuse an actor for whom the move is not. Raises IllegalMove."""
    roles = RULES[move].roles
    if at.actor.role not in roles:
        raise refusal(at, move, f"it is not for the role {at.actor.role}, but for {', '.join(sorted(roles))}")


def is_legal(at: Situation, move: Move) -> bool:
    """Tell whether the table, the flow, the role and every guard allow the move."""
    return _is_in_table(at, move) and at.actor.role in RULES[move].roles and _failed(at, move) is None


def legal_moves(order: Order, role: Role, now: datetime, child: ChildOrder | None = None) -> tuple[Move, ...]:
    """Return what a role can do now to a child, or to any child of the order; consequences are not among them."""
    actor = Actor(name=role, role=role)
    places = [
        Situation(order=order, child=each, actor=actor, now=now) for each in ((child,) if child else order.children)
    ]
    return tuple(move for move in _MOVES_OF.get(role, ()) if any(is_legal(place, move) for place in places))


def _is_in_table(at: Situation, move: Move) -> bool:
    return _target(at, move) is not None


def _target(at: Situation, move: Move) -> StrEnum | None:
    dimension = DIMENSION_OF[move]
    return step(FLOWS[at.order.order_type], dimension, _state(at.status, dimension), move)


def _failed(at: Situation, move: Move) -> Guard | None:
    return next((guard for guard in RULES[move].guards if not guard.holds(at)), None)


def refusal(at: Situation, move: Move, why: str) -> IllegalMove:
    """Return the refusal of a move, with all that is legal instead; neutral for the customer of a held order."""
    legal = legal_moves(at.order, at.actor.role, at.now, at.child)
    if at.is_held and at.actor.role == "customer":
        return IllegalMove("order", NEUTRAL, move, legal)
    dimension = DIMENSION_OF[move]
    return IllegalMove(dimension, _state(at.status, dimension), move, legal, why)


def _state(status: OrderStatus, dimension: str) -> StrEnum:
    state: StrEnum = getattr(status, dimension)
    return state
