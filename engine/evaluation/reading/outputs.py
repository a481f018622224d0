"""What rules say: literals, `$param`, and text with `{path}` placeholders."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

import msgspec

from engine.errors import RuleSetError
from engine.evaluation.cell_parts import Quoted, Word
from engine.evaluation.document.nodes import Node, ScalarNode, SequenceNode, is_null
from engine.evaluation.document.scalars import core_value
from engine.evaluation.facts import Fact, FactType, Vocabulary
from engine.evaluation.findings import mistake
from engine.evaluation.kind import Output, StepKind
from engine.evaluation.literals import literal_text
from engine.evaluation.nearest import nearest
from engine.evaluation.operands import TYPE_ZH, check_allowed, param, read_operand
from engine.evaluation.reading.context import NAME, Reading
from engine.evaluation.ruleset import OutputValue, Placeholder, Template
from engine.evaluation.wording import hint, joined, say

_PARAM: Final = re.compile(r"\$([A-Za-z_][A-Za-z0-9_]*)")
_BRACES: Final = re.compile(r"\{\{|\}\}|\{([A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z0-9_]+)*)\}")
_REWRITTEN: Final = frozenset({FactType.REGION, FactType.MONEY})


class Said(msgspec.Struct, frozen=True):
    """One output of one rule. The type of a free output is that of its literal; null has none."""

    type: FactType | None
    value: OutputValue
    node: Node


class OutputReader:
    """Reads the outputs of one step."""

    def __init__(self, reading: Reading, step: StepKind | None, vocabulary: Vocabulary) -> None:
        self._reading = reading
        self._declared: Mapping[str, Output] = step.outputs if step is not None else {}
        self._is_free = step is None or step.free_outputs or not step.outputs
        self._scope = reading.scope(vocabulary)

    def read(self, node: Node | None, field: str = "then") -> dict[str, Said]:
        """Return the outputs of a mapping. Mistakes are noted."""
        mapping = self._reading.mapping(node, field)
        if mapping is None:
            return {}
        if not mapping.entries:
            self._reading.wrong(say("empty", key=field), mapping, field)
        said = {
            entry.key.text: self.value(entry.key.text, entry.value)
            for entry in mapping.entries
            if self.knows(entry.key.text, entry.key)
        }
        self.check_required({entry.key.text: entry.value for entry in mapping.entries}, mapping)
        return {name: one for name, one in said.items() if one is not None}

    def knows(self, name: str, at: ScalarNode) -> bool:
        """Tell whether the step has such an output; note it where it has not."""
        if name in self._declared:
            return True
        if not self._is_free:
            self._reading.unknown("unknown_output", name, at, self._declared)
        elif not NAME.fullmatch(name):
            self._reading.wrong(say("name_form", text=name, key="then"), at, name)
        else:
            return True
        return False

    def value(self, name: str, node: Node) -> Said | None:
        """Return one output, or None where it is wrong, which is noted."""
        output = self._declared.get(name)
        try:
            if is_null(node):
                return Said(output.type if output else None, None, node)
            return self._free(name, node) if output is None else self._typed(output, node)
        except RuleSetError as error:
            self._reading.failed(error, node, name)
            return None

    def check_required(self, given: Mapping[str, Node], at: Node | None) -> None:
        """Note the outputs that a rule must set and does not. `given` are all that it names, right or wrong."""
        for name, output in self._declared.items():
            if output.required and is_null(given.get(name)):
                self._reading.wrong(say("output_missing", key=name), at, name)

    def _typed(self, output: Output, node: Node) -> Said:
        fact = Fact(
            path=output.name, type=output.type, label=output.label, values=output.values, minimum=output.minimum
        )
        if output.type is FactType.TEXTS:
            return Said(output.type, self._texts(fact, node), node)
        if not isinstance(node, ScalarNode):
            raise mistake(
                say("output_form", key=output.name, type=output.type, type_zh=TYPE_ZH[output.type]), code="type"
            )
        text = self._text(node.text)
        if isinstance(text, Template):
            if output.type is not FactType.TEXT:
                words = say("placeholder_type", key=output.name, type=output.type, type_zh=TYPE_ZH[output.type])
                raise mistake(words, code="type")
            return Said(output.type, text, node)
        operand = self._param(node) or (Word(text) if node.plain else Quoted(text))
        value = read_operand(operand, fact, self._reading.units)
        check_allowed(value, fact, self._reading.units)
        if output.type in _REWRITTEN and not _PARAM.fullmatch(node.text):
            self._reading.canonical[id(node)] = literal_text(value, output.type, self._reading.units)
        return Said(output.type, value, node)

    def _free(self, name: str, node: Node) -> Said:
        if isinstance(node, SequenceNode):
            return Said(FactType.TEXTS, self._texts(None, node), node)
        if not isinstance(node, ScalarNode):
            raise mistake(say("free_output_form", key=name), code="type")
        operand = self._param(node)
        if operand is None:
            text = self._text(node.text)
            if isinstance(text, Template):
                return Said(FactType.TEXT, text, node)
            operand = Word(text) if node.plain else Quoted(text)
        value = core_value(operand.text) if isinstance(operand, Word) else operand.text
        if isinstance(value, bool):
            return Said(FactType.BOOLEAN, value, node)
        if isinstance(value, int):
            return Said(FactType.INTEGER, value, node)
        if isinstance(value, Decimal):
            return Said(FactType.DECIMAL, value, node)
        return Said(FactType.TEXT, operand.text, node)

    def _texts(self, fact: Fact | None, node: Node) -> tuple[str, ...]:
        items = node.items if isinstance(node, SequenceNode) else ()
        texts = tuple(item.text for item in items if isinstance(item, ScalarNode) and not item.is_null)
        if not isinstance(node, SequenceNode) or len(texts) < len(items):
            raise mistake(say("texts_output"), code="type")
        if fact is not None:
            item = msgspec.structs.replace(fact, type=FactType.TEXT)
            for text in texts:
                check_allowed(text, item, self._reading.units)
        return texts

    def _param(self, node: ScalarNode) -> Word | Quoted | None:
        match: re.Match[str] | None = _PARAM.fullmatch(node.text)
        if match is None:
            return None
        self._reading.used_params.add(match.group(1))
        return param(match.group(1), self._scope)

    def _text(self, text: str) -> str | Template:
        """Return the text with its placeholders: `{path}` is a fact, `{{` and `}}` are braces."""
        parts: list[str | Placeholder] = []
        literal, place = "", 0
        for match in _BRACES.finditer(text):
            literal += text[place : match.start()]
            place = match.end()
            if match.group(1) is None:
                literal += match.group()[0]
                continue
            parts += [literal] if literal else []
            parts.append(self._placeholder(match.group(1)))
            literal = ""
        literal += text[place:]
        return Template((*parts, *([literal] if literal else ()))) if parts else literal

    def _placeholder(self, path: str) -> Placeholder:
        fact = self._scope.vocabulary.facts.get(path)
        if fact is None:
            near = nearest(path, self._scope.vocabulary.facts)
            words = joined(say("unknown_placeholder", path=path), hint(near))
            raise mistake(words, allowed=tuple(self._scope.vocabulary.facts))
        return Placeholder(path, fact.type)
