"""Whether this process can do its work."""

from collections.abc import Mapping

from engine.services.rule_library import RuleLibrary
from engine.services.rulebooks import RuleBooks
from engine.store.markers import MarkerRepository


class HealthService:
    """Readiness."""

    def __init__(self, markers: MarkerRepository, books: RuleBooks, library: RuleLibrary) -> None:
        self._markers = markers
        self._books = books
        self._library = library

    async def check(self) -> int:
        """Return the release in force here. Raises Unavailable where the database or the rule book is away."""
        return (await self._books.follow(await self._markers.release())).release

    @property
    def alarm(self) -> str | None:
        """What is wrong although work goes on: a release that cannot be loaded."""
        return self._books.alarm

    @property
    def differences(self) -> Mapping[str, int]:
        """How often the matchers of this process disagreed, by rule set; there should be none."""
        return self._library.differences
