"""A whole rule set: its header, then its steps in the order of its kind, then its tests."""

from collections.abc import Iterator, Mapping
from typing import Final

import msgspec

from engine.evaluation.document.nodes import MappingNode, Node
from engine.evaluation.facts import Fact, Vocabulary
from engine.evaluation.identity import sha_of
from engine.evaluation.kind import Kind, Kinds, SettingKind, StepKind
from engine.evaluation.reading.context import NAME, SLUG, Reading
from engine.evaluation.reading.header import (
    check_format,
    read_currency,
    read_meta,
    read_own_facts,
    read_params,
    read_title,
)
from engine.evaluation.reading.promises import PromiseReader
from engine.evaluation.reading.steps import StepReader
from engine.evaluation.reading.whens import WhenReader
from engine.evaluation.ruleset import RuleSet, Step
from engine.evaluation.wording import say

SET_REQUIRED: Final = ("format", "kind", "id", "title", "meta", "steps")
SET_FIELDS: Final = (*SET_REQUIRED, "currency", "applies", "from", "to", "params", "tests")


def read_set(reading: Reading, root: MappingNode, kinds: Kinds) -> RuleSet | None:
    """Return the rule set, or None where something essential is wrong. Mistakes are noted."""
    kind = _kind(reading, root, kinds)
    if kind is None:
        check_format(reading, root.get("format"))
        return None
    own = ("facts",) if kind.open_steps else ()
    fields = reading.fields(root, (*SET_FIELDS, *own), (*SET_REQUIRED, *own))
    check_format(reading, fields.get("format"))
    set_id = reading.name(fields.get("id"), "id", SLUG, "id_form")
    title = read_title(reading, fields.get("title"))
    read_currency(reading, fields.get("currency"))
    meta = read_meta(reading, fields.get("meta"))
    starts, ends = reading.dates(fields)
    params = read_params(reading, fields.get("params"))
    own_facts = read_own_facts(reading, fields.get("facts")) if kind.open_steps else {}
    vocabulary = kind.vocabulary.with_facts(own_facts)
    applies = WhenReader(reading, vocabulary).read(fields["applies"], "applies") if "applies" in fields else None
    steps, settings = _Steps(reading, kind, vocabulary).read(fields.get("steps"))
    dated = starts is not None or ends is not None
    answer = _answer_fields(reading, kind, steps)
    tests = PromiseReader(reading, vocabulary, needs_at=dated, answer=answer).read(fields.get("tests"))
    ruleset = RuleSet(
        kind=kind.name,
        id=set_id or "",
        title=title,
        sha="",
        currency=reading.units.currency,
        steps=steps,
        settings=settings,
        params=params,
        vocabulary=vocabulary,
        applies=applies,
        starts=starts,
        ends=ends,
        meta=meta,
        tests=tests,
        lists=tuple(sorted(reading.used_lists)),
        unused_params=tuple(name for name in params if name not in reading.used_params),
        file=reading.findings.file,
    )
    if reading.findings.found:
        return None
    return msgspec.structs.replace(ruleset, sha=sha_of(ruleset, own_facts))


def _answer_fields(reading: Reading, kind: Kind, steps: Mapping[str, Step]) -> tuple[str, ...] | None:
    """Return what an answer of the set may hold, None where that cannot be told: of open steps, what the last says."""
    if not kind.open_steps:
        return kind.answer_fields
    return tuple(steps[list(steps)[-1]].outputs) if steps and reading.has_all_rules else None


def _kind(reading: Reading, root: MappingNode, kinds: Kinds) -> Kind | None:
    node = root.get("kind")
    if node is None:
        reading.wrong(say("key_missing", key="kind"), root, "kind", allowed=tuple(kinds))
        return None
    text = reading.text(node, "kind")
    if text is not None and text not in kinds:
        reading.unknown("unknown_kind", text, node, kinds, field="kind")
    return kinds.get(text) if text is not None else None


class _Steps:
    """Reads the steps of a set, each with what those before it say."""

    def __init__(self, reading: Reading, kind: Kind, vocabulary: Vocabulary) -> None:
        self._reading, self._kind, self._vocabulary = reading, kind, vocabulary
        self._earlier: dict[str, Fact] = {}

    def read(self, node: Node | None) -> tuple[dict[str, Step], dict[str, object]]:
        """Return the steps and the plain settings."""
        mapping = self._reading.mapping(node, "steps")
        nodes = {entry.key.text: entry.value for entry in mapping.entries} if mapping is not None else {}
        if mapping is not None:
            self._check_names(mapping)
        steps: dict[str, Step] = {}
        settings: dict[str, object] = {}
        for name, step in self._kinds(mapping):
            self._reading.step = name
            if isinstance(step, SettingKind):
                has = name in nodes
                settings[name] = (
                    self._reading.setting(nodes[name], name, step.read, step.default) if has else step.default
                )
            elif name in nodes:
                self._step(name, step, nodes[name], steps)
        self._reading.step = None
        return steps, settings

    def _kinds(self, mapping: MappingNode | None) -> Iterator[tuple[str, StepKind | SettingKind | None]]:
        """Return the steps in the order in which they run: that of the kind, or of the file where steps are open."""
        if self._kind.open_steps:
            yield from ((name, None) for name in (mapping.keys() if mapping is not None else ()))
        else:
            yield from ((step.name, step) for step in self._kind.steps)

    def _check_names(self, mapping: MappingNode) -> None:
        if not mapping.entries:
            self._reading.wrong(say("empty", key="steps"), mapping, "steps")
        known = {step.name: step for step in self._kind.steps}
        for entry in mapping.entries:
            name = entry.key.text
            if self._kind.open_steps and not NAME.fullmatch(name):
                self._reading.wrong(say("name_form", text=name, key="steps"), entry.key, name)
            elif not self._kind.open_steps and name not in known:
                self._reading.unknown("unknown_step", name, entry.key, known)
                self._reading.has_all_rules = False
        for name, step in known.items():
            if isinstance(step, StepKind) and not step.optional and mapping.get(name) is None:
                self._reading.wrong(say("step_missing", key=name, kind=self._kind.name), mapping, "steps")

    def _step(self, name: str, kind: StepKind | None, node: Node, steps: dict[str, Step]) -> None:
        read = StepReader(self._reading, name, kind, self._seen(kind)).read(node)
        if read is None:
            self._reading.has_all_rules = False
        else:
            steps[name] = read.step
            self._earlier |= read.facts

    def _seen(self, kind: StepKind | None) -> Vocabulary:
        """Return what a step may test: the kind's facts, what it runs over, and what earlier steps said."""
        vocabulary = self._vocabulary
        if kind is not None and kind.scope is not None:
            vocabulary = vocabulary.with_facts(kind.scope.facts)
            lists: Mapping[str, object] = kind.scope.lists
            if lists:
                vocabulary = msgspec.structs.replace(vocabulary, lists={**vocabulary.lists, **kind.scope.lists})
        return vocabulary.with_facts(self._earlier)
