"""Where the processor time of placing goes: an order of 3 lines over SQLite, taken apart; and what it leaves stored.

One order after the other, so that each is committed alone: eight clients at once share commits, which costs less.
"""

import asyncio
import secrets
import statistics
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from benchmarks.figure import Figure
from benchmarks.place_orders import MERCHANTS, a_request, opened
from engine.encoding import to_json
from engine.planning import PlanIds, plan_order
from engine.services.app import Oms
from engine.services.call import placement_of
from engine.services.order_views import order_view

ORDERS: Final = 400  # a repeat
REPEATS: Final = 5
_KILOBYTE: Final = 1024


class Spans:
    """Nanoseconds of this thread's processor time by part; `part` ends one and begins the next."""

    def __init__(self) -> None:
        self.total: dict[str, int] = defaultdict(int)
        self._since = time.thread_time_ns()

    def part(self, name: str) -> None:
        now = time.thread_time_ns()
        self.total[name] += now - self._since
        self._since = time.thread_time_ns()


def measure() -> Iterator[Figure]:
    """Yield microseconds an order by part, and kilobytes an order."""
    for merchants in (1, MERCHANTS):
        with TemporaryDirectory() as folder, asyncio.Runner() as runner:
            oms = runner.run(opened(Path(folder)))
            runner.run(_round(oms, merchants))  # caches fill
            before = _stored(oms)
            rounds = [runner.run(_round(oms, merchants)) for _ in range(REPEATS)]
            stored = (_stored(oms) - before) / _KILOBYTE / ORDERS / REPEATS
            runner.run(oms.close())
        whose = "one merchant" if merchants == 1 else f"{merchants} merchants"
        for name in rounds[0].total:
            values = [each.total[name] / ORDERS / 1000 for each in rounds]
            figure = statistics.median(values)
            yield Figure(name=f"{name}, {whose}", value=figure, unit="CPU µs", low=min(values), high=max(values))
        yield Figure(name=f"stored, {whose}", value=stored, unit="kB", low=stored, high=stored)


async def _round(oms: Oms, merchants: int) -> Spans:
    requests = [a_request(merchants) for _ in range(ORDERS)]
    spans = Spans()
    for request in requests:
        await _place(oms.orders, request, spans)
    return spans


async def _place(service: Any, request: Any, spans: Spans) -> None:
    """Do what `OrderService.place` does, and look at the clock between its steps."""
    spans.part("between orders")
    call = service._call(request, "bench", secrets.token_urlsafe(9), "body")  # noqa: SLF001 - its steps one by one
    spans.part("call")
    found = service._orders.find_for(call.asked)  # noqa: SLF001 - as above
    book, quoted = await service._book(request, found.release, call.now)  # noqa: SLF001 - as above
    spans.part("read")
    ids = PlanIds(order_no=call.order_no, actor="bench", quoted=quoted)
    plan = plan_order(request, found.snapshot, book, call.now, ids, call.tokens)
    spans.part("plan")
    placement = placement_of(call, plan, service._regions, found.snapshot.sales, micros=0)  # noqa: SLF001 - as above
    events = await service._orders.place(placement)  # noqa: SLF001 - as above
    spans.part("write and commit")
    to_json(order_view(plan.order, plan.decisions, service._regions, events))  # noqa: SLF001 - as above
    spans.part("answer")


def _stored(oms: Oms) -> int:
    """Return the bytes of the database, what is still in its log among them."""
    sizes = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
    size: int = oms._engine.read_here(lambda connection: connection.execute(sizes).fetchone()[0])  # noqa: SLF001 - as above
    return size
