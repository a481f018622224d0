"""The rule book in force in this process, and those that orders placed earlier are pinned to."""

import asyncio
import time
from typing import Final

import structlog

from engine.decisions.rulebook import RuleBook
from engine.errors import OmsError, Unavailable
from engine.evaluation.lists import Lists
from engine.orders.order import Order
from engine.services.rule_library import RuleLibrary

LOG: Final = structlog.get_logger(__name__)
_BOOKS_KEPT: Final = 16
_RETRY_SECONDS: Final = 5.0


class RuleBooks:
    """Follows the releases: a newer one is loaded whole and then swapped in; one that cannot be loaded is left out."""

    def __init__(self, library: RuleLibrary) -> None:
        self._library = library
        self._current: RuleBook | None = None
        self._books: dict[int, RuleBook] = {}
        self._loading = asyncio.Lock()
        self._failed: tuple[int, float] | None = None
        self.alarm: str | None = None

    @property
    def current(self) -> RuleBook:
        """The rule book in force. Raises Unavailable where none could be loaded yet."""
        if self._current is None:
            raise Unavailable(self.alarm or "no release of rule sets is in force yet; publish one, then try again")
        return self._current

    async def follow(self, release: int) -> RuleBook:
        """Return the rule book of the newest release; where it cannot be loaded the last good one, with an alarm."""
        if self._current is not None and self._current.release >= release:
            return self._current
        if self._may_try(release):
            async with self._loading:
                if self._current is None or self._current.release < release:
                    await self._load(release)
        return self.current

    async def lists(self, release: int) -> Lists:
        """Return the reference lists of the newest release; before the first one there are none."""
        return (await self.follow(release)).lists if release else {}

    async def at(self, release: int) -> RuleBook:
        """Return the rule book that an order is pinned to. Raises NotFound where there was no such release."""
        if self._current is not None and self._current.release == release:
            return self._current
        if release not in self._books:
            book = await self._library.book(release)
            if len(self._books) >= _BOOKS_KEPT:
                del self._books[next(iter(self._books))]
            self._books[release] = book
        return self._books[release]

    async def of_order(self, order: Order) -> RuleBook:
        """Return the rule book that an order is pinned to, with its sides; those taken back since count no more."""
        book = await self.at(order.release)
        revoked = self._current.revoked if self._current is not None else frozenset()
        return book.pinned([pin for pin in order.sides if pin.rollout not in revoked])

    def _may_try(self, release: int) -> bool:
        if self._failed is None or self._failed[0] != release:
            return True
        return time.monotonic() - self._failed[1] > _RETRY_SECONDS

    async def _load(self, release: int) -> None:
        try:
            book = await self._library.book(release)
        except OmsError as error:
            self._failed = (release, time.monotonic())
            self.alarm = f"release {release} cannot be loaded: {error}"
            in_force = self._current and self._current.release
            LOG.error("release_not_loaded", release=release, in_force=in_force, error=str(error))  # noqa: TRY400  # ours: its words say all
            return
        self._current, self._failed, self.alarm = book, None, None
        LOG.info("release_in_force", release=release)
