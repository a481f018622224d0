"""Whether something may be promoted now: not during a freeze, and where approval is required, not without."""

from collections.abc import Callable
from datetime import datetime

from engine.errors import ApprovalNeeded, Frozen
from engine.store.freeze_repository import FreezeRepository


class ReleasePolicy:
    """What stands between a good change and its being in force. Rolling back is never asked."""

    def __init__(self, freezes: FreezeRepository, clock: Callable[[], datetime], *, needs_approval: bool) -> None:
        self._freezes = freezes
        self._clock = clock
        self.needs_approval = needs_approval

    async def refuse_frozen(self) -> None:
        """Raise Frozen where nothing is promoted now."""
        freeze = await self._freezes.at(self._clock())
        if freeze is not None:
            raise Frozen(f"nothing is promoted until {freeze.ends.isoformat()}: {freeze.reason}")

    def refuse_unapproved(self) -> None:
        """Raise ApprovalNeeded where what is published has to be approved before."""
        if self.needs_approval:
            raise ApprovalNeeded("rule sets are published from approved drafts here; make a draft and request a review")

    async def refuse_direct(self) -> None:
        """Raise where a text that nobody has reviewed may not be put in force now."""
        self.refuse_unapproved()
        await self.refuse_frozen()
