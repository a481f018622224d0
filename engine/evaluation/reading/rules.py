"""The rules of one step: each written out, or a row of a table; both become the same thing."""

from collections.abc import Callable
from typing import Final

import msgspec

from engine.evaluation.conditions import All, When
from engine.evaluation.document.nodes import MappingNode, Node, ScalarNode, SequenceNode
from engine.evaluation.reading.context import RULE_ID, Reading
from engine.evaluation.reading.outputs import OutputReader, Said
from engine.evaluation.reading.whens import WhenReader
from engine.evaluation.ruleset import Rule
from engine.evaluation.wording import say

MOST_RULES: Final = 5000
_MORE: Final = ("priority", "enabled", "from", "to", "note")
_RULE: Final = ("id", "when", "then", *_MORE)
_ROW: Final = ("id", "in", "out", *_MORE)
_TABLE: Final = ("in", "out", "rows")


class ReadRule(msgspec.Struct, frozen=True):
    """A rule and its outputs with their nodes, whose types the step still has to agree on."""

    rule: Rule
    said: dict[str, Said]


class RuleReader:
    """Reads the rules or the table of one step."""

    def __init__(self, reading: Reading, whens: WhenReader, outputs: OutputReader) -> None:
        self._reading, self._whens, self._outputs = reading, whens, outputs

    def rules(self, node: Node) -> tuple[ReadRule, ...]:
        """Return the rules of a list of `{id, when, then}`."""
        return self._each(self._reading.sequence(node, "rules"), self._rule)

    def table(self, node: Node) -> tuple[tuple[str, ...], tuple[str, ...], tuple[ReadRule, ...]]:
        """Return the columns (paths of the inputs, names of the outputs) and the rows of a table."""
        mapping = self._reading.mapping(node, "table")
        if mapping is None:
            self._reading.has_all_rules = False
            return (), (), ()
        fields = self._reading.fields(mapping, _TABLE, _TABLE)
        inputs = self._inputs(fields.get("in"))
        outputs = self._output_names(fields.get("out"))
        rows = self._reading.sequence(fields.get("rows"), "rows")
        table = _Columns(inputs, outputs)
        return (
            tuple(path for path in inputs if path is not None),
            tuple(name for name in outputs if name is not None),
            self._each(rows, lambda row: self._row(row, table)),
        )

    def _each(self, nodes: tuple[Node, ...], read: Callable[[Node], ReadRule | None]) -> tuple[ReadRule, ...]:
        if len(nodes) > MOST_RULES:
            self._reading.wrong(say("too_many_rules", count=len(nodes), limit=MOST_RULES), nodes[MOST_RULES], "rows")
            nodes = nodes[:MOST_RULES]
        found: list[ReadRule] = []
        for node in nodes:
            if self._reading.findings.is_full:
                break
            rule = read(node)
            self._reading.rule = None
            if rule is None:
                self._reading.has_all_rules = False
            else:
                found.append(rule)
        return tuple(found)

    def _rule(self, node: Node) -> ReadRule | None:
        mapping = self._reading.mapping(node, "rule")
        if mapping is None:
            return None
        self._name(mapping.get("id"))
        fields = self._reading.fields(mapping, _RULE, ("id", "when", "then"))
        rule_id = self._id(fields.get("id"))
        when = self._whens.read(fields.get("when"))
        said = self._outputs.read(fields.get("then"))
        return self._made(rule_id, when, said, fields, mapping)

    def _row(self, node: Node, table: "_Columns") -> ReadRule | None:
        if isinstance(node, MappingNode):
            self._name(node.get("id"))
            fields = self._reading.fields(node, _ROW, ("id", "in", "out"))
            cells = self._reading.sequence(fields.get("in"), "in")
            values = self._reading.sequence(fields.get("out"), "out")
            has_lengths = self._has_length(cells, table.inputs, "in", fields) and self._has_length(
                values, table.outputs, "out", fields
            )
        elif isinstance(node, SequenceNode) and node.items:
            self._name(node.items[0])
            fields = {"id": node.items[0]}
            cells = node.items[1 : 1 + len(table.inputs)]
            values = node.items[1 + len(table.inputs) :]
            has_lengths = self._fills(node, table)
        else:
            self._reading.wrong(say("row_form"), node, "rows")
            return None
        rule_id = self._id(fields.get("id"))
        if not has_lengths:
            return None
        said = self._values(table, values)
        named = zip(table.outputs, values, strict=True)
        self._outputs.check_required({name: value for name, value in named if name is not None}, node)
        return self._made(rule_id, self._cells(table, cells), said, fields, node)

    def _cells(self, table: "_Columns", nodes: tuple[Node, ...]) -> All:
        cells: list[When] = []
        for path, node in zip(table.inputs, nodes, strict=True):
            cell = self._whens.cell(path, node) if path is not None else None
            cells += [cell] if cell is not None else []
        return All(tuple(cells))

    def _values(self, table: "_Columns", nodes: tuple[Node, ...]) -> dict[str, Said]:
        said = {
            name: self._outputs.value(name, node)
            for name, node in zip(table.outputs, nodes, strict=True)
            if name is not None
        }
        return {name: one for name, one in said.items() if one is not None}

    def _made(
        self, rule_id: str | None, when: All, said: dict[str, Said], fields: dict[str, Node], node: Node
    ) -> ReadRule | None:
        starts, ends = self._reading.dates(fields)
        rule = Rule(
            id=rule_id or "",
            when=when,
            then={name: one.value for name, one in said.items()},
            priority=self._reading.integer(fields.get("priority"), "priority", default=0),
            enabled=self._reading.boolean(fields.get("enabled"), "enabled", default=True),
            starts=starts,
            ends=ends,
            note=self._reading.text(fields.get("note"), "note"),
            position=node.position,
        )
        return ReadRule(rule, said) if rule_id is not None else None

    def _name(self, node: Node | None) -> None:
        """Let the findings of a rule carry its id."""
        self._reading.rule = node.text if isinstance(node, ScalarNode) and RULE_ID.fullmatch(node.text) else None

    def _id(self, node: Node | None) -> str | None:
        rule_id = self._reading.name(node, "id", RULE_ID, "rule_id_form")
        if rule_id is None or node is None:
            return None
        line = node.position.line if node.position else 0
        if rule_id in self._reading.rule_lines:
            words = say("duplicate_rule", id=rule_id, line=self._reading.rule_lines[rule_id])
            self._reading.wrong(words, node, "id", code="duplicate")
        self._reading.rule_lines.setdefault(rule_id, line)
        return rule_id

    def _has_length(
        self, nodes: tuple[Node, ...], columns: tuple[str | None, ...], field: str, fields: dict[str, Node]
    ) -> bool:
        if nodes and len(nodes) != len(columns):
            words = say("row_part_length", key=field, found=len(nodes), columns=_listed(columns), count=len(columns))
            self._reading.wrong(words, fields[field], field)
        return len(nodes) == len(columns)

    def _fills(self, row: SequenceNode, table: "_Columns") -> bool:
        wanted = 1 + len(table.inputs) + len(table.outputs)
        if len(row.items) != wanted:
            columns = _listed(("id", *table.inputs, *table.outputs))
            self._reading.wrong(say("row_length", found=len(row.items), count=wanted, columns=columns), row, "rows")
        return len(row.items) == wanted

    def _inputs(self, node: Node | None) -> tuple[str | None, ...]:
        return tuple(self._column(item, "in") for item in self._reading.sequence(node, "in"))

    def _column(self, node: Node, field: str) -> str | None:
        text = self._reading.text(node, field)
        if text is None or not isinstance(node, ScalarNode):
            return None
        return text if self._whens.fact(text, node) is not None else None

    def _output_names(self, node: Node | None) -> tuple[str | None, ...]:
        names: list[str | None] = []
        for item in self._reading.sequence(node, "out"):
            name = self._reading.text(item, "out")
            is_known = name is not None and isinstance(item, ScalarNode) and self._outputs.knows(name, item)
            if is_known and name in names:
                self._reading.wrong(say("duplicate_column", name=name), item, "out", code="duplicate")
            names.append(name if is_known else None)
        return tuple(names)


class _Columns(msgspec.Struct, frozen=True):
    """The columns of a table; None where a column's name is wrong."""

    inputs: tuple[str | None, ...]
    outputs: tuple[str | None, ...]


def _listed(columns: tuple[str | None, ...]) -> str:
    return ", ".join(column or "?" for column in columns)
