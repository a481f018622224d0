"""The two rule books of a replay, made in whichever process decides: the one in force, and it with the candidate."""

import msgspec

from engine.decisions.registry import KINDS
from engine.decisions.rulebook import RuleBook
from engine.evaluation.evaluator import prepare
from engine.evaluation.lists import Lists, ReferenceList
from engine.evaluation.loader import load_list, load_rule_set
from engine.evaluation.run import Program
from engine.geography.regions import RegionTree
from engine.store.rule_repository import ListVersion, SetVersion

Sets = dict[str, tuple[int, Program]]


class Material(msgspec.Struct, frozen=True, kw_only=True):
    """What the books are made of: all texts in force, and the candidate's. `version` 0: it is not kept yet."""

    release: int
    sets: tuple[SetVersion, ...]
    lists: tuple[ListVersion, ...]
    candidate: str
    is_list: bool = False
    version: int = 0


def books_of(material: Material, regions: RegionTree) -> tuple[RuleBook, RuleBook]:
    """Return the live rule book and the candidate's. Raises RuleSetError where a text cannot be read.

    They are run by the compiled matcher: every version in force was certified to be answered by it as by the others.
    """
    lists = {each.list_id: _list(each, regions) for each in material.lists}
    sets: Sets = {each.set_id: (each.version, _program(each.text, lists, regions)) for each in material.sets}
    changed = (
        _with_list(material, sets, lists, regions) if material.is_list else _with_set(material, sets, lists, regions)
    )
    return _book(material, sets, lists, regions), _book(material, *changed, regions)


def _with_set(material: Material, sets: Sets, lists: Lists, regions: RegionTree) -> tuple[Sets, Lists]:
    program = _program(material.candidate, lists, regions)
    return {**sets, program.ruleset.id: (material.version, program)}, lists


def _with_list(material: Material, sets: Sets, lists: Lists, regions: RegionTree) -> tuple[Sets, Lists]:
    """Return what a list in place of the one in force makes: sets that use it are read with it."""
    given = load_list(material.candidate, regions=regions)
    texts = {each.list_id: each.text for each in material.lists}
    if texts.get(given.id) == material.candidate:
        return sets, lists
    before = lists.get(given.id)
    new = {**lists, given.id: msgspec.structs.replace(given, version=before.version + 1 if before else 1)}
    again = {
        each.set_id: (each.version, _program(each.text, new, regions))
        for each in material.sets
        if given.id in sets[each.set_id][1].ruleset.lists
    }
    return {**sets, **again}, new


def _book(material: Material, sets: Sets, lists: Lists, regions: RegionTree) -> RuleBook:
    return RuleBook(release=material.release, sets=list(sets.values()), lists=lists, regions=regions)


def _program(text: str, lists: Lists, regions: RegionTree) -> Program:
    return prepare(load_rule_set(text, kinds=KINDS, lists=lists, regions=regions), regions, "compiled")


def _list(kept: ListVersion, regions: RegionTree) -> ReferenceList:
    return msgspec.structs.replace(load_list(kept.text, regions=regions), version=kept.version)
