"""The rules of a document as forms: every step with its rules or rows, each as conditions and outputs on one line."""

from collections.abc import Iterator
from typing import Final

import msgspec

from engine.evaluation.document.cell_entry import entry_text
from engine.evaluation.document.editing import Document
from engine.evaluation.document.nodes import MappingNode, Node, ScalarNode, SequenceNode, plain_value

BLOCKS: Final = frozenset({"all", "any", "none", "some", "every"})
EVERYTHING: Final = "-"


class ConditionForm(msgspec.Struct, frozen=True, kw_only=True):
    """One condition: a path with its cell, or a block (`some`, `any`) with what is in it, on one line."""

    path: str
    text: str

    @property
    def is_block(self) -> bool:
        """Whether it holds further conditions."""
        return self.path in BLOCKS


class OutputForm(msgspec.Struct, frozen=True, kw_only=True):
    """One output and what it is set to; nothing where it is not set."""

    name: str
    text: str


class RuleForm(msgspec.Struct, frozen=True, kw_only=True):
    """One rule or row. A row has a condition for each column, `-` where it does not ask."""

    id: str
    conditions: tuple[ConditionForm, ...]
    outputs: tuple[OutputForm, ...]
    is_on: bool = True
    note: str = ""

    def condition(self, path: str) -> str:
        """Return the cell of a path, `-` where the rule does not ask."""
        return next((one.text for one in self.conditions if one.path == path), EVERYTHING)

    def output(self, name: str) -> str:
        """Return what an output is set to; nothing where it is not set."""
        return next((one.text for one in self.outputs if one.name == name), "")


class StepForm(msgspec.Struct, frozen=True, kw_only=True):
    """One step. `inputs` and `outputs` are its columns: those of its table, or all that its rules name."""

    name: str
    is_table: bool
    hit: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    rules: tuple[RuleForm, ...]


def step_forms(document: Document) -> tuple[StepForm, ...]:
    """Return the steps that have rules, in their order. What is not as it should be is left out; the loader says it."""
    return tuple(form for name, node in _entries(document.root.get("steps")) if (form := _step(name, node)) is not None)


def _step(name: str, node: Node) -> StepForm | None:
    if not isinstance(node, MappingNode):
        return None
    hit = entry_text(node.get("hit"))
    table, rules = node.get("table"), node.get("rules")
    if isinstance(table, MappingNode):
        inputs, outputs = _texts(table.get("in")), _texts(table.get("out"))
        rows = tuple(_row(row, inputs, outputs) for row in _items(table.get("rows")))
        return StepForm(name=name, is_table=True, hit=hit, inputs=inputs, outputs=outputs, rules=rows)
    if not isinstance(rules, SequenceNode):
        return None
    forms = tuple(_rule(rule) for rule in rules.items if isinstance(rule, MappingNode))
    return StepForm(
        name=name,
        is_table=False,
        hit=hit,
        inputs=tuple(dict.fromkeys(one.path for form in forms for one in form.conditions)),
        outputs=tuple(dict.fromkeys(one.name for form in forms for one in form.outputs)),
        rules=forms,
    )


def _rule(node: MappingNode) -> RuleForm:
    return RuleForm(
        id=entry_text(node.get("id")),
        conditions=tuple(ConditionForm(path=path, text=entry_text(cell)) for path, cell in _entries(node.get("when"))),
        outputs=tuple(OutputForm(name=name, text=entry_text(value)) for name, value in _entries(node.get("then"))),
        is_on=_is_on(node),
        note=entry_text(node.get("note")),
    )


def _row(node: Node, inputs: tuple[str, ...], outputs: tuple[str, ...]) -> RuleForm:
    if isinstance(node, MappingNode):
        rule_id, cells, values = entry_text(node.get("id")), _items(node.get("in")), _items(node.get("out"))
    else:
        items = _items(node)
        rule_id = entry_text(items[0]) if items else ""
        cells, values = items[1 : 1 + len(inputs)], items[1 + len(inputs) :]
    return RuleForm(
        id=rule_id,
        conditions=tuple(ConditionForm(path=path, text=_at(cells, i)) for i, path in enumerate(inputs)),
        outputs=tuple(OutputForm(name=name, text=_at(values, i)) for i, name in enumerate(outputs)),
        is_on=_is_on(node),
        note=entry_text(node.get("note")) if isinstance(node, MappingNode) else "",
    )


def _is_on(node: Node) -> bool:
    enabled = node.get("enabled") if isinstance(node, MappingNode) else None
    return not (isinstance(enabled, ScalarNode) and plain_value(enabled) is False)


def _at(nodes: tuple[Node, ...], number: int) -> str:
    return entry_text(nodes[number]) if number < len(nodes) else ""


def _items(node: Node | None) -> tuple[Node, ...]:
    return node.items if isinstance(node, SequenceNode) else ()


def _texts(node: Node | None) -> tuple[str, ...]:
    return tuple(entry_text(item) for item in _items(node))


def _entries(node: Node | None) -> Iterator[tuple[str, Node]]:
    if isinstance(node, MappingNode):
        yield from ((entry.key.text, entry.value) for entry in node.entries)
