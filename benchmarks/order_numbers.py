"""Making and reading order numbers."""

from collections.abc import Iterator
from datetime import UTC, datetime

from benchmarks.figure import Figure, calls_a_second
from engine.orders.number import make, parse

_HOUR = datetime(2026, 11, 11, tzinfo=UTC)
_RANDOM_BITS = 0x1_2345_6789_ABCD_EF01


def measure() -> Iterator[Figure]:
    """Measure both ways of an order number."""
    text = make(_HOUR, 7, _RANDOM_BITS)
    yield calls_a_second("make an order number", lambda: make(_HOUR, 7, _RANDOM_BITS))
    yield calls_a_second("read an order number", lambda: parse(text))
