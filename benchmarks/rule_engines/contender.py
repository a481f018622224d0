"""One engine made ready for one workload, and what it costs to run it."""

import time
from collections.abc import Callable, Sequence
from itertools import cycle, islice
from typing import Any, Protocol

Hits = tuple[str, ...]


class Contender(Protocol):
    """An engine with the rules of a workload in it, and its orders in the shape that it reads."""

    @property
    def name(self) -> str: ...

    @property
    def load_seconds(self) -> float:
        """Processor time from the rules as text or data to the first order."""

    def hits(self, orders: int) -> list[Hits]:
        """Return the rules that each of the first so many orders fires."""

    def cost(self, decisions: int) -> float:
        """Return the processor time, in seconds, of so many decisions: the orders in turn."""

    def latencies(self, decisions: int) -> list[float]:
        """Return how long each of so many decisions took by the clock, in seconds."""

    def close(self) -> None:
        """Free what it holds."""


class InProcess:
    """An engine in this process."""

    def __init__(
        self,
        name: str,
        load: Callable[[], Callable[[Any], Any]],
        orders: Sequence[Any],
        hits_of: Callable[[Any], Hits],
    ) -> None:
        """Take how to load the engine, the orders as it reads them, and how to tell the hits from its answer."""
        began = time.process_time()
        self._decide = load()
        self.load_seconds = time.process_time() - began
        self.name = name
        self._orders = orders
        self._hits_of = hits_of

    def hits(self, orders: int) -> list[Hits]:
        return [self._hits_of(self._decide(order)) for order in self._orders[:orders]]

    def cost(self, decisions: int) -> float:
        decide, orders = self._decide, self._first(decisions)
        began = time.process_time()
        for order in orders:
            decide(order)
        return time.process_time() - began

    def latencies(self, decisions: int) -> list[float]:
        decide, now = self._decide, time.perf_counter
        found = []
        for order in self._first(decisions):
            began = now()
            decide(order)
            found.append(now() - began)
        return found

    def close(self) -> None:
        """Let go of the engine: this process frees it."""

    def _first(self, decisions: int) -> list[Any]:
        return list(islice(cycle(self._orders), decisions))
