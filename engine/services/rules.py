"""Rule sets and lists: what is in force, their versions and tests, publishing, and evaluating facts by them."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol

import msgspec

from engine.decisions.registry import KINDS
from engine.errors import Finding, NotFound, RuleSetError, Unavailable
from engine.evaluation.lists import Lists
from engine.evaluation.run import Circumstances, Program
from engine.evaluation.testing import TestReport, run_tests
from engine.services.evaluations import evaluate_all, lists_with
from engine.services.publisher import Publisher
from engine.services.release_policy import ReleasePolicy
from engine.services.rule_files import RuleFile, folder_files, shipped_files
from engine.services.rule_library import RuleLibrary
from engine.services.rule_rows import list_version_row, set_row, version_row
from engine.services.rule_words import StepWords, in_words
from engine.services.rulebooks import RuleBooks
from engine.services.trials import try_out
from engine.services.version_views import VersionView
from engine.services.views import EvaluationView, RuleSetRow, VersionRow
from engine.store.rule_repository import RuleRepository, SetVersion


class RuleSetChoice(Protocol):
    """Which rule set: its text, or the id of a kept one (its version in force where none is named)."""

    @property
    def yaml(self) -> str | None: ...

    @property
    def id(self) -> str | None: ...

    @property
    def version(self) -> int | None: ...


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """What a check says of a text. `tests` is None where it could not be read."""

    ok: bool
    findings: tuple[Finding, ...]
    tests: TestReport | None = None


class RuleService:
    """Everything about rule sets but deciding orders by them."""

    def __init__(
        self,
        rules: RuleRepository,
        library: RuleLibrary,
        books: RuleBooks,
        policy: ReleasePolicy,
        clock: Callable[[], datetime],
    ) -> None:
        self._rules = rules
        self._library = library
        self._books = books
        self._policy = policy
        self._clock = clock
        self._publisher = Publisher(rules, library, books, clock)

    async def sets(self) -> tuple[RuleSetRow, ...]:
        """Return the rule sets in force, by id."""
        sets, _ = await self._rules.in_release(await self._rules.release())
        counts = await self._rules.version_counts()
        return tuple(set_row(each, counts[each.set_id]) for each in sorted(sets, key=lambda each: each.set_id))

    async def versions(self, set_id: str) -> tuple[VersionRow, ...]:
        """Return the versions of a rule set, the newest first. Raises NotFound."""
        release = await self._rules.release()
        found = await self._rules.versions(set_id)
        if not found:
            raise NotFound("rule set", set_id)
        return tuple(version_row(each, release) for each in found)

    async def version(self, set_id: str, version: int) -> VersionView:
        """Return one version with what the publish gate found of it. Raises NotFound."""
        kept = await self._rules.version(set_id, version)
        row = version_row(kept, await self._rules.release())
        return VersionView(version=row, evidence=await self._rules.evidence(set_id, version))

    async def list_versions(self, list_id: str) -> tuple[VersionRow, ...]:
        """Return the versions of a list, the newest first. Raises NotFound."""
        found = await self._rules.list_versions(list_id)
        if not found:
            raise NotFound("list", list_id)
        in_force = (await self._rules.release()).manifest.lists.get(list_id)
        rows = [(each, list_version_row(each)) for each in found]
        return tuple(msgspec.structs.replace(row, in_force=each.version == in_force) for each, row in rows)

    async def list_text(self, list_id: str, version: int) -> str:
        """Return the text of a version of a list. Raises NotFound."""
        return (await self._rules.list_version(list_id, version)).text

    async def text(self, set_id: str, version: int | None = None) -> str:
        """Return the text of a version, of the one in force where none is named. Raises NotFound."""
        return (await self._kept(set_id, version)).text

    async def in_words(self, set_id: str, version: int | None = None) -> tuple[StepWords, ...]:
        """Return every step and rule of a version as sentences in both languages. Raises NotFound."""
        kept = await self._kept(set_id, version)
        lists = await self._lists()
        program = await asyncio.to_thread(self._library.program, kept, lists)
        return await asyncio.to_thread(in_words, program.ruleset, lists, self._library.regions)

    async def lists_in_force(self) -> Lists:
        """Return the lists in force by id; while the store is away the last good ones."""
        return await self._lists()

    async def documents(self) -> tuple[RuleFile, ...]:
        """Return every rule set and list in force, each named as a folder of rules has it: `freight/<id>.yaml`."""
        sets, lists = await self._rules.in_release(await self._rules.release())
        return (
            *(RuleFile(name=f"{each.kind}/{each.set_id}.yaml", text=each.text) for each in sets),
            *(RuleFile(name=f"lists/{each.list_id}.yaml", text=each.text) for each in lists),
        )

    async def run_tests(self, set_id: str, version: int | None = None) -> TestReport:
        """Run the embedded tests of a version, with the lists in force. Raises NotFound."""
        kept = await self._kept(set_id, version)
        lists = await self._lists()
        program = await asyncio.to_thread(self._library.program, kept, lists)
        kind = KINDS[program.ruleset.kind]
        return await asyncio.to_thread(run_tests, program.ruleset, kind, program, lists, self._library.regions)

    async def check(self, text: str) -> Check:
        """Return all that is wrong with a rule set, and how its tests went."""
        try:
            trial = await asyncio.to_thread(try_out, text, await self._lists(), self._library, now=self._clock())
        except RuleSetError as error:
            return Check(ok=False, findings=error.findings)
        return Check(ok=trial.is_good, findings=trial.findings, tests=trial.report)

    async def publish(self, text: str, *, actor: str, reason: str | None = None, file: str | None = None) -> VersionRow:
        """Check, test and publish a rule set or a list as its next version; the next order is decided by it.

        Where no reason is named, the file's own (`meta.reason`) stands in the history.
        Raises RuleSetError with every finding, InvalidInput where there are warnings and no reason, ApprovalNeeded and
        Frozen; then nothing is published.
        """
        await self._policy.refuse_direct()
        published = await self._publisher.publish((RuleFile(name=file, text=text),), actor=actor, reason=reason)
        await self._books.follow(published.release.number)
        for set_id in published.sets:
            kept = await self._rules.version(set_id, published.release.manifest.sets[set_id])
            return version_row(kept, published.release)
        list_id = published.lists[0]
        return list_version_row(await self._rules.list_version(list_id, published.release.manifest.lists[list_id]))

    async def import_folder(self, folder: Path | None = None, *, actor: str, reason: str) -> int:
        """Publish every rule set and list of a folder by one release; where none is named those of the package.

        Return the release in force then: an old one where nothing differs. Raises as `publish` does; the very first
        release needs no approval.
        """
        if (await self._rules.release()).number:
            await self._policy.refuse_direct()
        documents = shipped_files() if folder is None else folder_files(folder)
        published = await self._publisher.publish(documents, actor=actor, reason=reason)
        return (await self._books.follow(published.release.number)).release

    async def evaluate(
        self,
        choice: RuleSetChoice,
        facts: Sequence[Mapping[str, object]],
        *,
        at: datetime | None = None,
        lists: Mapping[str, object] | None = None,
        explain: bool = False,
        is_batch: bool = False,
    ) -> tuple[EvaluationView, ...]:
        """Return what a rule set answers to each of these facts. Nothing is stored.

        While the store is away the last good rule book answers, for texts and for sets in force.
        Raises RuleSetError, NotFound, InvalidInput that names the fact (of a batch with its number), DecisionFailed.
        """
        members = lists_with(await self._lists(), lists or {}, self._library.regions)
        program, version = await self._program(choice, members)
        circumstances = Circumstances(at=at or self._clock(), lists=members, regions=self._library.regions)
        if not (explain or is_batch):
            return evaluate_all(program, version, facts, circumstances, is_explained=False, is_batch=False)
        return await asyncio.to_thread(
            evaluate_all, program, version, facts, circumstances, is_explained=explain, is_batch=is_batch
        )

    async def _program(self, choice: RuleSetChoice, lists: Lists) -> tuple[Program, int]:
        if choice.yaml is not None:
            ruleset = await asyncio.to_thread(self._library.read, choice.yaml, lists)
            return await asyncio.to_thread(self._library.prepare_untried, ruleset), 0
        try:
            kept = await self._kept(choice.id or "", choice.version)
        except Unavailable:
            if choice.version is not None:
                raise
            entry = self._books.current.find(choice.id or "")
            return entry.program, entry.version
        return await asyncio.to_thread(self._library.program, kept, lists), kept.version

    async def _kept(self, set_id: str, version: int | None) -> SetVersion:
        if version is None:
            version = (await self._rules.release()).manifest.sets.get(set_id)
        if version is None:
            raise NotFound("rule set", set_id)
        return await self._rules.version(set_id, version)

    async def _lists(self) -> Lists:
        """Return the lists in force; before the first release none, while the store is away the last good ones."""
        try:
            return await self._books.lists((await self._rules.release()).number)
        except Unavailable:
            return self._books.current.lists
