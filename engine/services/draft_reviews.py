"""The review of a draft: its effect is shown, somebody else approves exactly that, or sends it back."""

import asyncio
import hashlib
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime

import msgspec

from engine.errors import Conflict, StaleWrite
from engine.evaluation.comparison import Change, compare
from engine.services.draft_moves import DraftMove, next_state
from engine.services.draft_texts import ROLLOUT, SET, InForce, grant_kind, market
from engine.services.people import Permissions, person_of
from engine.services.publisher import Publisher, Tried
from engine.services.rule_files import RuleFile
from engine.services.rule_library import RuleLibrary
from engine.store.documents import json_text
from engine.store.draft import Approval, Draft, Review
from engine.store.draft_repository import DraftRepository, Saying

APPROVE = "approve"
_MOST_CHANGES = 200


class Effect(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a draft would change, as it was shown to whoever approves it.

    `measured` is what the author adds: the bill of a replay, figures of a trial. `is_new`: nothing is in force yet.
    """

    base_version: int
    is_new: bool = False
    changes: tuple[Change, ...] = ()
    more_changes: int = 0
    tests: int = 0
    coverage: float | None = None
    cases: int = 0  # of the certificate
    warnings: Mapping[str, int] = {}
    measured: Mapping[str, object] = {}


class DraftReviewService:
    """Asks for approvals and gives them."""

    def __init__(
        self,
        drafts: DraftRepository,
        in_force: InForce,
        publisher: Publisher,
        library: RuleLibrary,
        permissions: Permissions,
        clock: Callable[[], datetime],
    ) -> None:
        self._drafts = drafts
        self._in_force = in_force
        self._publisher = publisher
        self._library = library
        self._permissions = permissions
        self._clock = clock

    async def effect(self, draft: Draft, measured: Mapping[str, object] | None = None) -> Effect:
        """Return what a draft would change. Raises RuleSetError with every finding where it cannot be published."""
        version = await self._in_force.version(draft.kind, draft.subject)
        measured = measured or {}
        if draft.kind == ROLLOUT:
            return Effect(base_version=version, measured=measured)
        tried = await self._publisher.try_out((RuleFile(name=f"{draft.subject}.yaml", text=draft.text),))
        trials = [trial for _, trial in tried.sets]
        certificates = [trial.certificate for trial in trials if trial.certificate is not None]
        changes = await self._changes(draft, version, tried)
        return Effect(
            base_version=version,
            is_new=version == 0,
            changes=changes[:_MOST_CHANGES],
            more_changes=max(0, len(changes) - _MOST_CHANGES),
            tests=sum(trial.report.passed for trial in trials),
            coverage=min((trial.report.coverage for trial in trials), default=None),
            cases=sum(certificate.cases for certificate in certificates),
            warnings=Counter(finding.code for trial in trials for finding in trial.warnings),
            measured=measured,
        )

    async def request(
        self, draft_id: str, *, actor: str, reason: str, measured: Mapping[str, object] | None = None
    ) -> Draft:
        """Ask somebody else to approve a draft that could be published. Raises RuleSetError where it could not."""
        draft = await self._drafts.get(draft_id)
        state = next_state(draft.state, DraftMove.REQUEST_REVIEW)
        effect = msgspec.json.decode(json_text(await self.effect(draft, measured)))
        now = self._clock()
        review = Review(
            requested_by=actor,
            requested_at=now,
            reason=reason,
            sha=draft.sha,
            effect=effect,
            effect_sha=hashlib.sha256(json_text(effect).encode()).hexdigest(),
        )
        saying = Saying(
            actor=actor, at=now, what="review_requested", words=reason, data={"effect_sha": review.effect_sha}
        )
        return await self._drafts.keep(draft, msgspec.structs.replace(draft, state=state, review=review), saying)

    async def approve(self, draft_id: str, *, actor: str, sha: str, effect_sha: str, reason: str) -> Draft:
        """Approve what was looked at: the text of this sha, with this effect.

        Raises StaleWrite where it is another by now, Conflict where the actor wrote any of it, Forbidden where the
        actor may not approve this kind or market, IllegalMove where no review was asked for.
        """
        draft = await self._drafts.get(draft_id)
        state = next_state(draft.state, DraftMove.APPROVE)
        review = draft.review
        if review is None or (review.sha, review.effect_sha) != (sha, effect_sha) or draft.sha != sha:
            raise StaleWrite("this is not the text and the effect that you looked at; read the draft again")
        await self._refuse_own(draft, actor)
        await self._permissions.check(actor, APPROVE, grant_kind(draft), market(draft))
        now = self._clock()
        approved = msgspec.structs.replace(review, approval=Approval(actor=actor, at=now, reason=reason))
        saying = Saying(actor=actor, at=now, what="approved", words=reason, data={"effect_sha": effect_sha})
        return await self._drafts.keep(draft, msgspec.structs.replace(draft, state=state, review=approved), saying)

    async def send_back(self, draft_id: str, *, actor: str, reason: str) -> Draft:
        """Send a draft back to be worked on; an approval that it had counts no more."""
        draft = await self._drafts.get(draft_id)
        state = next_state(draft.state, DraftMove.SEND_BACK)
        after = msgspec.structs.replace(draft, state=state, review=None, activate_at=None)
        return await self._drafts.keep(
            draft, after, Saying(actor=actor, at=self._clock(), what="sent_back", words=reason)
        )

    async def _refuse_own(self, draft: Draft, actor: str) -> None:
        editors = {draft.author, *await self._drafts.editors(draft.id)}
        if draft.review is not None:
            editors.add(draft.review.requested_by)
        if person_of(actor) in map(person_of, editors):
            raise Conflict("who wrote or asked for a change cannot approve it; ask somebody else")

    async def _changes(self, draft: Draft, version: int, tried: Tried) -> tuple[Change, ...]:
        """Return what differs from the version in force, by rule and cell; of lists and new sets nothing is said."""
        if draft.kind != SET or version == 0 or not tried.sets:
            return ()
        before = await self._in_force.text(SET, draft.subject, version)
        _, trial = tried.sets[0]
        old = await asyncio.to_thread(self._library.read, before, tried.known_lists)
        return compare(old, trial.ruleset, self._library.regions)
