"""`when`: mappings of paths to cells, and the blocks all, any, none, some, every."""

from collections.abc import Callable, Mapping
from typing import Final

from engine.errors import RuleSetError
from engine.evaluation.binding import BoundCell, bind_cell
from engine.evaluation.cells import parse_cell
from engine.evaluation.conditions import All, AnyOf, Every, NoneOf, Some, When
from engine.evaluation.document.nodes import Entry, Node, ScalarNode, texts_value
from engine.evaluation.facts import Fact, Vocabulary
from engine.evaluation.nearest import nearest
from engine.evaluation.reading.context import Reading
from engine.evaluation.wording import hint, joined, say

BLOCKS: Final = ("all", "any", "none", "some", "every")
_GROUPS: Final[Mapping[str, Callable[[tuple[When, ...]], When]]] = {"all": All, "any": AnyOf, "none": NoneOf}
_QUANTIFIERS: Final[Mapping[str, Callable[[str, When], When]]] = {"some": Some, "every": Every}


class WhenReader:
    """Reads conditions over one vocabulary. Equal cells of one path become one condition."""

    def __init__(self, reading: Reading, vocabulary: Vocabulary) -> None:
        self._reading = reading
        self._vocabulary = vocabulary
        self._scope = reading.scope(vocabulary)
        self._bound: dict[tuple[str, str], BoundCell] = {}

    def read(self, node: Node | None, field: str = "when") -> All:
        """Return the conditions of a mapping; all of them must hold. Mistakes are noted."""
        mapping = self._reading.mapping(node, field)
        if mapping is None:
            return All(())
        entries = (self._entry(entry) for entry in mapping.entries)
        return All(tuple(entry for entry in entries if entry is not None))

    def cell(self, path: str, node: Node) -> When | None:
        """Return the condition that a cell makes of the fact with this path."""
        fact = self._vocabulary.facts.get(path)
        bound = self._bind(fact, node) if fact is not None else None
        return bound.condition if bound is not None else None

    def fact(self, path: str, at: ScalarNode) -> Fact | None:
        """Return the fact with this path; note a path that there is not."""
        fact = self._vocabulary.facts.get(path)
        if fact is None:
            self._unknown_path(path, at)
        return fact

    def _entry(self, entry: Entry) -> When | None:
        name = entry.key.text
        if name in _GROUPS:
            return self._group(name, entry.value)
        if name in _QUANTIFIERS:
            return self._quantifier(name, entry.value)
        fact = self.fact(name, entry.key)
        bound = self._bind(fact, entry.value) if fact is not None else None
        return bound.condition if bound is not None else None

    def _group(self, name: str, node: Node) -> When:
        items = self._reading.sequence(node, name)
        return _GROUPS[name](tuple(self._flat(self.read(item, name)) for item in items))

    def _flat(self, entries: All) -> When:
        """Return the only condition of a group's entry, or all of them as one."""
        return entries.entries[0] if len(entries.entries) == 1 else entries

    def _quantifier(self, name: str, node: Node) -> When | None:
        mapping = self._reading.mapping(node, name)
        if mapping is None:
            return None
        fields = self._reading.fields(mapping, ("in", "where"), ("in", "where"))
        list_name = self._reading.text(fields.get("in"), "in")
        if list_name is None:
            return None
        elements = self._vocabulary.lists.get(list_name)
        if elements is None:
            self._reading.unknown("unknown_elements", list_name, fields["in"], self._vocabulary.lists)
            return None
        inner = WhenReader(self._reading, self._vocabulary.with_facts(elements.facts))
        return _QUANTIFIERS[name](list_name, inner.read(fields.get("where"), "where"))

    def _bind(self, fact: Fact, node: Node) -> BoundCell | None:
        value = texts_value(node)  # in a cell it does not matter whether YAML needed quotes
        key = (fact.path, value if isinstance(value, str) else repr(value))
        bound = self._bound.get(key)
        if bound is None:
            try:
                bound = bind_cell(parse_cell(value), fact, self._scope)
            except RuleSetError as error:
                self._reading.failed(error, node, fact.path)
                return None
            self._bound[key] = bound
            self._reading.used_lists |= bound.lists
            self._reading.used_params |= bound.params
        self._reading.canonical[id(node)] = bound
        return bound

    def _unknown_path(self, path: str, at: ScalarNode) -> None:
        for elements in self._vocabulary.lists.values():
            if path in elements.facts:
                self._reading.wrong(say("element_path", path=path, list=elements.name), at, path)
                return
        known = list(self._vocabulary.facts)
        near = nearest(path, [*known, *BLOCKS])
        words = joined(say("unknown_path", name=path), hint(near))
        self._reading.wrong(words, at, path, allowed=known)
