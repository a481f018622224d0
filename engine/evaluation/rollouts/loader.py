"""Text, or plain values of a call, to a rollout; every mistake is named at its place."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

import msgspec

from engine.errors import FieldProblem, InvalidInput
from engine.evaluation.document.composer import compose
from engine.evaluation.document.emitter import document_text
from engine.evaluation.document.making import node_of
from engine.evaluation.document.nodes import MappingNode
from engine.evaluation.document.source import RULE_SET_BYTES
from engine.evaluation.facts import Vocabulary
from engine.evaluation.lists import Lists
from engine.evaluation.literals import Units
from engine.evaluation.reading.context import DEFAULT_CURRENCY, Reading
from engine.evaluation.rollouts.document import Rollout
from engine.evaluation.rollouts.reading import RolloutReader
from engine.evaluation.writer import rewritten
from engine.geography.regions import RegionTree

_PLACE: Final = "rollout"


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """What a rollout is read with: the facts of its kind, the lists in force, regions, and what amounts are in."""

    vocabulary: Vocabulary
    lists: Lists
    regions: RegionTree
    currency: str = DEFAULT_CURRENCY

    def reading(self, file: str | None = None) -> Reading:
        """Return a reading of one document."""
        found = Reading(lists=self.lists, regions=self.regions, file=file)
        found.units = Units(self.currency, self.regions)
        return found


def load_rollout(text: str, setting: Setting, *, file: str | None = None) -> Rollout:
    """Return the rollout that a text holds. Raises RuleSetError with all findings of the file."""
    return _read(text, setting, file)[0]


def canonical_rollout(text: str, setting: Setting, *, file: str | None = None) -> str:
    """Return a rollout as canonical text, with its comments. Raises RuleSetError with all findings of the file."""
    _, root, reading = _read(text, setting, file)
    written = rewritten(root, reading)
    assert isinstance(written, MappingNode)  # noqa: S101  # a mapping is never written as anything else
    return document_text(written)


def read_rollout(given: Mapping[str, object], setting: Setting) -> Rollout:
    """Return a rollout, or as much of one as tells sides, from plain values. Raises InvalidInput with every problem."""
    reading = setting.reading()
    root = node_of(_exact({name: value for name, value in given.items() if value is not None}))
    rollout = RolloutReader(reading, setting.vocabulary).read_part(root) if isinstance(root, MappingNode) else None
    if rollout is None or reading.findings.found:
        problems = [
            FieldProblem(
                path=f"{_PLACE}.{one.field}" if one.field else _PLACE, message=one.message, allowed=one.allowed
            )
            for one in reading.findings.found
        ]
        raise InvalidInput("; ".join(f"{each.path}: {each.message}" for each in problems), problems)
    return rollout


def _read(text: str, setting: Setting, file: str | None) -> tuple[Rollout, MappingNode, Reading]:
    reading = setting.reading(file)
    root = compose(text, file=file, limit=RULE_SET_BYTES)
    rollout = RolloutReader(reading, setting.vocabulary).read(root)
    reading.findings.raise_all()
    assert rollout is not None  # noqa: S101  # what cannot be read has a finding
    return rollout, root, reading


def _exact(value: object) -> object:
    """Return plain values with numbers as they were written: JSON made binary fractions of decimals."""
    match value:
        case float():
            return Decimal(repr(value))
        case Mapping():
            return {key: _exact(one) for key, one in value.items()}
        case list() | tuple():
            return [_exact(one) for one in value]
        case _:
            return value
