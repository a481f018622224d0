"""What falls due although nobody calls: time-outs, lapsed deposits, completions. Any number of processes may do it."""

import random
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final

import structlog

from engine.errors import OmsError, Unavailable
from engine.orders.actor import SYSTEM
from engine.orders.change import Change
from engine.orders.operations.complete import complete_received
from engine.orders.operations.expire import expire
from engine.orders.operations.presale import lapse
from engine.orders.timers import TimerKind
from engine.services.operation_runner import Operation, OperationRunner
from engine.services.roles import Caller
from engine.store.change_repository import Standing
from engine.store.order_timers import DueTimer, TimerRepository

LOG: Final = structlog.get_logger(__name__)
AT_ONCE: Final = 100  # timers of one read
FIRST_WAIT: Final = timedelta(seconds=30)  # after what went wrong; twice as long each time
LONGEST_WAIT: Final = timedelta(hours=1)


def _expire(found: Standing, now: datetime) -> Change:
    return expire(found.order, actor=SYSTEM, now=now)


def _lapse(found: Standing, now: datetime) -> Change:
    return lapse(found.order, actor=SYSTEM, now=now)


def _complete(found: Standing, now: datetime) -> Change:
    return complete_received(found.order, actor=SYSTEM, now=now)


_OPERATIONS: Final[Mapping[TimerKind, Operation]] = {"expire": _expire, "forfeit": _lapse, "complete": _complete}


class DueService:
    """Works off timers. What goes wrong for one order holds up no other: it is tried again later, which is kept."""

    def __init__(self, runner: OperationRunner, timers: TimerRepository, clock: Callable[[], datetime]) -> None:
        self._runner = runner
        self._timers = timers
        self._clock = clock

    async def run(self) -> int:
        """Do what is due now and return for how many orders something changed. Raises Unavailable."""
        changed = 0
        while due := await self._timers.due(self._clock(), AT_ONCE):
            changed += sum([await self._work(timer) for timer in due])
            if len(due) < AT_ONCE:
                break
        return changed

    async def _work(self, timer: DueTimer) -> bool:
        """Do what a timer asks for; False where there was nothing to do any more, or it went wrong."""
        try:
            view, _ = await self._runner.carry_out(
                timer.kind, timer.order_no, _OPERATIONS[timer.kind], Caller(actor=SYSTEM)
            )
        except Unavailable:
            raise
        except OmsError as error:
            LOG.warning("timer_failed", kind=timer.kind, order_no=timer.order_no, tries=timer.tries, error=str(error))
            await self._timers.postpone(timer, self._clock() + wait_after(timer.tries))
            return False
        await self._timers.stop(timer)
        return view.changed


def wait_after(tries: int) -> timedelta:
    """Return how long to wait after so many failures before: twice as long each time, and never the same for two."""
    longest = min(FIRST_WAIT * (1 << min(tries, 10)), LONGEST_WAIT)
    return longest * random.uniform(0.5, 1)  # noqa: S311  # spreads tries, guards nothing
