"""A rule set in words: a sentence for every rule, in both languages."""

from typing import Final

import msgspec

from engine.decisions.registry import KINDS
from engine.decisions.value_labels import value_label
from engine.evaluation.facts import Label
from engine.evaluation.kind import Kind, Output, StepKind
from engine.evaluation.lists import Lists
from engine.evaluation.literals import Units
from engine.evaluation.ruleset import RuleSet, Step
from engine.evaluation.sentences import rule_sentence
from engine.evaluation.sentences.phrases import Language
from engine.evaluation.sentences.values import Speech
from engine.geography.regions import RegionTree

_LANGUAGES: Final[tuple[Language, Language]] = ("zh", "en")


class RuleWords(msgspec.Struct, frozen=True, kw_only=True):
    """One rule as a sentence. `line` is where it stands in the text."""

    id: str
    sentence: Label
    enabled: bool
    line: int | None


class StepWords(msgspec.Struct, frozen=True, kw_only=True):
    """One step: what people call it, its hit policy, its rules in their order."""

    name: str
    label: Label
    hit: str
    rules: tuple[RuleWords, ...]


def in_words(ruleset: RuleSet, lists: Lists, regions: RegionTree) -> tuple[StepWords, ...]:
    """Return every step of a rule set in words; lists go by their titles."""
    kind = KINDS[ruleset.kind]
    zh, en = (
        Speech(
            language=language,
            units=Units(ruleset.currency, regions),
            word=value_label,
            list_title=lambda list_id: lists[list_id].title if list_id in lists else list_id,
        )
        for language in _LANGUAGES
    )
    return tuple(_step(step, _step_kind(kind, step.name), zh, en) for step in ruleset.steps.values())


def _step(step: Step, kind: StepKind | None, zh: Speech, en: Speech) -> StepWords:
    outputs: dict[str, Output] = dict(kind.outputs) if kind is not None else {}
    return StepWords(
        name=step.name,
        label=kind.label if kind is not None else Label(step.name, step.name),
        hit=step.hit.value,
        rules=tuple(
            RuleWords(
                id=rule.id,
                sentence=Label(rule_sentence(rule, step, outputs, zh), rule_sentence(rule, step, outputs, en)),
                enabled=rule.enabled,
                line=rule.position.line if rule.position is not None else None,
            )
            for rule in step.rules
        ),
    )


def _step_kind(kind: Kind, name: str) -> StepKind | None:
    return next((step for step in kind.steps if isinstance(step, StepKind) and step.name == name), None)
