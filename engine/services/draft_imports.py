"""A folder of rules, as a team keeps it in Git, made into drafts: one for each document that differs."""

from collections.abc import Iterable

import msgspec

from engine.errors import InvalidInput, RuleSetError
from engine.services.draft_reviews import DraftReviewService
from engine.services.draft_texts import InForce, draft_kind, own_id
from engine.services.drafts import DraftService
from engine.services.rule_files import RuleFile
from engine.store.draft import Draft


class ImportedDraft(msgspec.Struct, frozen=True, kw_only=True):
    """The draft of one file. `problem`: why it could not be sent into review; then it is still being edited."""

    file: str
    draft: Draft
    problem: str | None = None


class DraftImports:
    """Makes drafts of documents and asks for their review."""

    def __init__(self, drafts: DraftService, reviews: DraftReviewService, in_force: InForce) -> None:
        self._drafts = drafts
        self._reviews = reviews
        self._in_force = in_force

    async def take_in(self, documents: Iterable[RuleFile], *, actor: str, reason: str) -> tuple[ImportedDraft, ...]:
        """Make a draft of each document that is not in force as it is, lists first, and ask for its review."""
        made = []
        for document in sorted(documents, key=lambda each: not each.is_list):
            subject = own_id(document.text)
            if subject is None:
                raise InvalidInput(f"{document.name} cannot be read or names no id")
            if not await self._is_in_force(document, subject):
                made.append(await self._made(document, subject, actor, reason))
        return tuple(made)

    async def _is_in_force(self, document: RuleFile, subject: str) -> bool:
        kind = draft_kind(document.text)
        version = await self._in_force.version(kind, subject)
        return version > 0 and await self._in_force.text(kind, subject, version) == document.text

    async def _made(self, document: RuleFile, subject: str, actor: str, reason: str) -> ImportedDraft:
        draft = await self._drafts.create(subject, actor=actor, reason=reason, text=document.text)
        file = document.name or subject
        try:
            return ImportedDraft(file=file, draft=await self._reviews.request(draft.id, actor=actor, reason=reason))
        except RuleSetError as error:
            return ImportedDraft(file=file, draft=draft, problem=str(error))
