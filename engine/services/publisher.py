"""Publishing: documents are read and tried out together, then put in force by one release, or none of them is."""

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Final

import msgspec

from engine.decisions.registry import KINDS
from engine.decisions.rulebook import RuleBook
from engine.errors import Finding, InvalidInput, ReleaseMoved, RuleSetError
from engine.evaluation.checks.together import check_together
from engine.evaluation.lists import Lists, ReferenceList
from engine.evaluation.ruleset import RuleSet
from engine.services.list_users import broken_by
from engine.services.rule_files import RuleFile
from engine.services.rule_library import RuleLibrary
from engine.services.rulebooks import RuleBooks
from engine.services.trials import Trial, refuse_failed, try_out
from engine.store.evidence import Evidence
from engine.store.release import Deed, Release
from engine.store.rule_repository import ListVersion, RuleRepository, SetVersion

UNSAID: Final = "no reason given"
_WARNINGS_SHOWN: Final = 3
_MOST_KEPT: Final = 200  # warnings and rules that no test fires, of one version
_TRIES: Final = 5  # at a release that others keep moving


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """Documents that can be read: lists, and sets with how their tests went, read with the `known_lists`."""

    lists: tuple[tuple[RuleFile, ReferenceList], ...]
    sets: tuple[tuple[RuleFile, Trial], ...]
    known_lists: Lists


class Published(msgspec.Struct, frozen=True, kw_only=True):
    """The release in force afterwards, and the ids of what was published."""

    release: Release
    sets: tuple[str, ...]
    lists: tuple[str, ...]


class Extra(msgspec.Struct, frozen=True, kw_only=True):
    """What a release is to note in the audit beside its own, and what else is written with it."""

    notes: Mapping[str, object] = {}
    also: Callable[[Release], Awaitable[None]] | None = None


_NOTHING: Final = Extra()


class Publisher:
    """Puts rule sets and lists in force."""

    def __init__(
        self, rules: RuleRepository, library: RuleLibrary, books: RuleBooks, clock: Callable[[], datetime]
    ) -> None:
        self._rules = rules
        self._library = library
        self._books = books
        self._clock = clock

    async def publish(
        self, documents: Sequence[RuleFile], *, actor: str, reason: str | None, extra: Extra = _NOTHING
    ) -> Published:
        """Publish documents by one release. Where another comes between, they are tried out beside it once more.

        Raises RuleSetError with the findings of all, InvalidInput where there are warnings and no reason, and
        ReleaseMoved where others are quicker every time; then nothing is published.
        """
        for _ in range(_TRIES - 1):
            with contextlib.suppress(ReleaseMoved):
                return await self._publish(documents, actor, reason, extra)
        return await self._publish(documents, actor, reason, extra)

    async def try_out(self, documents: Sequence[RuleFile]) -> Tried:
        """Return documents that could be published now. Raises RuleSetError with the findings of all."""
        return await self._tried(documents, (await self._rules.release()).number)

    async def _tried(self, documents: Sequence[RuleFile], number: int) -> Tried:
        book = await self._books.follow(number) if number else None
        staying = await self._staying(number) if any(document.is_list for document in documents) else ()
        tried = await asyncio.to_thread(self._try_out, documents, book, staying)
        refuse_failed([trial for _, trial in tried.sets])
        return tried

    async def _staying(self, number: int) -> tuple[SetVersion, ...]:
        """Return the sets of a release, those that it rolls out too."""
        release = await self._rules.release(number)
        sets, _ = await self._rules.in_release(release)
        return (*sets, *(rolling.candidate for rolling in await self._rules.rolling_in(release)))

    async def keep(self, document: RuleFile, *, actor: str, reason: str) -> SetVersion:
        """Keep a rule set as its next version without putting it in force, for a rollout to try.

        It goes through the same gate. Raises RuleSetError with the findings, InvalidInput for a list.
        """
        if document.is_list:
            raise InvalidInput.at("yaml", "a list is published, not rolled out; give the text of a rule set")
        ((_, trial),) = (await self.try_out((document,))).sets
        at = self._clock()
        deed = Deed(actor=actor, at=at, reason=reason, action="version_kept", notes=_warned((trial,)))
        return await self._rules.keep(_set_version(document, trial, at, actor, reason), _evidence(trial), deed)

    async def _publish(self, documents: Sequence[RuleFile], actor: str, reason: str | None, extra: Extra) -> Published:
        number = (await self._rules.release()).number
        tried = await self._tried(documents, number)
        trials = [trial for _, trial in tried.sets]
        if reason is None:
            _refuse_unexplained(trials)
        at = self._clock()
        deed = Deed(
            actor=actor,
            at=at,
            reason=reason or "; ".join(map(_own_reason, trials)) or UNSAID,
            notes={**extra.notes, **_warned(trials)},
            also=extra.also,
        )
        release = await self._rules.publish(
            [
                (_set_version(document, trial, at, actor, reason or _own_reason(trial)), _evidence(trial))
                for document, trial in tried.sets
            ],
            [_list_version(document, members, at, actor, reason or UNSAID) for document, members in tried.lists],
            deed,
            expected=number,
        )
        return Published(
            release=release,
            sets=tuple(trial.ruleset.id for trial in trials),
            lists=tuple(members.id for _, members in tried.lists),
        )

    def _try_out(self, documents: Sequence[RuleFile], book: RuleBook | None, staying: Sequence[SetVersion]) -> Tried:
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
        replaced = {trial.ruleset.id for _, trial in sets}
        users = [kept for kept in staying if kept.set_id not in replaced]
        findings += broken_by([each.id for _, each in lists], members, users, self._library)
        if findings:
            raise RuleSetError(findings)
        return Tried(lists=tuple(lists), sets=tuple(sets), known_lists=members)

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


def _refuse_unexplained(trials: Sequence[Trial]) -> None:
    """Raise InvalidInput where there are warnings: whoever publishes all the same says why."""
    warnings = [f"{one.place}: {one.message}" for trial in trials for one in trial.warnings]
    if warnings:
        shown = "; ".join(warnings[:_WARNINGS_SHOWN])
        raise InvalidInput.at(
            "reason", f"there are {len(warnings)} warnings; say why it is published all the same: {shown}"
        )


def _warned(trials: Sequence[Trial]) -> dict[str, object]:
    """Return how often each kind of warning was accepted, as the audit notes it."""
    counts = Counter(finding.code for trial in trials for finding in trial.warnings)
    return {"warnings": dict(counts)} if counts else {}


def _evidence(trial: Trial) -> Evidence:
    return Evidence(
        certificate=trial.certificate,
        tests=trial.report.passed,
        coverage=trial.report.coverage,
        unfired=trial.report.unfired[:_MOST_KEPT],
        warnings=trial.warnings[:_MOST_KEPT],
    )


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
