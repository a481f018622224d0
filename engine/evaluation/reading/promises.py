"""The embedded tests of a rule set: what is given, what is expected, which rules fire."""

from collections.abc import Mapping
from typing import Final

from engine.evaluation.coercion import FactReader
from engine.evaluation.document.nodes import MappingNode, Node, ScalarNode, texts_value
from engine.evaluation.facts import Vocabulary
from engine.evaluation.reading.context import Reading
from engine.evaluation.reading.given import node_at, note_canonical
from engine.evaluation.ruleset import RuleTest
from engine.evaluation.wording import say

_TEST: Final = ("name", "at", "given", "expect", "fires", "lists", "cases")
_CASE: Final = ("name", "at", "given", "expect", "fires", "lists")


class PromiseReader:
    """Reads the tests of one set. `answer`: the fields of its answers, None where they are not known."""

    def __init__(
        self, reading: Reading, vocabulary: Vocabulary, *, needs_at: bool, answer: tuple[str, ...] | None = None
    ) -> None:
        self._reading, self._vocabulary, self._needs_at = reading, vocabulary, needs_at
        self._answer = answer
        self._facts = FactReader(vocabulary, reading.units)

    def read(self, node: Node | None) -> tuple[RuleTest, ...]:
        """Return the tests; one with `cases` is as many as it has cases, each with what the test gives to all."""
        tests: list[RuleTest] = []
        for item in self._reading.sequence(node, "tests", may_be_empty=True):
            if self._reading.findings.is_full:
                break
            mapping = self._reading.mapping(item, "test")
            if mapping is not None:
                tests += self._test(mapping)
        return tuple(tests)

    def _test(self, node: MappingNode) -> list[RuleTest]:
        has_cases = node.get("cases") is not None
        fields = self._reading.fields(node, _TEST, ("name",) if has_cases else ("name", "given", "expect"))
        if not has_cases:
            return [self._one(fields, {}, node, self._reading.text(fields.get("name"), "name") or "")]
        return [
            self._case(item, number, fields)
            for number, item in enumerate(self._reading.sequence(fields["cases"], "cases"), start=1)
            if self._reading.mapping(item, "case") is not None
        ]

    def _case(self, item: Node, number: int, shared: Mapping[str, Node]) -> RuleTest:
        assert isinstance(item, MappingNode)  # noqa: S101  # looked at by the caller
        fields = self._reading.fields(item, _CASE)
        if "expect" not in fields and "expect" not in shared:
            self._reading.wrong(say("key_missing", key="expect"), item, "expect")
        common = self._reading.text(shared.get("name"), "name") or ""
        own = self._reading.text(fields.get("name"), "name") or str(number)
        return self._one(fields, shared, item, f"{common} · {own}")

    def _one(self, fields: Mapping[str, Node], shared: Mapping[str, Node], node: MappingNode, name: str) -> RuleTest:
        at = self._reading.instant(fields.get("at") or shared.get("at"), "at")
        if at is None and self._needs_at and "at" not in {*fields, *shared}:
            self._reading.wrong(say("at_missing", key=name), node, "at")
        return RuleTest(
            name=name,
            given=_merged(self._given(shared.get("given")), self._given(fields.get("given"))),
            expect=_merged(self._expected(shared.get("expect")), self._expected(fields.get("expect"))),
            fires=(*self._fires(shared.get("fires")), *self._fires(fields.get("fires"))),
            at=at,
            lists={**self._lists(shared.get("lists")), **self._lists(fields.get("lists"))},
            position=node.position,
        )

    def _plain(self, node: Node | None, field: str) -> dict[str, object]:
        mapping = self._reading.mapping(node, field)
        value = texts_value(mapping) if mapping is not None else {}
        return value if isinstance(value, dict) else {}

    def _expected(self, node: Node | None) -> dict[str, object]:
        """Return what is expected; a field that no answer has would never be looked at, so it is a mistake."""
        known = self._answer
        for entry in node.entries if isinstance(node, MappingNode) else ():
            if known is not None and entry.key.text not in known:
                self._reading.unknown("unknown_answer", entry.key.text, entry.key, known, field="expect")
        return self._plain(node, "expect")

    def _given(self, node: Node | None) -> dict[str, object]:
        given = self._plain(node, "given")
        _, problems = self._facts.examine(given)
        for problem in problems:
            self._reading.wrong(problem.words, node_at(node, problem.path), problem.path, allowed=problem.allowed)
        if not problems:
            note_canonical(self._reading, node, self._vocabulary)
        return given

    def _fires(self, node: Node | None) -> tuple[str, ...]:
        ids: list[str] = []
        for item in self._reading.sequence(node, "fires", may_be_empty=True):
            rule_id = self._reading.text(item, "fires")
            if self._reading.findings.is_full:
                break
            is_known = rule_id in self._reading.rule_lines or not self._reading.has_all_rules
            if rule_id is not None and not is_known:
                self._reading.unknown("unknown_rule", rule_id, item, self._reading.rule_lines, field="fires")
            ids += [rule_id] if rule_id is not None else []
        return tuple(ids)

    def _lists(self, node: Node | None) -> dict[str, tuple[str, ...]]:
        mapping = self._reading.mapping(node, "lists")
        found: dict[str, tuple[str, ...]] = {}
        for entry in mapping.entries if mapping is not None else ():
            known = self._reading.lists.get(entry.key.text)
            if known is None:
                self._reading.unknown("unknown_list", entry.key.text, entry.key, self._reading.lists)
                continue
            items = self._reading.sequence(entry.value, entry.key.text, may_be_empty=True)
            for item in items:
                self._reading.literal(item, known.type, entry.key.text)
            found[entry.key.text] = tuple(item.text for item in items if isinstance(item, ScalarNode))
        return found


def _merged(common: Mapping[str, object], own: Mapping[str, object]) -> dict[str, object]:
    merged = dict(common)
    for key, value in own.items():
        before = merged.get(key)
        both = isinstance(before, Mapping) and isinstance(value, Mapping)
        merged[key] = _merged(before, value) if both else value  # type: ignore[arg-type]  # both are mappings
    return merged
