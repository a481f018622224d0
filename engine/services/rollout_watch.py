"""The watcher of rollouts: takes the next step, pauses, or rolls back, as the guardrails say. Nobody has to look."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

import structlog

from engine.errors import Conflict, OmsError, Unavailable
from engine.evaluation.guardrails.verdict import Judgement
from engine.evaluation.rollouts.document import Rollout
from engine.services.rollout_documents import RolloutDocuments
from engine.services.rollout_judge import RolloutJudge
from engine.services.rollout_moves import TO_LOOK_AT
from engine.services.rollouts import RolloutService
from engine.store.flights import Flights
from engine.store.rollout_repository import IN_FORCE, RUNNING, KeptRollout, RolloutRepository

LOG: Final = structlog.get_logger(__name__)
WATCHER: Final = "watcher"


class RolloutWatch:
    """One round looks at every rollout in force. Of several workers one is first, and the others find it done."""

    def __init__(
        self,
        service: RolloutService,
        rollouts: RolloutRepository,
        documents: RolloutDocuments,
        judge: RolloutJudge,
        flights: Flights,
        clock: Callable[[], datetime],
    ) -> None:
        self._service = service
        self._rollouts = rollouts
        self._documents = documents
        self._judge = judge
        self._flights = flights
        self._clock = clock

    async def round(self) -> None:
        """Look at every rollout in force. One that cannot be judged is logged, and the others are looked at.

        Orders in flight of rollouts that were rolled back so are put before a person.
        """
        for kept in await self._rollouts.said(TO_LOOK_AT):
            count = await self._flights.put_before_somebody(kept, self._clock())
            LOG.info("orders_in_flight_to_look_at", rollout=kept.id, orders=count)
            await self._rollouts.note_verdict(kept, "")
        for kept in await self._rollouts.all(IN_FORCE):
            try:
                await self._look(kept)
            except Unavailable:
                raise
            except Conflict as conflict:  # somebody else was first, or it is frozen: the next round sees
                LOG.info("rollout_left", rollout=kept.id, why=str(conflict))
            except OmsError as error:
                LOG.error("rollout_not_judged", rollout=kept.id, error=str(error))  # noqa: TRY400  # ours: its words say all

    async def _look(self, kept: KeptRollout) -> None:
        document = self._documents.read(kept.text, await self._documents.book(), kept.id)
        judgement = await self._judge.judgement(kept, document, self._clock())
        match judgement.verdict:
            case "roll_back":
                LOG.warning("rollout_rolled_back", rollout=kept.id, reasons=judgement.reasons)
                await self._service.roll_back(kept.id, actor=WATCHER, reason=_reason(judgement))
            case "pause" if kept.state == RUNNING:
                LOG.warning("rollout_paused", rollout=kept.id, reasons=judgement.reasons)
                await self._service.pause(kept.id, actor=WATCHER, reason=_reason(judgement))
            case "continue" if kept.state == RUNNING and _is_free(kept, document):
                reason = "the hold is over and no guardrail objects"
                await self._service.widen(kept.id, actor=WATCHER, reason=reason, step=kept.step + 1)
            case verdict if verdict != kept.verdict:
                await self._rollouts.note_verdict(kept, verdict)
            case _:
                pass


def _is_free(kept: KeptRollout, document: Rollout) -> bool:
    """Tell whether there is a next step, and nobody has to agree to it first."""
    if kept.step >= len(document.steps):
        return False
    return document.steps[kept.step].approve is None or kept.approved_step > kept.step


def _reason(judgement: Judgement) -> str:
    return "; ".join(judgement.reasons)
