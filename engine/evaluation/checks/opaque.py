"""What is not looked into: conditions whose truth no small table of samples settles."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from engine.evaluation.checks.asked import Asked, Leaf, asked_of, leaves, partners
from engine.evaluation.checks.elements import MOST_TAGS, is_about_elements
from engine.evaluation.checks.places import place_of
from engine.evaluation.checks.samples import MOST_MEMBERS, Sampler, Setting
from engine.evaluation.conditions import Condition, Every, Some, TagCondition
from engine.evaluation.facts import FactType, Vocabulary
from engine.evaluation.lists import ReferenceList

MOST_TURNED: Final = 2  # lists of one fact that may change at any time
_TOLD_IN_GROUPS: Final = frozenset({FactType.TEXT, FactType.TOKEN, FactType.REGION})


def is_volatile(members: ReferenceList, at: datetime) -> bool:
    """Tell whether a list may change without a new release, or a member of it has an end to come."""
    return members.live or any(ends is not None and ends > at for ends in members.members.values())


class Opacity:
    """Finds the conditions of a step that are taken as a whole, to hold or not."""

    def __init__(self, conditions: Sequence[Leaf], vocabulary: Vocabulary, setting: Setting) -> None:
        self._vocabulary, self._setting = vocabulary, setting
        self._lists, self._at = setting.circumstances.lists, setting.circumstances.at
        self._asked = asked_of(conditions)
        self._linked = {
            path
            for leaf in conditions
            if isinstance(leaf, Condition) and partners(leaf)
            for path in (leaf.path, *(other.path for other in partners(leaf)))
        }
        self._sampler = Sampler(vocabulary.facts, self._asked, setting)
        self.found: set[Leaf] = {leaf for leaf in conditions if self._is_opaque(leaf)}

    def _is_opaque(self, leaf: Leaf) -> bool:
        match leaf:
            case Condition():
                return bool(leaf.tests) and self._is_opaque_cell(leaf)
            case TagCondition():
                return self._are_opaque_tags(leaf.path)
            case Some() | Every():
                return self._is_opaque_quantifier(leaf)

    def _is_opaque_cell(self, leaf: Condition) -> bool:
        facts = self._vocabulary.facts
        asked, own = self._asked[leaf.path], asked_of([leaf])[leaf.path]
        others = partners(leaf)
        return (
            leaf.path not in facts
            or any(other.path not in facts or other.type is FactType.REGION for other in others)
            or (bool(own.beginnings) and asked.is_ordered)
            or any(self._is_opaque_list(name, leaf, asked) for name in own.lists)
        )

    def _is_opaque_list(self, name: str, leaf: Condition, asked: Asked) -> bool:
        members = self._lists.get(name)
        if members is None:
            return True
        if not is_volatile(members, self._at):
            return leaf.type not in _TOLD_IN_GROUPS and len(members.members) > MOST_MEMBERS
        known = (self._lists[other] for other in asked.lists if other in self._lists)
        volatile = sum(is_volatile(other, self._at) for other in known)
        is_alone = (
            leaf.path not in self._linked
            and self._setting.domains.group_of(leaf.path) is None
            and (leaf.type is not FactType.REGION or place_of(leaf.path, self._vocabulary) is None)
        )
        return not is_alone or volatile > MOST_TURNED

    def _are_opaque_tags(self, path: str) -> bool:
        asked = self._asked[path]
        lists = [self._lists.get(name) for name in asked.tag_lists]
        return (
            path not in self._vocabulary.facts
            or any(one is None or is_volatile(one, self._at) for one in lists)
            or len(self._sampler.tags(asked)) > MOST_TAGS
        )

    def _is_opaque_quantifier(self, leaf: Some | Every) -> bool:
        owner = self._vocabulary.lists.get(leaf.list_name)
        if owner is None or not is_about_elements(leaf, owner):
            return True
        inside = list(leaves(leaf.where))
        return any(self._is_opaque_inside(one, asked_of(inside)) for one in inside)

    def _is_opaque_inside(self, leaf: Leaf, asked: dict[str, Asked]) -> bool:
        if not isinstance(leaf, Condition | TagCondition) or leaf.path not in asked:
            return False
        own = asked_of([leaf])[leaf.path] if isinstance(leaf, TagCondition) or leaf.tests else Asked(FactType.TEXT)
        names = [*own.lists, *own.tag_lists]
        is_region = isinstance(leaf, Condition) and any(other.type is FactType.REGION for other in partners(leaf))
        return (
            is_region
            or len(self._sampler.tags(asked[leaf.path])) > MOST_TAGS
            or (bool(own.beginnings) and asked[leaf.path].is_ordered)
            or any(name not in self._lists or is_volatile(self._lists[name], self._at) for name in names)
        )
