"""Shadows: candidates asked about live orders without deciding any, started and stopped by a call with a reason."""

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Final

from engine.decisions.generic import DECISION
from engine.decisions.registry import KINDS
from engine.decisions.returns import RETURN
from engine.errors import Conflict, InvalidInput
from engine.evaluation.loader import kind_of
from engine.services.rule_files import LIST
from engine.services.shadow_views import DisagreementPage, ShadowView, disagreement_page, shadow_view
from engine.store.draft import Draft, DraftState, sha_of_text
from engine.store.draft_repository import DraftRepository
from engine.store.event_log import EventLog
from engine.store.rule_repository import RuleRepository, SetVersion
from engine.store.shadow import ENDED, RUNNING, Shadow
from engine.store.shadow_repository import ShadowRepository

AGREED: Final = (DraftState.APPROVED, DraftState.SCHEDULED)
# What is decided when an order is placed; a returned line is decided later, and a generic set decides no order.
SHADOWED: Final = (*(name for name in KINDS if name not in (RETURN.name, DECISION.name)), LIST)


class ShadowService:
    """Starting, stopping and reading shadows."""

    def __init__(
        self,
        shadows: ShadowRepository,
        drafts: DraftRepository,
        rules: RuleRepository,
        log: EventLog,
        clock: Callable[[], datetime],
    ) -> None:
        self._shadows = shadows
        self._drafts = drafts
        self._rules = rules
        self._log = log
        self._clock = clock

    async def list(self, *, all_states: bool = False) -> tuple[ShadowView, ...]:
        """Return the shadows that run, or all; the newest first."""
        found = await self._shadows.all(*(() if all_states else (RUNNING,)))
        last = await self._log.last()
        return tuple(shadow_view(each, last) for each in found)

    async def get(self, shadow_id: str) -> ShadowView:
        """Return a shadow. Raises NotFound."""
        return await self._view(await self._shadows.get(shadow_id))

    async def disagreements(self, shadow_id: str, after: int = 0, limit: int = 50) -> DisagreementPage:
        """Return where a candidate comes to something else, the first found first. Raises NotFound."""
        await self._shadows.get(shadow_id)
        return disagreement_page(await self._shadows.disagreements(shadow_id, after, limit + 1), after, limit)

    async def of_draft(self, draft: str) -> ShadowView | None:
        """Return the newest shadow of a draft."""
        found = await self._shadows.of_draft(draft)
        return await self._view(found) if found is not None else None

    async def of_version(self, target: str, version: int) -> ShadowView | None:
        """Return the newest shadow of a kept version."""
        found = await self._shadows.of_version(target, version)
        return await self._view(found) if found is not None else None

    async def start_draft(self, draft_id: str, *, actor: str, reason: str) -> ShadowView:
        """Ask an approved draft about orders from now on. One that is asked already is answered as it stands.

        Raises Conflict where it is not approved, or too many shadows run; InvalidInput where no order is decided by it;
        NotFound.
        """
        draft = await self._drafts.get(draft_id)
        if draft.state not in AGREED:
            raise Conflict(f"the draft {draft_id} is {draft.state.value}; a shadow is for approved ones")
        if kind_of_draft(draft) not in SHADOWED:
            raise InvalidInput.at("draft", _no_order(kind_of_draft(draft)), SHADOWED)
        begun = await self._shadows.begin(await self._of_draft(draft, actor, reason))
        assert begun is not None, "what was asked for is begun, or refused"  # noqa: S101 - for the type checker
        return await self._view(begun)

    async def start_version(self, target: str, version: int, *, actor: str, reason: str) -> ShadowView:
        """Ask a kept version that is not in force about orders from now on.

        Raises Conflict where it is in force, or too many shadows run; InvalidInput where it decides no order; NotFound.
        """
        kept = await self._rules.version(target, version)
        if (await self._rules.release()).manifest.sets.get(target) == version:
            raise Conflict(f"{target}@{version} is in force; there is nothing to compare it with")
        if kept.kind not in SHADOWED:
            raise InvalidInput.at("target", _no_order(kept.kind), SHADOWED)
        begun = await self._shadows.begin(await self._of_version(kept, actor, reason))
        assert begun is not None, "what was asked for is begun, or refused"  # noqa: S101 - for the type checker
        return await self._view(begun)

    async def stop(self, shadow_id: str, *, actor: str, reason: str) -> ShadowView:
        """End a shadow; what it has found stays. Raises Conflict where it has ended, NotFound."""
        shadow = await self._shadows.get(shadow_id)
        if shadow.state == ENDED:
            raise Conflict(f"the shadow {shadow_id} has ended: {shadow.ended_why}")
        return await self._view(await self._shadows.end(shadow, actor=actor, why=reason, at=self._clock()))

    async def follow_version(self, kept: SetVersion, *, actor: str, reason: str) -> None:
        """Begin a shadow of a version that was just kept as a candidate; of one that decides no order there is none."""
        in_force = (await self._rules.release()).manifest.sets.get(kept.set_id, 0)
        if kept.kind in SHADOWED and kept.version > in_force:
            await self._shadows.begin(await self._of_version(kept, actor, reason), is_by_itself=True)

    async def follow_approved(self) -> None:
        """Begin a shadow of every approved draft that decides orders; one that a person ended is not begun again."""
        for draft_id in await self._shadows.unwatched([state.value for state in AGREED]):
            draft = await self._drafts.get(draft_id)
            if kind_of_draft(draft) in SHADOWED:
                approval = draft.review.approval if draft.review is not None else None
                actor, reason = (approval.actor, approval.reason) if approval is not None else (draft.updated_by, "")
                await self._shadows.begin(await self._of_draft(draft, actor, reason), is_by_itself=True)

    async def _of_draft(self, draft: Draft, actor: str, reason: str) -> Shadow:
        return Shadow(
            id=_new_id(),
            target=draft.subject,
            kind=kind_of_draft(draft),
            sha=draft.sha,
            text=draft.text,
            draft=draft.id,
            version=0,
            started_at=self._clock(),
            started_by=actor,
            reason=reason,
            place=await self._log.last(),
        )

    async def _of_version(self, kept: SetVersion, actor: str, reason: str) -> Shadow:
        return Shadow(
            id=_new_id(),
            target=kept.set_id,
            kind=kept.kind,
            sha=sha_of_text(kept.text),
            text=kept.text,
            draft=None,
            version=kept.version,
            started_at=self._clock(),
            started_by=actor,
            reason=reason,
            place=await self._log.last(),
        )

    async def _view(self, shadow: Shadow) -> ShadowView:
        return shadow_view(shadow, await self._log.last())


def kind_of_draft(draft: Draft) -> str:
    """Return the kind of what a draft is of: that of a rule set, `list` or `rollout`."""
    return (kind_of(draft.text) or "") if draft.kind == "set" else draft.kind


def _no_order(kind: str) -> str:
    return f"is of kind {kind or 'unknown'}, by which no order is decided when it is placed"


def _new_id() -> str:
    return f"S-{secrets.token_hex(5)}"
