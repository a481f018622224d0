"""Publishing: documents are read and tried out together, then put in force by one release, or none of them is."""

import asyncio
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

import msgspec

from engine.decisions.registry import KINDS
from engine.decisions.rulebook import RuleBook
from engine.errors import Finding, RuleSetError
from engine.evaluation.checks.together import check_together
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
        findings += self._collisions([trial.ruleset for _, trial in sets], book, members)
        if findings:
            raise RuleSetError(findings)
        return Tried(lists=tuple(lists), sets=tuple(sets))

    def _collisions(self, new: Sequence[RuleSet], book: RuleBook | None, lists: Lists) -> list[Finding]:
        """Return where one order might fall to two sets, one of them new."""
        ids = {ruleset.id for ruleset in new}
        kinds = {ruleset.kind for ruleset in new}
        others = [entry.ruleset for _, entry in book.sets if entry.ruleset.kind in kinds] if book else []
        found = check_together(
            [*(each for each in others if each.id not in ids), *new],
            kinds=KINDS,
            lists=lists,
            regions=self._library.regions,
            clock=time.monotonic,
            now=self._clock(),
        )
        return [finding for finding in found if finding.severity == "error" and ids & set(finding.rules)]


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
