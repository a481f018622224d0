"""Audiences as they are written: `all`, or a list of blocks with the same paths and cells as in rules."""

from typing import Final

import msgspec

from engine.evaluation.conditions import All, Condition, Some, TagCondition, When
from engine.evaluation.document.nodes import Node, ScalarNode
from engine.evaluation.facts import Vocabulary
from engine.evaluation.reading.context import Reading
from engine.evaluation.reading.whens import WhenReader
from engine.evaluation.rollouts.document import Audience
from engine.evaluation.wording import say

EVERYBODY: Final = "all"


class AudienceReader:
    """Reads audiences over the facts of one kind.

    A cell over a fact of an element (`line.merchant`) means: one element fulfils all such cells of the block.
    """

    def __init__(self, reading: Reading, vocabulary: Vocabulary) -> None:
        self._reading = reading
        self._lists = {each.prefix: name for name, each in vocabulary.lists.items()}
        elements = {path: fact for each in vocabulary.lists.values() for path, fact in each.facts.items()}
        self._whens = WhenReader(reading, vocabulary.with_facts(elements))

    def read(self, node: Node, field: str = "audience") -> Audience:
        """Return the audience. Mistakes are noted."""
        if isinstance(node, ScalarNode):
            if self._reading.text(node, field) != EVERYBODY:
                self._reading.wrong(say("audience_form"), node, field, allowed=(EVERYBODY,))
            return Audience()
        blocks = (self._whens.read(item, field) for item in self._reading.sequence(node, field))
        return Audience(tuple(self._gathered(block) for block in blocks))

    def _gathered(self, block: All) -> All:
        """Return the block with its cells over elements of a list put together."""
        own: list[When] = []
        elements: dict[str, list[When]] = {}
        for entry in block.entries:
            name = (
                self._lists.get(entry.path.partition(".")[0]) if isinstance(entry, Condition | TagCondition) else None
            )
            (own if name is None else elements.setdefault(name, [])).append(entry)
        return msgspec.structs.replace(
            block, entries=(*own, *(Some(name, All(tuple(cells))) for name, cells in elements.items()))
        )
