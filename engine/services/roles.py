"""In whose place a key acts: each scope that moves orders stands for one role, and each move names its roles."""

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Final

import msgspec

from engine.errors import Forbidden, InvalidInput
from engine.orders.actor import Actor, Role
from engine.orders.lifecycle.moves import RULES
from engine.orders.status import Move

# Those who may do least come first: a key that stands for several acts as the first of them unless it says otherwise.
SCOPE_OF: Final[Mapping[Role, str]] = MappingProxyType(
    {
        "customer": "orders:write",
        "payment": "payments:write",
        "warehouse": "fulfillment:write",
        "merchant": "orders:sell",
        "risk": "reviews:write",
        "customer_service": "orders:serve",
    }
)


class Caller(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks for an operation, the key under which the call is known again, and what stands for all that it said."""

    actor: Actor
    idempotency_key: str | None = None
    body_hash: str = ""


def roles_of(*moves: Move) -> tuple[Role, ...]:
    """Return who may make one of these moves, those who may do least first; the system itself is nobody's key."""
    able = frozenset[Role]().union(*(RULES[move].roles for move in moves))
    return tuple(role for role in SCOPE_OF if role in able)


def acting(name: str, scopes: Collection[str], able: Collection[Role], wanted: Role | None = None) -> Actor:
    """Return the actor that a key is among those who are `able`: as it wants, else the one who may do least.

    Raises InvalidInput where the wanted one is not among them, Forbidden where the key's scopes stand for none of
    them, or not for the wanted one.
    """
    if wanted is not None and wanted not in able:
        raise InvalidInput.at("role", f"{wanted} does not make this call", tuple(able))
    held = [role for role, scope in SCOPE_OF.items() if scope in scopes and role in able]
    if wanted is not None and wanted not in held:
        raise Forbidden(SCOPE_OF[wanted])
    if not held:
        raise Forbidden(" or ".join(SCOPE_OF[role] for role in SCOPE_OF if role in able))
    return Actor(name=name, role=wanted or held[0])
