"""Text to a rule set or a list, with types; every mistake in it is named at its place."""

from engine.evaluation.document.composer import compose
from engine.evaluation.document.source import LIST, LIST_BYTES, RULE_SET_BYTES, kind_of
from engine.evaluation.kind import Kinds
from engine.evaluation.lists import Lists, ReferenceList
from engine.evaluation.reading.context import Reading
from engine.evaluation.reading.reference_lists import read_list
from engine.evaluation.reading.sets import read_set
from engine.evaluation.ruleset import RuleSet
from engine.geography.regions import RegionTree

__all__ = ["kind_of", "load_document", "load_list", "load_rule_set"]


def load_rule_set(text: str, *, kinds: Kinds, lists: Lists, regions: RegionTree, file: str | None = None) -> RuleSet:
    """Return the rule set that a text holds. Raises RuleSetError with all findings of the file."""
    reading = Reading(lists=lists, regions=regions, file=file)
    ruleset = read_set(reading, compose(text, file=file, limit=RULE_SET_BYTES), kinds)
    reading.findings.raise_all()
    assert ruleset is not None  # noqa: S101  # what cannot be read has a finding
    return ruleset


def load_list(text: str, *, regions: RegionTree, file: str | None = None) -> ReferenceList:
    """Return the reference list that a text holds. Raises RuleSetError with all findings of the file."""
    reading = Reading(lists={}, regions=regions, file=file)
    members = read_list(reading, compose(text, file=file, limit=LIST_BYTES))
    reading.findings.raise_all()
    assert members is not None  # noqa: S101  # what cannot be read has a finding
    return members


def load_document(
    text: str, *, kinds: Kinds, lists: Lists, regions: RegionTree, file: str | None = None
) -> RuleSet | ReferenceList:
    """Return what a text holds, a rule set or a list, by its `kind`. Raises RuleSetError with all findings."""
    if kind_of(text) == LIST:
        return load_list(text, regions=regions, file=file)
    return load_rule_set(text, kinds=kinds, lists=lists, regions=regions, file=file)
