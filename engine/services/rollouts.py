"""Rollouts: planned, started, widened, paused, promoted and rolled back, each by one call with a reason."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime

from engine.errors import Conflict
from engine.evaluation.guardrails.verdict import Judgement
from engine.evaluation.rollouts.document import InFlight, Rollout
from engine.services import rollout_moves as moves
from engine.services.rollout_documents import RolloutDocuments, check_baseline
from engine.services.rollout_gate import RolloutGate
from engine.services.rollout_judge import RolloutJudge
from engine.services.rollout_views import CandidateView, PreviewRow, RolloutRowView, RolloutView, rollout_view, row_view
from engine.services.rulebooks import RuleBooks
from engine.services.shadows import ShadowService
from engine.store.release import Manifest
from engine.store.rollout_repository import IN_FORCE, PROMOTED, Deed, KeptRollout, RolloutRepository

Release = Callable[[Manifest], Manifest]
Change = Callable[[KeptRollout, Rollout, datetime], Awaitable[tuple[KeptRollout, Release | None]]]


class RolloutService:
    """Gray release. A change of sides is a release, so that it is in force everywhere as one, or nowhere."""

    def __init__(  # noqa: PLR0913  # the parts of a rollout
        self,
        rollouts: RolloutRepository,
        documents: RolloutDocuments,
        judge: RolloutJudge,
        books: RuleBooks,
        gate: RolloutGate,
        *,
        shadows: ShadowService,
        clock: Callable[[], datetime],
    ) -> None:
        self._gate = gate
        self._shadows = shadows
        self._rollouts = rollouts
        self._documents = documents
        self._judge = judge
        self._books = books
        self._clock = clock

    async def preview(
        self, rollout: Mapping[str, object], subjects: Sequence[Mapping[str, object]], *, step: int = 1
    ) -> tuple[PreviewRow, ...]:
        """Return the side of each subject. Nothing is stored. Raises InvalidInput that names the field."""
        return await self._documents.preview(rollout, subjects, step, self._clock())

    async def list(self) -> tuple[RolloutRowView, ...]:
        """Return all rollouts, the newest first."""
        kept = await self._rollouts.all()
        book = await self._documents.book()
        return tuple(row_view(each, self._documents.read_if_possible(each, book)) for each in kept)

    async def get(self, rollout_id: str) -> RolloutView:
        """Return a rollout with where it stands, what its guardrails say, and its history. Raises NotFound."""
        return await self._view(await self._rollouts.get(rollout_id))

    async def plan(self, text: str | None = None, *, draft: str | None = None, actor: str, reason: str) -> RolloutView:
        """Keep a rollout for later, from its text or from an approved draft of it.

        Raises RuleSetError, also where another rollout of the set may be given the same order; Conflict where the id is
        taken, ApprovalNeeded where only approved drafts count, NotFound.
        """
        at = self._clock()
        kept, document = await self._documents.new(await self._gate.agreed(text, draft), actor=actor, at=at)
        await self._refuse_meeting(document)
        return await self._view(
            await self._rollouts.plan(kept, Deed(action="planned", actor=actor, reason=reason, at=at))
        )

    async def keep_candidate(
        self, *, actor: str, reason: str, text: str | None = None, draft: str | None = None
    ) -> CandidateView:
        """Keep a rule set as a version that is not in force, from its text or from an approved draft.

        From the next order on its shadow says what it would decide.

        Raises RuleSetError with the findings, ApprovalNeeded where only approved drafts may be tried, NotFound.
        """
        kept = await self._gate.keep(text=text, draft=draft, actor=actor, reason=reason)
        await self._shadows.follow_version(kept, actor=actor, reason=reason)
        return CandidateView(set_id=kept.set_id, version=kept.version, sha=kept.sha)

    async def start(self, rollout_id: str, *, actor: str, reason: str) -> RolloutView:
        """Take the first step. Raises Conflict where the baseline is not in force, RuleSetError where rollouts meet."""

        async def change(kept: KeptRollout, document: Rollout, at: datetime) -> tuple[KeptRollout, Release | None]:
            check_baseline(document, await self._documents.book())
            beside = (await self._rollouts.current()).manifest.rollouts
            await self._refuse_meeting(document)
            await self._gate.check_promotion(actor, kept.kind)
            after = moves.started(kept, document, at)
            return after, lambda manifest: moves.begun_in(manifest, after, beside)

        return await self._do(rollout_id, "start", change, actor, reason)

    async def widen(self, rollout_id: str, *, actor: str, reason: str, step: int | None = None) -> RolloutView:
        """Take the next step, which `step` may name. Raises Conflict where it has to be agreed to, or is another."""

        async def change(kept: KeptRollout, document: Rollout, at: datetime) -> tuple[KeptRollout, Release | None]:
            if step is not None and step != kept.step + 1:
                raise Conflict(f"rollout {kept.id} stands at step {kept.step}, so that step {step} is not the next")
            await self._gate.check_promotion(actor, kept.kind)
            after = moves.widened(kept, document, at)
            return after, lambda manifest: moves.running_in(manifest, after)

        return await self._do(rollout_id, "widen", change, actor, reason, step=step)

    async def approve(self, rollout_id: str, *, actor: str, reason: str) -> RolloutView:
        """Agree to the next step that asks for it. Raises Conflict where the caller has planned the rollout."""

        async def change(kept: KeptRollout, document: Rollout, _: datetime) -> tuple[KeptRollout, Release | None]:
            await self._gate.check_approval(actor, kept.kind)
            return moves.approved(kept, document, actor), None

        return await self._do(rollout_id, "approve", change, actor, reason)

    async def pause(self, rollout_id: str, *, actor: str, reason: str) -> RolloutView:
        """Stay at the step until it is resumed; every order keeps its side."""

        async def change(kept: KeptRollout, _: Rollout, __: datetime) -> tuple[KeptRollout, Release | None]:
            return moves.paused(kept), None

        return await self._do(rollout_id, "pause", change, actor, reason)

    async def resume(self, rollout_id: str, *, actor: str, reason: str) -> RolloutView:
        """Go on after a pause; the hold of the step begins anew."""

        async def change(kept: KeptRollout, _: Rollout, at: datetime) -> tuple[KeptRollout, Release | None]:
            return moves.resumed(kept, at), None

        return await self._do(rollout_id, "resume", change, actor, reason)

    async def promote(self, rollout_id: str, *, actor: str, reason: str) -> RolloutView:
        """Put the candidate in force for everybody by a new release."""

        async def change(kept: KeptRollout, document: Rollout, _: datetime) -> tuple[KeptRollout, Release | None]:
            await self._gate.check_promotion(actor, kept.kind)
            after = moves.promoted(kept, document, (await self._rollouts.current()).manifest)
            return after, lambda manifest: moves.without(manifest, kept, kept.candidate)

        return await self._do(rollout_id, "promote", change, actor, reason)

    async def roll_back(
        self, rollout_id: str, *, actor: str, reason: str, in_flight: InFlight | None = None
    ) -> RolloutView:
        """Let the baseline decide by a new release; a freeze never blocks it. `in_flight` is as the document says."""
        flight: list[InFlight] = []

        async def change(kept: KeptRollout, document: Rollout, _: datetime) -> tuple[KeptRollout, Release | None]:
            flight[:] = [in_flight or document.in_flight]
            after = moves.rolled_back(kept, (await self._rollouts.current()).manifest, flight[0])
            if kept.step == 0:
                return after, None
            version = kept.baseline if kept.state == PROMOTED else None
            is_revoked = flight[0] is not InFlight.KEEP
            return after, lambda manifest: moves.without(manifest, kept, version, is_revoked=is_revoked)

        named = {} if in_flight is None else {"in_flight": in_flight.value}
        return await self._do(rollout_id, "roll_back", change, actor, reason, **named)

    async def _do(
        self, rollout_id: str, move: moves.Move, change: Change, actor: str, reason: str, **data: object
    ) -> RolloutView:
        """Carry a move out. The same call once more is answered as the first; of two at once one is refused."""
        kept = await self._rollouts.get(rollout_id)
        said = {name: value for name, value in data.items() if value is not None}
        deed = Deed(action=moves.PAST[move], actor=actor, reason=reason, at=self._clock(), data=said)
        if await self._is_repeated(kept, deed):
            return await self._view(kept)
        moves.check_move(kept, move)
        book = await self._documents.book()
        document = await asyncio.to_thread(self._documents.read, kept.text, book, kept.id)
        after, release = await change(kept, document, deed.at)
        written = await self._rollouts.change(kept, after, deed, release)
        if release is not None:
            await self._books.follow(written.release)
        return await self._view(written)

    async def _is_repeated(self, kept: KeptRollout, deed: Deed) -> bool:
        """Tell whether the last thing that happened to a rollout is this very deed."""
        history = await self._rollouts.history(kept.id)
        last = history[-1] if history else None
        if last is None:
            return False
        return (last.action, last.actor, last.reason, dict(last.data)) == (
            deed.action,
            deed.actor,
            deed.reason,
            dict(deed.data),
        )

    async def _refuse_meeting(self, document: Rollout) -> None:
        book = await self._documents.book()
        others = [self._documents.read(each.text, book, each.id) for each in await self._rollouts.all(IN_FORCE)]
        self._documents.refuse_meeting(document, others, book)

    async def _view(self, kept: KeptRollout) -> RolloutView:
        book = await self._documents.book()
        document = self._documents.read(kept.text, book, kept.id)
        judgement: Judgement | None = None
        if kept.state in IN_FORCE:
            judgement = await self._judge.judgement(kept, document, self._clock())
        others = [
            self._documents.read(each.text, book, each.id)
            for each in await self._rollouts.all(IN_FORCE)
            if each.id != kept.id
        ]
        meets = self._documents.meeting(document, others, book)
        shadow = await self._shadows.of_version(kept.target, kept.candidate)
        return rollout_view(kept, document, await self._rollouts.history(kept.id), judgement, meets, shadow)
