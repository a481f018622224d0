"""One step: its hit policy, rules or table, default, and what later steps see of it."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Final

import msgspec

from engine.evaluation.document.nodes import MappingNode, Node, SequenceNode
from engine.evaluation.facts import Fact, FactType, Label, Vocabulary
from engine.evaluation.kind import Hit, Output, StepKind
from engine.evaluation.operands import NUMBERS, TYPE_ZH
from engine.evaluation.reading.context import Reading
from engine.evaluation.reading.outputs import OutputReader, Said
from engine.evaluation.reading.rules import ReadRule, RuleReader
from engine.evaluation.reading.whens import WhenReader
from engine.evaluation.ruleset import OutputValue, Rule, Step
from engine.evaluation.wording import say

_FIELDS: Final = ("hit", "by", "rules", "table", "default")
_AGGREGATES: Final = frozenset({Hit.SUM, Hit.MIN, Hit.MAX})
_MANY: Final = _AGGREGATES | {Hit.COLLECT, Hit.COUNT}
_NEED_DEFAULT: Final = frozenset({Hit.UNIQUE, Hit.ANY})


class StepRead(msgspec.Struct, frozen=True):
    """A step, and the facts that it adds for later ones."""

    step: Step
    facts: Mapping[str, Fact]


class StepReader:
    """Reads one step of a set. `kind` is None in a set of open steps."""

    def __init__(self, reading: Reading, name: str, kind: StepKind | None, vocabulary: Vocabulary) -> None:
        self._reading, self._name, self._kind = reading, name, kind
        self._vocabulary = vocabulary
        self._outputs = OutputReader(reading, kind, vocabulary)
        self._rules = RuleReader(reading, WhenReader(reading, vocabulary), self._outputs)

    def read(self, node: Node) -> StepRead | None:
        """Return the step, or None where it cannot be read at all. Mistakes are noted."""
        mapping = self._reading.mapping(node, self._name)
        if mapping is None:
            return None
        fields = self._reading.fields(mapping, _FIELDS)
        hit = self._hit(fields.get("hit"), is_table="table" in fields)
        if ("rules" in fields) == ("table" in fields):
            self._reading.wrong(say("rules_or_table", key=self._name), mapping, self._name)
        inputs, columns, rules = self._body(fields)
        default = self._default(fields.get("default"), hit, mapping)
        types = self._types(columns, rules, default or {})
        self._check_aggregate(hit, types, rules, mapping)
        step = Step(
            name=self._name,
            hit=hit,
            rules=tuple(_typed(rule, types) for rule in rules),
            outputs=types,
            default=_values(default, types) if default is not None else None,
            inputs=inputs,
            by=self._by(fields.get("by")),
            vocabulary=self._vocabulary,
            position=mapping.position,
        )
        return StepRead(step, self._later_facts(step))

    def _hit(self, node: Node | None, *, is_table: bool) -> Hit:
        allowed = self._kind.hits if self._kind is not None else tuple(Hit)
        usual = Hit.FIRST if is_table else Hit.COLLECT
        if node is None:
            return usual if usual in allowed else allowed[0]
        text = self._reading.text(node, "hit")
        if text is not None and text not in allowed:
            self._reading.unknown("unknown_hit", text, node, allowed, field="hit")
        return Hit(text) if text in allowed else allowed[0]

    def _body(self, fields: Mapping[str, Node]) -> tuple[tuple[str, ...], tuple[str, ...], tuple[ReadRule, ...]]:
        if "table" in fields:
            return self._rules.table(fields["table"])
        return (), (), self._rules.rules(fields["rules"]) if "rules" in fields else ()

    def _default(self, node: Node | None, hit: Hit, step: MappingNode) -> dict[str, Said] | None:
        if node is None:
            if hit in _NEED_DEFAULT:
                self._reading.wrong(say("default_missing", hit=hit, key=self._name), step, "default")
            return None
        return self._outputs.read(node, "default")

    def _by(self, node: Node | None) -> tuple[str, ...]:
        if node is None:
            return ()
        if self._kind is None or not self._kind.takes_by:
            self._reading.wrong(say("by_not_here", key=self._name), node, "by")
            return ()
        paths = [self._reading.text(item, "by") for item in self._reading.sequence(node, "by")]
        items = node.items if isinstance(node, SequenceNode) else ()
        for path, item in zip(paths, items, strict=True):
            if path is not None and path not in self._vocabulary.facts:
                self._reading.unknown("unknown_path", path, item, self._vocabulary.facts, field="by")
        return tuple(path for path in paths if path is not None and path in self._vocabulary.facts)

    def _types(
        self, columns: tuple[str, ...], rules: tuple[ReadRule, ...], default: Mapping[str, Said]
    ) -> dict[str, FactType]:
        """Return the type of each output that is used: the declared ones in their order, then the free ones."""
        declared = self._kind.outputs if self._kind is not None else {}
        used = dict.fromkeys([*columns, *(name for rule in rules for name in rule.said), *default])
        types = {name: output.type for name, output in declared.items() if name in used}
        for name in used:
            if name not in types:
                types[name] = self._free_type(name, [*(rule.said for rule in rules), default])
        return types

    def _free_type(self, name: str, places: Iterable[Mapping[str, Said]]) -> FactType:
        found: FactType | None = None
        for said in (place[name] for place in places if name in place):
            if said.type is None or said.type is found:
                continue
            if found is None:
                found = said.type
            elif {found, said.type} == {FactType.INTEGER, FactType.DECIMAL}:
                found = FactType.DECIMAL
            else:
                words = say("two_types", key=name, type=said.type, type_zh=TYPE_ZH[said.type], other=found,
                            other_zh=TYPE_ZH[found])  # fmt: skip
                self._reading.wrong(words, said.node, name, code="type")
        return found or FactType.TEXT

    def _check_aggregate(
        self, hit: Hit, types: Mapping[str, FactType], rules: tuple[ReadRule, ...], step: MappingNode
    ) -> None:
        """Sum, min and max aggregate the first output: it must be a number in every rule."""
        declared = self._kind.outputs if self._kind is not None else {}
        name = next(iter(declared or types), None)
        if hit not in _AGGREGATES or name is None:
            return
        if name not in types:  # then no rule says it, which is noted below where a rule need not
            types = {name: declared[name].type}
            rules = () if declared[name].required else rules
        if types[name] not in NUMBERS:
            words = say("aggregate_type", key=name, hit=hit, type=types[name], type_zh=TYPE_ZH[types[name]])
            self._reading.wrong(words, step, name, code="type")
            return
        for rule in rules:
            if rule.rule.then.get(name) is None:
                self._reading.rule = rule.rule.id
                at = rule.said[name].node if name in rule.said else rule.rule
                self._reading.wrong(say("aggregate_missing", key=name, hit=hit), at, name)
                self._reading.rule = None

    def _later_facts(self, step: Step) -> dict[str, Fact]:
        """Return what later steps see: `<step>.<output>`, under its hit policy."""
        declared = self._kind.outputs if self._kind is not None else {}
        names = dict.fromkeys([*declared, *step.outputs])
        facts: dict[str, Fact] = {}
        for number, name in enumerate([*(one for one in names if one in step.outputs)]):
            fact = self._later_fact(step, name, declared.get(name), is_first=number == 0)
            if fact is not None:
                facts[fact.path] = fact
        for name in names:
            path = f"{step.name}.{name}"
            if path not in facts and name in declared and step.hit not in _MANY:
                facts[path] = _fact(path, declared[name].type, declared[name], nullable=True)
        return facts

    def _later_fact(self, step: Step, name: str, output: Output | None, *, is_first: bool) -> Fact | None:
        path, output_type = f"{step.name}.{name}", step.outputs[name]
        if step.hit not in _MANY:
            values = output.values if output is not None else None
            if values is None and output_type is FactType.TEXT:
                values = _literals(step, name)
            return _fact(path, output_type, output, values=values, nullable=not _is_always_set(step, name))
        if is_first and step.hit is Hit.COUNT:
            return _fact(path, FactType.INTEGER, output)
        if is_first and step.hit in _AGGREGATES:
            return _fact(path, output_type, output, nullable=step.hit is not Hit.SUM)
        return _fact(path, FactType.TEXTS, output) if output_type is FactType.TEXT else None


def _fact(
    path: str,
    fact_type: FactType,
    output: Output | None,
    *,
    values: tuple[str, ...] | None = None,
    nullable: bool = False,
) -> Fact:
    label = output.label if output is not None else Label(path, path)
    unit = output.unit if output is not None else None
    return Fact(path=path, type=fact_type, label=label, values=values, nullable=nullable, unit=unit)


def _literals(step: Step, name: str) -> tuple[str, ...] | None:
    """Return every text that the output can be, or None where a placeholder makes it open."""
    values = [rule.then.get(name) for rule in step.rules]
    values += [step.default.get(name)] if step.default is not None else []
    texts = [value for value in values if value is not None]
    if not texts or not all(isinstance(text, str) for text in texts):
        return None
    return tuple(dict.fromkeys(str(text) for text in texts))


def _is_always_set(step: Step, name: str) -> bool:
    """Tell whether the output is there whatever happens: every rule and the default set it."""
    places = [rule.then for rule in step.rules]
    return step.default is not None and all(place.get(name) is not None for place in (*places, step.default))


def _typed(rule: ReadRule, types: Mapping[str, FactType]) -> Rule:
    return msgspec.structs.replace(rule.rule, then=_values(rule.said, types))


def _values(said: Mapping[str, Said], types: Mapping[str, FactType]) -> dict[str, OutputValue]:
    """Return the outputs; a whole number in a column of decimals is a decimal."""
    return {name: _widened(one.value, types.get(name)) for name, one in said.items()}


def _widened(value: OutputValue, fact_type: FactType | None) -> OutputValue:
    if fact_type is FactType.DECIMAL and isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    return value
