"""Kept versions of rule sets and lists, read once and made ready to run once."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

import msgspec
import structlog

from engine.decisions.gray import GrayRelease, Running
from engine.decisions.registry import KINDS
from engine.decisions.rollout_facts import rollout_setting
from engine.decisions.rulebook import RuleBook
from engine.evaluation.evaluator import Difference, Matcher, prepare
from engine.evaluation.lists import Lists, ReferenceList
from engine.evaluation.loader import load_list, load_rule_set
from engine.evaluation.rollouts.loader import load_rollout
from engine.evaluation.rollouts.sides import AtStep
from engine.evaluation.ruleset import RuleSet
from engine.evaluation.run import Program
from engine.geography.regions import RegionTree
from engine.store.release import Release
from engine.store.rule_repository import ListVersion, Rolling, RuleRepository, SetVersion

LOG: Final = structlog.get_logger(__name__)
_KEPT: Final = 512  # programs and lists, so many of each

Key = tuple[str, int, tuple[tuple[str, int], ...]]  # set, version, versions of all lists it was read with


class RuleLibrary:
    """Makes programs and rule books. What it has made it keeps: a version never changes."""

    def __init__(self, rules: RuleRepository, regions: RegionTree, matcher: Matcher) -> None:
        self._rules = rules
        self.regions = regions
        self.matcher: Matcher = matcher
        self.differences: Counter[str] = Counter()  # by rule set: how often the matchers of this process disagreed
        self._programs: dict[Key, Program] = {}
        self._lists: dict[tuple[str, int], ReferenceList] = {}

    def read(self, text: str, lists: Lists, file: str | None = None) -> RuleSet:
        """Return the rule set that a text holds. Raises RuleSetError with every finding."""
        return load_rule_set(text, kinds=KINDS, lists=lists, regions=self.regions, file=file)

    def read_list(self, text: str, file: str | None = None) -> ReferenceList:
        """Return the list that a text holds. Raises RuleSetError with every finding."""
        return load_list(text, regions=self.regions, file=file)

    def prepare_untried(self, ruleset: RuleSet) -> Program:
        """Make a rule set ready to run that nobody has tried: durable-rules, which could hang, never sees it here."""
        return prepare(ruleset, self.regions, "compiled")

    async def book(self, number: int) -> RuleBook:
        """Return the rule book of a release. Raises NotFound, or RuleSetError where a kept text is no longer read."""
        release = await self._rules.release(number)
        sets, lists = await self._rules.in_release(release)
        rolling = await self._rules.rolling_in(release)
        return await asyncio.to_thread(self._book, release, sets, lists, rolling)

    def try_out(self, sets: Iterable[SetVersion], lists: Iterable[ListVersion]) -> None:
        """Make every one of these versions ready to run. Raises RuleSetError where one is no longer read."""
        members = {each.list_id: self._list(each) for each in lists}
        for each in sets:
            self.program(each, members)

    async def ruleset(self, set_id: str, version: int, lists: Mapping[str, int]) -> tuple[RuleSet, Lists]:
        """Return a version of a rule set as it was, with the versions of the lists that it used then."""
        kept = await self._rules.version(set_id, version)
        used = [await self._rules.list_version(list_id, number) for list_id, number in lists.items()]
        return await asyncio.to_thread(self._ruleset, kept, used)

    def _book(
        self,
        release: Release,
        sets: tuple[SetVersion, ...],
        lists: tuple[ListVersion, ...],
        rolling: tuple[Rolling, ...],
    ) -> RuleBook:
        members = {each.list_id: self._list(each) for each in lists}
        programs = [(each.version, self.program(each, members)) for each in sets]
        return RuleBook(
            release=release.number,
            sets=programs,
            lists=members,
            regions=self.regions,
            gray=GrayRelease([self._running(each, members) for each in rolling], self.regions) if rolling else None,
            revoked=frozenset(release.manifest.revoked),
        )

    def _running(self, rolling: Rolling, members: Lists) -> Running:
        """Return a rollout ready to run, with amounts in its audience in the currency of its set."""
        candidate = self.program(rolling.candidate, members)
        setting = rollout_setting(candidate.ruleset, members, self.regions)
        rollout = load_rollout(rolling.text, setting, file=rolling.rollout)
        return Running(at=AtStep(rollout=rollout, step=rolling.step), candidate=candidate)

    def _ruleset(self, kept: SetVersion, used: list[ListVersion]) -> tuple[RuleSet, Lists]:
        members = {each.list_id: self._list(each) for each in used}
        return self.program(kept, members).ruleset, members

    def _list(self, kept: ListVersion) -> ReferenceList:
        key = (kept.list_id, kept.version)
        if key not in self._lists:
            found = self.read_list(kept.text, file=f"{kept.list_id}@{kept.version}")
            _make_room(self._lists)
            self._lists[key] = msgspec.structs.replace(found, version=kept.version)
        return self._lists[key]

    def program(self, kept: SetVersion, lists: Lists) -> Program:
        """Return a kept version ready to run with these lists. Raises RuleSetError where it is no longer read."""
        key = (kept.set_id, kept.version, tuple(sorted((each.id, each.version) for each in lists.values())))
        if key not in self._programs:
            ruleset = self.read(kept.text, lists, file=f"{kept.set_id}@{kept.version}")
            program = prepare(ruleset, self.regions, self.matcher, on_difference=self._differs)
            _make_room(self._programs)
            self._programs[key] = program
        return self._programs[key]

    def _differs(self, difference: Difference) -> None:
        """Note that the matchers disagreed; the plain evaluator's answer stood, so nothing was decided wrong."""
        self.differences[difference.set_id] += 1
        LOG.error("matchers_differ", set=difference.set_id, step=difference.step, what=difference.message)


def _make_room(kept: dict[Key, Program] | dict[tuple[str, int], ReferenceList]) -> None:
    """Forget the oldest when there are many; they are made again when they are asked for."""
    if len(kept) >= _KEPT:
        del kept[next(iter(kept))]  # type: ignore[arg-type]  # its own key
