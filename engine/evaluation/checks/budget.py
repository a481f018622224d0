"""The time that checks may take: what is not done when it is up is said to be unchecked."""

from collections.abc import Callable
from typing import Final

_EACH: Final = 64  # steps of work between two looks at the clock


class OutOfTime(Exception):
    """The time is up."""


class Budget:
    """So many seconds by a clock that is given."""

    def __init__(self, seconds: float, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._ends = clock() + seconds
        self._steps = 0

    @classmethod
    def endless(cls) -> "Budget":
        """Return a budget that is never spent."""
        return cls(1.0, lambda: 0.0)

    @property
    def is_spent(self) -> bool:
        """Whether the time is up."""
        return self._clock() >= self._ends

    def spend(self) -> None:
        """Note one small step of work. Raises OutOfTime when the time is up."""
        self._steps += 1
        if self._steps % _EACH == 0 and self.is_spent:
            raise OutOfTime
