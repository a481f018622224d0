"""Looks for orders that have stuck; the worker does so every minute."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from engine.orders.problems import PROBLEMS
from engine.store.problem_finder import ProblemFinder

_MOST_AT_ONCE: Final = 200  # of one problem; the rest comes with the next round


class ProblemService:
    """Lets orders that have stuck enter the review queue, and those that go on again leave it."""

    def __init__(self, finder: ProblemFinder, clock: Callable[[], datetime]) -> None:
        self._finder = finder
        self._clock = clock

    async def look(self) -> int:
        """Return how many orders entered the queue. A repeated round, here or in another process, adds none twice."""
        now = self._clock()
        entered = 0
        for problem in PROBLEMS:
            await self._finder.withdraw(problem, now)
            entered += len(await self._finder.find(problem, now, _MOST_AT_ONCE))
        return entered
