"""One measured figure, and how a function's cost is taken."""

import statistics
import time
from collections.abc import Callable

import msgspec


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """What was measured, how much it came to, in which unit; `low` and `high` are the range over the repeats."""

    name: str
    value: float
    unit: str
    low: float
    high: float


def calls_a_second(name: str, call: Callable[[], object], *, seconds: float = 0.2, repeats: int = 5) -> Figure:
    """Return how often `call` runs in a second of processor time: the median of the repeats, each about `seconds` long.

    Processor time, not the clock's: other work on the machine lengthens the one, hardly the other.
    """
    batch = 1
    while _cost(call, batch) < seconds / 10:
        batch *= 2
    batch = max(1, round(batch * seconds / _cost(call, batch)))
    rates = sorted(batch / _cost(call, batch) for _ in range(repeats))
    return Figure(name=name, value=statistics.median(rates), unit="calls/CPU s", low=rates[0], high=rates[-1])


def _cost(call: Callable[[], object], times: int) -> float:
    began = time.process_time()
    for _ in range(times):
        call()
    return time.process_time() - began
