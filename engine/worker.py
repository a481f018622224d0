"""The worker: what has to happen although nobody calls. A missed round harms nothing, nor does a repeated one."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

import structlog

from engine.errors import Unavailable
from engine.services.app import Oms

LOG: Final = structlog.get_logger(__name__)
FOLLOW_SECONDS: Final = 0.5  # a release that another process published is in force here then, at the latest
FORGET_SECONDS: Final = 3600.0
WATCH_SECONDS: Final = 2.0  # a rollout that does harm is rolled back so long after it is certain, at the latest
LOOK_SECONDS: Final = 60.0  # an order that has stuck is in the review queue so long after, at the latest
SHADOW_SECONDS: Final = 2.0  # how often candidates are asked about the orders that were placed meanwhile
SEND_SECONDS: Final = 0.5  # how often subscribers are told of what happened meanwhile
DUE_SECONDS: Final = 1.0  # an order is timed out so long after its time is over, at the latest


class Worker:
    """Follows releases, watches rollouts and shadows, times orders out and forgets what is old, until cancelled."""

    def __init__(  # noqa: PLR0913  # one for each kind of round
        self,
        oms: Oms,
        *,
        follow_every: float = FOLLOW_SECONDS,
        forget_every: float = FORGET_SECONDS,
        due_every: float = DUE_SECONDS,
        look_every: float = LOOK_SECONDS,
        watch_every: float = WATCH_SECONDS,
        shadow_every: float = SHADOW_SECONDS,
        send_every: float = SEND_SECONDS,
    ) -> None:
        self._rounds: tuple[tuple[float, Callable[[], Awaitable[object]]], ...] = (
            (follow_every, oms.health.check),
            (follow_every, oms.governance.publishing.activate_due),
            (forget_every, oms.upkeep.forget),
            (due_every, oms.due.run),
            (look_every, oms.problems.look),
            (watch_every, oms.rollout_watch.round),
            (shadow_every, oms.shadow_watch.round),
            (send_every, oms.webhook_sender.round),
        )

    async def run(self) -> None:
        """Work until cancelled. Where the database is away a round is missed, and the next one tried."""
        async with asyncio.TaskGroup() as tasks:
            for seconds, work in self._rounds:
                tasks.create_task(_every(seconds, work))


async def _every(seconds: float, work: Callable[[], Awaitable[object]]) -> None:
    while True:
        try:
            await work()
        except Unavailable as error:
            LOG.warning("round_missed", error=str(error))
        await asyncio.sleep(seconds)
