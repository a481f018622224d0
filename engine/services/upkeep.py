"""Upkeep: what has to be done now and then, whoever calls."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from engine.store.upkeep_repository import ROWS_AT_ONCE, UpkeepRepository

COUNTS_KEPT: Final = timedelta(days=8)  # the longest window of risk rules is seven days
KEYS_KEPT: Final = timedelta(days=30)
DELIVERIES_KEPT: Final = timedelta(days=30)
SAMPLES_KEPT: Final = timedelta(days=180)  # no step of a rollout lasts nearly as long


class UpkeepService:
    """Keeps tables from growing for ever."""

    def __init__(self, upkeep: UpkeepRepository, clock: Callable[[], datetime]) -> None:
        self._upkeep = upkeep
        self._clock = clock

    async def forget(self) -> int:
        """Forget what no rule and no caller asks for any more, and return how many rows that were."""
        now, forgotten = self._clock(), 0
        for forget, before in (
            (self._upkeep.forget_counts, now - COUNTS_KEPT),
            (self._upkeep.forget_corrections, now - COUNTS_KEPT),
            (self._upkeep.forget_goods, now - COUNTS_KEPT),
            (self._upkeep.forget_cancelled_goods, now - COUNTS_KEPT),
            (self._upkeep.forget_keys, now - KEYS_KEPT),
            (self._upkeep.forget_samples, now - SAMPLES_KEPT),
            (self._upkeep.forget_deliveries, now - DELIVERIES_KEPT),
        ):
            while (count := await forget(before)) == ROWS_AT_ONCE:
                forgotten += count
            forgotten += count
        return forgotten
