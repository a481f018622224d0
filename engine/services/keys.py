"""API keys: made once, shown once, kept as a hash, with the scopes that each may use."""

import hashlib
import secrets
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

import msgspec

from engine.errors import FieldProblem, InvalidInput, Unauthenticated
from engine.store.key_repository import KeptKey, KeyRepository

ALL_SCOPES: Final = (
    "orders:write",
    "orders:read",
    "orders:sell",
    "orders:serve",
    "payments:write",
    "fulfillment:write",
    "reviews:write",
    "rules:evaluate",
    "rules:write",
    "rules:read",
    "rules:approve",
    "rules:publish",
    "rules:grant",
    "audit:read",
    "catalogue:read",
    "catalogue:write",
    "webhooks:write",
)
SYSTEM: Final = "system"  # who makes the keys of a first start
_PREFIX: Final = "oms_"
_SECONDS_REMEMBERED: Final = 5.0  # so long a revoked key may still be let in
_MOST_REMEMBERED: Final = 10_000


class Principal(msgspec.Struct, frozen=True, kw_only=True):
    """Who calls, and what they may do."""

    name: str
    scopes: tuple[str, ...]


class KeyService:
    """Makes and checks API keys."""

    def __init__(self, keys: KeyRepository, clock: Callable[[], datetime]) -> None:
        self._keys = keys
        self._clock = clock
        self._remembered: dict[str, tuple[float, Principal]] = {}

    async def make(self, name: str, scopes: Sequence[str], *, actor: str = SYSTEM) -> str:
        """Make a key and return it: it is never to be seen again. Raises InvalidInput for an unknown scope."""
        plain = _PREFIX + secrets.token_urlsafe(32)
        await self.keep(plain, name, scopes, actor=actor)
        return plain

    async def keep(self, plain: str, name: str, scopes: Sequence[str], *, actor: str = SYSTEM) -> None:
        """Keep a key that was made elsewhere (as a first start is given one); known already, it stays as it is."""
        unknown = [scope for scope in scopes if scope not in ALL_SCOPES]
        if unknown:
            message = f"there is no scope {', '.join(unknown)}"
            raise InvalidInput(message, [FieldProblem(path="scopes", message=message, allowed=ALL_SCOPES)])
        kept = KeptKey(name=name, scopes=tuple(scopes))
        await self._keys.add(_hash(plain), kept, actor=actor, at=self._clock())

    async def check(self, plain: str) -> Principal:
        """Return who holds a key. Raises Unauthenticated where it is none of ours or was revoked."""
        hashed = _hash(plain)
        seen = self._remembered.get(hashed)
        if seen is not None and time.monotonic() - seen[0] < _SECONDS_REMEMBERED:
            return seen[1]
        key = await self._keys.find(hashed)
        if key is None:
            self._remembered.pop(hashed, None)
            raise Unauthenticated("this key is not known; ask for one, or make one: oms user key NAME")
        principal = Principal(name=key.name, scopes=key.scopes)
        if len(self._remembered) >= _MOST_REMEMBERED:
            self._remembered.clear()
        self._remembered[hashed] = (time.monotonic(), principal)
        return principal

    async def revoke(self, name: str, *, actor: str = SYSTEM) -> int:
        """End every key of this name and return how many there were; others may let it in for 5 s more."""
        self._remembered.clear()
        return await self._keys.revoke(name, actor=actor, at=self._clock())

    async def exist(self) -> bool:
        """Tell whether any key is in use."""
        return await self._keys.exist()


def _hash(plain: str) -> str:
    # A key has 256 random bits: nothing is gained by a slow hash.
    return hashlib.sha256(plain.encode()).hexdigest()
