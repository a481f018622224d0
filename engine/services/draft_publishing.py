"""Publishing drafts: at once, at a time to come, or by two people who break the glass."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Final

import msgspec
import structlog

from engine.errors import Conflict, Frozen, InvalidInput, OmsError, StaleWrite, Unavailable
from engine.services.draft_moves import DraftMove, next_state
from engine.services.draft_texts import ROLLOUT, SET, InForce, grant_kind, market
from engine.services.drafts import DraftService
from engine.services.people import Permissions, person_of
from engine.services.publisher import Extra, Publisher
from engine.services.release_policy import ReleasePolicy
from engine.services.rule_files import RuleFile
from engine.services.rulebooks import RuleBooks
from engine.store.draft import Approval, Draft, DraftState
from engine.store.draft_repository import DraftRepository, Saying
from engine.store.release import Release

LOG: Final = structlog.get_logger(__name__)
PUBLISH: Final = "publish"
SCHEDULE: Final = "schedule"  # who activates what was scheduled


class Shelf(msgspec.Struct, frozen=True):
    """What publishing works with: drafts, what is in force, who may, and when."""

    drafts: DraftRepository
    editing: DraftService
    in_force: InForce
    permissions: Permissions
    policy: ReleasePolicy


class DraftPublishing:
    """Puts drafts in force."""

    def __init__(self, shelf: Shelf, publisher: Publisher, books: RuleBooks, clock: Callable[[], datetime]) -> None:
        self._shelf = shelf
        self._publisher = publisher
        self._books = books
        self._clock = clock

    async def publish(self, draft_id: str, *, actor: str, reason: str) -> Draft:
        """Put an approved draft in force, or any good one where no approval is required.

        Raises ApprovalNeeded, Frozen, Forbidden, RuleSetError with the findings, StaleWrite where a newer version is in
        force that the draft does not know, EditConflict where both changed the same.
        """
        draft = await self._shelf.drafts.get(draft_id)
        await self._shelf.permissions.check(actor, PUBLISH, grant_kind(draft), market(draft))
        await self._shelf.policy.refuse_frozen()
        next_state(draft.state, DraftMove.PUBLISH)
        if not _is_approved(draft):
            self._shelf.policy.refuse_unapproved()
        return await self._put(draft, Saying(actor=actor, at=self._clock(), what="published", words=reason))

    async def schedule(self, draft_id: str, *, at: datetime, actor: str, reason: str) -> Draft:
        """Let a draft come in force by itself at a time to come. Raises InvalidInput, and as `publish` does."""
        draft = await self._shelf.drafts.get(draft_id)
        await self._shelf.permissions.check(actor, PUBLISH, grant_kind(draft), market(draft))
        state = next_state(draft.state, DraftMove.SCHEDULE)
        if not _is_approved(draft):
            self._shelf.policy.refuse_unapproved()
        if draft.kind == ROLLOUT:
            raise Conflict(_STARTED)
        now = self._clock()
        if at.tzinfo is None or at <= now:
            raise InvalidInput.at("at", "must be a time to come, with its zone")
        after = msgspec.structs.replace(draft, state=state, activate_at=at)
        saying = Saying(actor=actor, at=now, what="scheduled", words=reason, data={"at": at.isoformat()})
        return await self._shelf.drafts.keep(draft, after, saying)

    async def unschedule(self, draft_id: str, *, actor: str, reason: str) -> Draft:
        """Let a draft wait until it is published by hand."""
        draft = await self._shelf.drafts.get(draft_id)
        state = next_state(draft.state, DraftMove.UNSCHEDULE) if _is_approved(draft) else DraftState.EDITING
        after = msgspec.structs.replace(draft, state=state, activate_at=None)
        saying = Saying(actor=actor, at=self._clock(), what="unscheduled", words=reason)
        return await self._shelf.drafts.keep(draft, after, saying)

    async def break_glass(self, draft_id: str, *, actor: str, reason: str) -> Draft:
        """Publish without approval, freeze or not: the first person asks, the second does it, and the audit is marked.

        Checks and tests are never left out. Raises Conflict where one person is both, RuleSetError with the findings.
        """
        draft = await self._shelf.drafts.get(draft_id)
        await self._shelf.permissions.check(actor, PUBLISH, grant_kind(draft), market(draft))
        next_state(draft.state, DraftMove.BREAK_GLASS)
        now = self._clock()
        first = draft.emergency
        if first is None:
            asked = msgspec.structs.replace(draft, emergency=Approval(actor=actor, at=now, reason=reason))
            return await self._shelf.drafts.keep(
                draft, asked, Saying(actor=actor, at=now, what="emergency_asked", words=reason)
            )
        if person_of(first.actor) == person_of(actor):
            raise Conflict("an emergency takes two people; somebody else has to confirm it")
        saying = Saying(actor=actor, at=now, what="emergency_published", words=reason, data={"asked_by": first.actor})
        return await self._put(draft, saying, emergency=(first.actor, actor))

    async def activate_due(self) -> int:
        """Put in force every scheduled draft whose time has come, and return how many; a freeze lets them wait.

        One that cannot be published stays approved, with the reason among its remarks, and an alarm in the log.
        """
        now, done = self._clock(), 0
        for draft in await self._shelf.drafts.find(states=(DraftState.SCHEDULED,)):
            if draft.activate_at is not None and draft.activate_at <= now:
                done += await self._activate(draft)
        return done

    async def _activate(self, draft: Draft) -> bool:
        now = self._clock()
        try:
            await self._shelf.policy.refuse_frozen()
            if not _is_approved(draft):
                self._shelf.policy.refuse_unapproved()
            await self._put(draft, Saying(actor=SCHEDULE, at=now, what="published", words=_words(draft)))
        except (Frozen, Unavailable):
            return False  # its time will come
        except OmsError as error:
            LOG.error("activation_failed", draft=draft.id, subject=draft.subject, error=str(error))  # noqa: TRY400  # ours: its words say all
            state = DraftState.APPROVED if _is_approved(draft) else DraftState.EDITING
            after = msgspec.structs.replace(draft, state=state, activate_at=None)
            await self._shelf.drafts.keep(
                draft, after, Saying(actor=SCHEDULE, at=now, what="activation_failed", words=str(error))
            )
            return False
        return True

    async def _put(self, draft: Draft, saying: Saying, *, emergency: tuple[str, str] | None = None) -> Draft:
        """Publish a draft; it is over in the same transaction in which its version comes in force."""
        if draft.kind == ROLLOUT:
            raise Conflict(_STARTED)
        version = await self._shelf.in_force.version(draft.kind, draft.subject)
        if version != draft.base_version:
            await self._shelf.editing.up_to_date(draft, version)  # raises EditConflict where it cannot be
            raise StaleWrite(
                f"{draft.subject} is at version {version}, and the draft was made of {draft.base_version}; "
                "nothing clashes: bring it up to date, then publish it"
            )
        finished: list[Draft] = []
        approval = draft.review.approval if draft.review else None
        notes = {
            "draft": draft.id,
            "approved_by": approval.actor if approval and emergency is None else None,
            **({"emergency": list(emergency)} if emergency else {}),
        }
        published = await self._publisher.publish(
            (RuleFile(name=f"{draft.subject}.yaml", text=draft.text),),
            actor=saying.actor,
            reason=saying.words or _words(draft),
            extra=Extra(notes=notes, also=self._over(draft, saying, finished)),
        )
        await self._books.follow(published.release.number)
        return finished[-1]

    def _over(self, draft: Draft, saying: Saying, finished: list[Draft]) -> Callable[[Release], Awaitable[None]]:
        """Return what ends the draft with the release that has it in force."""

        async def over(release: Release) -> None:
            versions = release.manifest.sets if draft.kind == SET else release.manifest.lists
            after = msgspec.structs.replace(
                draft,
                state=DraftState.PUBLISHED,
                activate_at=None,
                published_version=versions[draft.subject],
            )
            data = {**saying.data, "release": release.number, "version": versions[draft.subject]}
            finished.append(await self._shelf.drafts.keep(draft, after, msgspec.structs.replace(saying, data=data)))

        return over


_STARTED: Final = "a rollout is started, not published; give the text of its approved draft to the rollouts"


def _is_approved(draft: Draft) -> bool:
    """Tell whether somebody else approved exactly this text."""
    review = draft.review
    return review is not None and review.approval is not None and review.sha == draft.sha


def _words(draft: Draft) -> str:
    return draft.review.reason if draft.review else f"scheduled draft {draft.id}"
