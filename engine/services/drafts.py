"""Drafts: made, saved beside others, brought up to date, abandoned; nothing of it decides an order."""

import secrets
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Final

import msgspec

from engine.errors import EditConflict, FieldProblem, InvalidInput
from engine.evaluation.document.merging import Clash, merge
from engine.services.draft_moves import DraftMove, next_state
from engine.services.draft_texts import ROLLOUT, InForce, draft_kind, own_id
from engine.services.rule_files import LIST
from engine.store.draft import Draft, DraftState, Remark
from engine.store.draft_repository import DraftRepository, Saying

OPEN: Final = (DraftState.EDITING, DraftState.IN_REVIEW, DraftState.APPROVED, DraftState.SCHEDULED)
_LONGEST: Final = 9_000_000  # characters of a text, above what a list may have


class Saved(msgspec.Struct, frozen=True, kw_only=True):
    """A draft that was saved; `merged`: with what somebody else had saved meanwhile."""

    draft: Draft
    merged: bool = False


class DraftService:
    """Makes and edits drafts."""

    def __init__(self, drafts: DraftRepository, in_force: InForce, clock: Callable[[], datetime]) -> None:
        self._drafts = drafts
        self._in_force = in_force
        self._clock = clock

    async def create(
        self, subject: str, *, actor: str, reason: str, text: str | None = None, kind: str | None = None
    ) -> Draft:
        """Make a draft: of a text, or of what is in force. Several drafts of one set may be there at once.

        Raises NotFound where there is nothing in force to begin with, InvalidInput where the text names another id.
        """
        kind = kind or (draft_kind(text) if text is not None else "set")
        version = await self._in_force.version(kind, subject)
        if text is None:
            text = await self._in_force.text(kind, subject, version or 1)
        _check(text, kind, subject)
        now = self._clock()
        draft = Draft(
            id=_new_id(),
            kind=kind,
            subject=subject,
            base_version=version,
            revision=1,
            state=DraftState.EDITING,
            text=text,
            author=actor,
            created_at=now,
            updated_by=actor,
            updated_at=now,
        )
        await self._drafts.add(draft, Saying(actor=actor, at=now, what="created", words=reason))
        return draft

    async def get(self, draft_id: str) -> Draft:
        """Return a draft. Raises NotFound."""
        return await self._drafts.get(draft_id)

    async def find(
        self, subject: str | None = None, kind: str | None = None, *, all_states: bool = False
    ) -> tuple[Draft, ...]:
        """Return drafts that are not over yet, or all of them; those that were changed last first."""
        return await self._drafts.find(kind=kind, subject=subject, states=() if all_states else OPEN)

    async def remarks(self, draft_id: str) -> tuple[Remark, ...]:
        """Return what was said and done to a draft, the oldest first."""
        return await self._drafts.remarks(draft_id)

    async def save(self, draft_id: str, text: str, *, revision: int, actor: str, note: str = "") -> Saved:
        """Save a text that was made from a revision. What somebody else saved meanwhile is brought together with it.

        Any edit ends a review and an approval. Raises EditConflict with every place that both changed otherwise,
        IllegalMove where the draft is over, NotFound.
        """
        draft = await self._drafts.get(draft_id)
        state = next_state(draft.state, DraftMove.SAVE)
        _check(text, draft.kind, draft.subject)
        merged = revision != draft.revision
        if merged:
            text = _merged(await self._drafts.revision(draft_id, revision), text, draft.text)
        if text == draft.text:
            return Saved(draft=draft, merged=merged)
        saying = Saying(actor=actor, at=self._clock(), what="saved", words=note, data={"merged": merged})
        return Saved(draft=await self._drafts.keep(draft, _edited(draft, text, state, saying), saying), merged=merged)

    async def rebase(self, draft_id: str, *, actor: str) -> Draft:
        """Bring a draft together with what was published since it was made. Raises EditConflict as `save` does."""
        draft = await self._drafts.get(draft_id)
        version = await self._in_force.version(draft.kind, draft.subject)
        if version == draft.base_version:
            return draft
        state = next_state(draft.state, DraftMove.SAVE)
        text = await self.up_to_date(draft, version)
        data = {"from": draft.base_version, "to": version}
        saying = Saying(actor=actor, at=self._clock(), what="rebased", words="", data=data)
        edited = msgspec.structs.replace(_edited(draft, text, state, saying), base_version=version)
        return await self._drafts.keep(draft, edited, saying)

    async def up_to_date(self, draft: Draft, version: int) -> str:
        """Return a draft's text with what a newer version changed. Raises EditConflict where both changed the same."""
        base = await self._in_force.text(draft.kind, draft.subject, draft.base_version)
        theirs = await self._in_force.text(draft.kind, draft.subject, version)
        if not base:
            raise EditConflict(f"{draft.subject} was published by somebody else since; make a draft of that version")
        return _merged(base, draft.text, theirs)

    async def comment(self, draft_id: str, words: str, *, actor: str, place: str | None = None) -> None:
        """Say something of a draft, or of a place in it. Raises NotFound."""
        draft = await self._drafts.get(draft_id)
        await self._drafts.say(draft, Saying(actor=actor, at=self._clock(), what="commented", words=words, place=place))

    async def abandon(self, draft_id: str, *, actor: str, reason: str) -> Draft:
        """End a draft that is not to be published; it can still be read. Raises IllegalMove, NotFound."""
        draft = await self._drafts.get(draft_id)
        state = next_state(draft.state, DraftMove.ABANDON)
        saying = Saying(actor=actor, at=self._clock(), what="abandoned", words=reason)
        return await self._drafts.keep(draft, msgspec.structs.replace(draft, state=state, activate_at=None), saying)


def _edited(draft: Draft, text: str, state: DraftState, saying: Saying) -> Draft:
    """Return the draft with a new text: whatever was said of the old one counts no more."""
    return msgspec.structs.replace(
        draft,
        text=text,
        state=state,
        revision=draft.revision + 1,
        updated_by=saying.actor,
        updated_at=saying.at,
        review=None,
        emergency=None,
        activate_at=None,
    )


def _merged(base: str, mine: str, theirs: str) -> str:
    found = merge(base, mine, theirs)
    if found.text is None:
        raise _conflict(found.clashes)
    return found.text


def _conflict(clashes: Iterable[Clash]) -> EditConflict:
    problems = [FieldProblem(path=clash.place, message=_said(clash)) for clash in clashes]
    places = ", ".join(problem.path for problem in problems)
    return EditConflict(f"both of you changed {places}; settle each and save again", problems)


def _said(clash: Clash) -> str:
    before, mine, theirs = (
        text if text is not None else "nothing" for text in (clash.before, clash.mine, clash.theirs)
    )
    return f"was {before}; yours is {mine}, theirs is {theirs}"


def _check(text: str, kind: str, subject: str) -> None:
    if len(text) > _LONGEST:
        raise InvalidInput.at("yaml", "is longer than any document may be")
    found = draft_kind(text)
    if found != kind:
        allowed = {LIST: "kind: list", ROLLOUT: "kind: rollout"}.get(kind, "the kind of a rule set")
        raise InvalidInput.at("yaml", f"is a {found}, and this is a draft of a {kind}; write {allowed}")
    named = own_id(text)
    if named is not None and named != subject:
        raise InvalidInput.at("yaml", f"has the id {named}, and this is a draft of {subject}")


def _new_id() -> str:
    return f"D-{secrets.token_hex(5)}"
