"""Who may approve and publish what: a small table of grants; until accounts come, people are the names of actors."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from engine.errors import Forbidden, InvalidInput
from engine.store.grant_repository import Grant, GrantRepository

ACTIONS: Final = ("approve", "publish")


def person_of(actor: str) -> str:
    """Return the person behind an actor: `api:wang` and `cli:wang` are one."""
    return actor.partition(":")[2] or actor


class Permissions:
    """Asks the grants. While nobody has a grant for an action, whoever has the scope for it may do it everywhere."""

    def __init__(self, grants: GrantRepository, clock: Callable[[], datetime]) -> None:
        self._grants = grants
        self._clock = clock

    async def check(self, actor: str, action: str, kind: str, market: str) -> None:
        """Raise Forbidden where the actor may not do this to a change of this kind in this market."""
        grants = [grant for grant in await self._grants.all() if grant.action == action]
        if grants and not any(grant.covers(person_of(actor), action, kind, market) for grant in grants):
            raise Forbidden(f"rules:{action} for {kind} in market {market}")

    async def all(self) -> tuple[Grant, ...]:
        """Return every grant, by person."""
        return await self._grants.all()

    async def give(self, grant: Grant, *, actor: str) -> None:
        """Let a person do something. Raises InvalidInput for an action that needs no grant."""
        if grant.action not in ACTIONS:
            raise InvalidInput.at("action", f"{grant.action} needs no grant", ACTIONS)
        await self._grants.give(grant, actor=actor, at=self._clock())

    async def take(self, grant: Grant, *, actor: str) -> None:
        """Let a person do it no more. Raises NotFound."""
        await self._grants.take(grant, actor=actor, at=self._clock())
