"""The desk at which a rule set is edited: what is wrong with a text, what it says, what real orders would get."""

import asyncio
import threading
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

import msgspec

from engine.decisions.record import DecisionRecord
from engine.decisions.registry import KINDS
from engine.decisions.value_labels import value_label
from engine.errors import Finding, InvalidInput, RuleSetError
from engine.evaluation.checks.cache import CheckCache
from engine.evaluation.checks.check import check
from engine.evaluation.comparison import Change, compare
from engine.evaluation.facts import Fact, FactType, Label
from engine.evaluation.kind import StepKind
from engine.evaluation.lists import Lists
from engine.evaluation.ruleset import RuleSet
from engine.evaluation.testing import TestReport, run_tests
from engine.services.orders import OrderService
from engine.services.rule_library import RuleLibrary
from engine.services.rule_words import in_words
from engine.services.rules import RuleService
from engine.services.views import EvaluationView

_BUDGET_SECONDS: Final = 2.0  # of the checks while somebody types; the gate before a release takes its time


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """What a rule may ask of or set, with what a form needs to know: `values` are all that it can have, by word."""

    path: str
    label: Label
    type: FactType
    unit: str | None = None
    values: Mapping[str, Label] = {}


class StepFields(msgspec.Struct, frozen=True, kw_only=True):
    """One step: what people call it, what its rules may ask and set."""

    label: Label
    inputs: Mapping[str, Field]
    outputs: Mapping[str, Field]


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """What was seen of a text. Of one that cannot be read only the findings; `sentences` are by rule."""

    findings: tuple[Finding, ...]
    is_read: bool = False
    tests: TestReport | None = None
    sentences: Mapping[str, Label] = {}
    steps: Mapping[str, StepFields] = {}
    lists: Mapping[str, str] = {}  # id → title

    @property
    def errors(self) -> int:
        """How many things keep it from being published."""
        return sum(finding.severity == "error" for finding in self.findings)


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """One decision of a real order, made again over its kept facts: by what is in force, and by the draft."""

    record: DecisionRecord
    live: EvaluationView
    draft: EvaluationView

    @property
    def is_same(self) -> bool:
        """Whether both answer the same."""
        return self.live.answer == self.draft.answer


class _Text(msgspec.Struct, frozen=True, kw_only=True):
    """A choice of a rule set, as `RuleService.evaluate` takes it."""

    yaml: str | None = None
    id: str | None = None
    version: int | None = None


class RuleDesk:
    """Looks at texts while they are written; nothing is stored."""

    def __init__(
        self, rules: RuleService, orders: OrderService, library: RuleLibrary, clock: Callable[[], datetime]
    ) -> None:
        self._rules = rules
        self._orders = orders
        self._library = library
        self._clock = clock
        self._cache = CheckCache()
        self._one_at_a_time = threading.Lock()  # the cache is not for several threads

    async def look(self, text: str) -> Look:
        """Return all that is wrong with a text, its rules as sentences, and how its tests went."""
        lists = await self._rules.lists_in_force()
        return await asyncio.to_thread(self._look, text, lists)

    async def changes(self, set_id: str, text: str) -> tuple[Change, ...]:
        """Return what a text changes of the version in force, by rule and cell. Raises NotFound, RuleSetError."""
        before, lists = await self._rules.text(set_id), await self._rules.lists_in_force()
        return await asyncio.to_thread(self._changes, before, text, lists)

    async def try_order(self, set_id: str, text: str, number: str) -> tuple[Tried, ...]:
        """Return what an order got and would get, for each decision of this kind over its kept facts.

        Raises NotFound where there is no such order, InvalidInput where nothing of this kind was decided for it,
        RuleSetError where the text cannot be read.
        """
        lists = await self._rules.lists_in_force()
        kind = (await asyncio.to_thread(self._library.read, text, lists)).kind
        records = [record for record in await self._orders.decisions(number) if record.kind == kind]
        if not records:
            raise InvalidInput.at("order", f"{number} has no decision of the kind {kind}")
        return tuple([await self._tried(set_id, text, record) for record in records])

    async def _tried(self, set_id: str, text: str, record: DecisionRecord) -> Tried:
        live = await self._rules.evaluate(_Text(id=set_id), [record.facts], at=record.at, explain=True)
        draft = await self._rules.evaluate(_Text(yaml=text), [record.facts], at=record.at, explain=True)
        return Tried(record=record, live=live[0], draft=draft[0])

    def _changes(self, before: str, after: str, lists: Lists) -> tuple[Change, ...]:
        old, new = (self._library.read(text, lists) for text in (before, after))
        return compare(old, new, self._library.regions)

    def _look(self, text: str, lists: Lists) -> Look:
        try:
            ruleset = self._library.read(text, lists)
        except RuleSetError as error:
            return Look(findings=error.findings)
        kind, regions = KINDS[ruleset.kind], self._library.regions
        report = run_tests(ruleset, kind, self._library.prepare_untried(ruleset), lists, regions)
        with self._one_at_a_time:
            findings = check(
                ruleset,
                kind=kind,
                lists=lists,
                regions=regions,
                clock=time.monotonic,
                budget_seconds=_BUDGET_SECONDS,
                now=self._clock(),
                tests=report,
                cache=self._cache,
            )
        words = in_words(ruleset, lists, regions)
        return Look(
            findings=findings,
            is_read=True,
            tests=report,
            sentences={rule.id: rule.sentence for step in words for rule in step.rules},
            steps=_steps(ruleset),
            lists={each.id: each.title for each in lists.values()},
        )


def _steps(ruleset: RuleSet) -> dict[str, StepFields]:
    kinds = {step.name: step for step in KINDS[ruleset.kind].steps if isinstance(step, StepKind)}
    found = {}
    for name, step in ruleset.steps.items():
        kind = kinds.get(name)
        known = kind.outputs if kind is not None else {}
        outputs = {
            output: Field(
                path=output,
                label=known[output].label if output in known else Label(output, output),
                type=fact_type,
                unit=known[output].unit if output in known else None,
                values=_values(known[output].values) if output in known else {},
            )
            for output, fact_type in {**{each: one.type for each, one in known.items()}, **step.outputs}.items()
        }
        found[name] = StepFields(
            label=kind.label if kind is not None else Label(name, name),
            inputs={path: _field(fact) for path, fact in step.vocabulary.facts.items()},
            outputs=outputs,
        )
    return found


def _field(fact: Fact) -> Field:
    return Field(path=fact.path, label=fact.label, type=fact.type, unit=fact.unit, values=_values(fact.values))


def _values(values: tuple[str, ...] | None) -> dict[str, Label]:
    return {value: value_label(value) for value in values or ()}
