"""Freezes: made, listed and lifted by people."""

import secrets
from collections.abc import Callable
from datetime import datetime

from engine.errors import InvalidInput
from engine.store.freeze_repository import Freeze, FreezeRepository


class FreezeService:
    """Makes freezes. They stop promotions; taking back is never stopped."""

    def __init__(self, freezes: FreezeRepository, clock: Callable[[], datetime]) -> None:
        self._freezes = freezes
        self._clock = clock

    async def make(self, *, starts: datetime, ends: datetime, reason: str, actor: str) -> Freeze:
        """Make a freeze. Raises InvalidInput where its times are reversed or over."""
        now = self._clock()
        if starts >= ends:
            raise InvalidInput.at("ends", "must lie after starts")
        if ends <= now:
            raise InvalidInput.at("ends", "must be a time to come")
        freeze = Freeze(
            id=f"F-{secrets.token_hex(5)}", starts=starts, ends=ends, reason=reason, made_by=actor, made_at=now
        )
        await self._freezes.add(freeze)
        return freeze

    async def lift(self, freeze_id: str, *, actor: str, reason: str) -> Freeze:
        """End a freeze early. Raises NotFound."""
        return await self._freezes.lift(freeze_id, actor=actor, at=self._clock(), reason=reason)

    async def list(self) -> tuple[Freeze, ...]:
        """Return every freeze, the last to begin first."""
        return await self._freezes.all()
