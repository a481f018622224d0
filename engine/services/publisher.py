"""Publishing: documents are read and tried out together, then put in force by one release, or none of them is."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

import msgspec

from engine.decisions.generic import DECISION
from engine.decisions.rulebook import RuleBook
from engine.decisions.ties import Ties
from engine.errors import Finding, RuleSetError
from engine.evaluation.lists import Lists, ReferenceList
from engine.evaluation.ruleset import RuleSet
from engine.services.rule_files import RuleFile
from engine.services.rule_library import RuleLibrary
from engine.services.rulebooks import RuleBooks
from engine.services.trials import Trial, refuse_failed, try_out
from engine.store.rule_repository import ListVersion, Release, RuleRepository, SetVersion

UNSAID: Final = "no reason given"


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """Documents that can be read: lists, and sets with how their tests went."""

    lists: tuple[tuple[RuleFile, ReferenceList], ...]
    sets: tuple[tuple[RuleFile, Trial], ...]


class Published(msgspec.Struct, frozen=True, kw_only=True):
    """The release in force afterwards, and the ids of what was published."""

    release: Release
    sets: tuple[str, ...]
    lists: tuple[str, ...]


class Publisher:
    """Puts rule sets and lists in force."""

    def __init__(
        self, rules: RuleRepository, library: RuleLibrary, books: RuleBooks, clock: Callable[[], datetime]
    ) -> None:
        self._rules = rules
        self._library = library
        self._books = books
        self._clock = clock

    async def publish(self, documents: Sequence[RuleFile], *, actor: str, reason: str | None) -> Published:
        """Publish documents by one release. Raises RuleSetError with the findings of all; then nothing is published."""
        number = (await self._rules.release()).number
        book = await self._books.follow(number) if number else None
        tried = await asyncio.to_thread(self._try_out, documents, book)
        refuse_failed([trial for _, trial in tried.sets])
        at = self._clock()
        release = await self._rules.publish(
            [_set_version(document, trial, at, actor, reason or _own_reason(trial)) for document, trial in tried.sets],
            [_list_version(document, members, at, actor, reason or UNSAID) for document, members in tried.lists],
            at=at,
            actor=actor,
            reason=reason or "; ".join(_own_reason(trial) for _, trial in tried.sets) or UNSAID,
        )
        return Published(
            release=release,
            sets=tuple(trial.ruleset.id for _, trial in tried.sets),
            lists=tuple(members.id for _, members in tried.lists),
        )

    def _try_out(self, documents: Sequence[RuleFile], book: RuleBook | None) -> Tried:
        current: Lists = book.lists if book else {}
        findings: list[Finding] = []
        lists: list[tuple[RuleFile, ReferenceList]] = []
        sets: list[tuple[RuleFile, Trial]] = []
        for document in sorted(documents, key=lambda each: not each.is_list):  # the sets are read with the lists
            members = {**current, **{each.id: each for _, each in lists}}
            try:
                if document.is_list:
                    lists.append((document, self._library.read_list(document.text, document.name)))
                else:
                    known = document.is_shipped
                    trial = try_out(
                        document.text, members, self._library, document.name, now=self._clock(), is_known=known
                    )
                    sets.append((document, trial))
            except RuleSetError as error:
                findings += error.findings
        members = {**current, **{each.id: each for _, each in lists}}
        findings += _ties([trial.ruleset for _, trial in sets], book, Ties(members, self._library.regions))
        if findings:
            raise RuleSetError(findings)
        return Tried(lists=tuple(lists), sets=tuple(sets))


def _ties(new: Sequence[RuleSet], book: RuleBook | None, ties: Ties) -> list[Finding]:
    """Return where one order might fall to two sets; a set of the generic kind is asked for by its id alone."""
    ids = {ruleset.id for ruleset in new}
    staying = [entry.ruleset for _, entry in book.sets if entry.ruleset.id not in ids] if book else []
    others = [*staying, *new]
    return [finding for each in new if each.kind != DECISION.name for finding in ties.findings(each, others)]


def _own_reason(trial: Trial) -> str:
    """Return the reason that a rule set gives for itself."""
    return str(trial.ruleset.meta.get("reason") or UNSAID)


def _set_version(document: RuleFile, trial: Trial, at: datetime, actor: str, reason: str) -> SetVersion:
    ruleset = trial.ruleset
    return SetVersion(
        set_id=ruleset.id,
        kind=ruleset.kind,
        title=ruleset.title,
        sha=ruleset.sha,
        text=document.text,
        rule_count=sum(len(step.rules) for step in ruleset.steps.values()),
        test_count=len(ruleset.tests),
        published_at=at,
        published_by=actor,
        reason=reason,
    )


def _list_version(document: RuleFile, members: ReferenceList, at: datetime, actor: str, reason: str) -> ListVersion:
    return ListVersion(
        list_id=members.id,
        title=members.title,
        text=document.text,
        member_count=len(members.members),
        published_at=at,
        published_by=actor,
        reason=reason,
    )
