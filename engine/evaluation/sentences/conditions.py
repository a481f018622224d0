"""Conditions in words."""

from collections.abc import Mapping, Sequence
from typing import assert_never

import msgspec

from engine.evaluation.conditions import (
    All,
    AnyOf,
    Compare,
    Condition,
    Every,
    FactOperand,
    InList,
    Interval,
    Negation,
    NoneOf,
    Op,
    Prefix,
    Presence,
    Some,
    TagCondition,
    TagItem,
    Test,
    When,
)
from engine.evaluation.facts import Fact, FactType, Value, Vocabulary
from engine.evaluation.sentences.phrases import compared
from engine.evaluation.sentences.values import Speech

_TIMES = frozenset({FactType.DATE, FactType.DATETIME})


class Conditions(msgspec.Struct, frozen=True, kw_only=True):
    """Says conditions over the facts of a vocabulary."""

    speech: Speech
    vocabulary: Vocabulary

    def all_of(self, entries: Sequence[When]) -> str:
        """Return entries that must all hold; one that always holds is left out. Empty where nothing is asked."""
        said = [self.one(entry, is_part=len(entries) > 1) for entry in entries if not _is_anything(entry)]
        return self.speech.say("and").join(said)

    def one(self, when: When, *, is_part: bool = False) -> str:
        """Return one condition; `is_part`: beside others, so that what holds an `or` stands in brackets."""
        match when:
            case Condition():
                return self._condition(when, is_part=is_part)
            case TagCondition():
                return self._tags(when)
            case All(entries=entries):
                return self._joined("and", entries, is_part=is_part)
            case AnyOf(entries=entries):
                return self._joined("or", entries, is_part=is_part)
            case NoneOf(entries=entries):
                return self.speech.say("none_of", inner=self._joined("or", entries, is_part=False))
            case Some(list_name=name, where=where) | Every(list_name=name, where=where):
                key = "some" if isinstance(when, Some) else "every"
                return self.speech.say(key, list=self._list_label(name), inner=self.one(where))
        assert_never(when)

    def _joined(self, key: str, entries: Sequence[When], *, is_part: bool) -> str:
        said = [self.one(entry, is_part=len(entries) > 1) for entry in entries]
        text = self.speech.say(key).join(said) or self.speech.say("any")
        return self.speech.say("group", inner=text) if is_part and len(said) > 1 else text

    def _list_label(self, name: str) -> str:
        elements = self.vocabulary.lists.get(name)
        return self.speech.label(elements.label) if elements is not None else name

    def _fact(self, path: str) -> Fact | None:
        found = self.vocabulary.facts.get(path)
        if found is None:
            found = next((each.facts[path] for each in self.vocabulary.lists.values() if path in each.facts), None)
        return found

    def _condition(self, condition: Condition, *, is_part: bool) -> str:
        fact = self._fact(condition.path)
        name = self.speech.fact(fact, condition.path)
        if condition.type is FactType.BOOLEAN and _are_values(condition.tests) and len(condition.tests) == 1:
            return self.speech.say("flag", fact=name, value=self._values(condition.tests, condition.type, fact)[0])
        if _are_values(condition.tests) and len(condition.tests) > 1:
            return self.speech.say("test", fact=name, test=self._one_of(condition.tests, condition.type, fact))
        tests = [self._test(test, condition.type, fact) for test in condition.tests]
        said = self.speech.say("or").join(tests) or self.speech.say("any")
        text = self.speech.say("test", fact=name, test=said)
        return self.speech.say("group", inner=text) if is_part and len(tests) > 1 else text

    def _one_of(self, tests: Sequence[Test], kind: FactType, fact: Fact | None) -> str:
        items = self.speech.say("list").join(self._values(tests, kind, fact))
        return self.speech.say("in_one_of" if kind is FactType.REGION else "one_of", items=items)

    def _values(self, tests: Sequence[Test], kind: FactType, fact: Fact | None) -> list[str]:
        return [self._operand(test.operand, kind, fact) for test in tests if isinstance(test, Compare)]

    def _test(self, test: Test, kind: FactType, fact: Fact | None) -> str:
        match test:
            case Compare(op=op, operand=operand):
                value = self._operand(operand, kind, fact)
                is_time, is_region = kind in _TIMES, kind is FactType.REGION
                text = compared(op, value, self.speech.language, in_time=is_time, of_regions=is_region)
            case Interval():
                text = self._interval(test, kind, fact)
            case InList(list_id=list_id):
                text = self.speech.say(
                    "in_regions" if kind is FactType.REGION else "in_list", list=self.speech.list_title(list_id)
                )
            case Presence(present=present):
                text = self.speech.say("present" if present else "missing")
            case Prefix(text=beginning):
                text = self.speech.say("prefix", text=beginning)
            case Negation(tests=tests):
                text = self._negation(tests, kind, fact)
            case _:
                assert_never(test)
        return text

    def _negation(self, tests: Sequence[Test], kind: FactType, fact: Fact | None) -> str:
        is_choice = _are_values(tests) and len(tests) > 1
        said = [self._one_of(tests, kind, fact)] if is_choice else [self._test(each, kind, fact) for each in tests]
        key = "known_negation" if fact is not None and fact.nullable else "negation"
        return self.speech.say(key, inner=self.speech.say("or").join(said))

    def _interval(self, interval: Interval, kind: FactType, fact: Fact | None) -> str:
        is_time = kind in _TIMES
        if interval.low is None or interval.high is None:
            end, ops = (interval.high, (Op.LE, Op.LT)) if interval.low is None else (interval.low, (Op.GE, Op.GT))
            is_closed = interval.high_closed if interval.low is None else interval.low_closed
            if end is None:
                return self.speech.say("any")
            value = self._operand(end, kind, fact)
            return compared(ops[0] if is_closed else ops[1], value, self.speech.language, in_time=is_time)
        return self.speech.say(
            "between",
            low=self._operand(interval.low, kind, fact),
            low_end=self._end(is_closed=interval.low_closed),
            high=self._operand(interval.high, kind, fact),
            high_end=self._end(is_closed=interval.high_closed),
        )

    def _end(self, *, is_closed: bool) -> str:
        return self.speech.say("closed" if is_closed else "open")

    def _operand(self, operand: Value | FactOperand, kind: FactType, fact: Fact | None) -> str:
        if isinstance(operand, FactOperand):
            return self.speech.fact(self._fact(operand.path), operand.path)
        return self.speech.value(operand, kind, fact.unit if fact is not None else None)

    def _tags(self, condition: TagCondition) -> str:
        parts: Mapping[str, Sequence[str | TagItem] | None] = {
            "tags.any": condition.any, "tags.all": condition.all, "tags.none": condition.none,
        }  # fmt: skip
        said = [
            self.speech.say(
                "tags.one" if len(items) == 1 and key != "tags.none" and not isinstance(items[0], TagItem) else key,
                items=self.speech.say("list").join(self._tag(item) for item in items),
            )
            for key, items in parts.items()
            if items is not None
        ]
        name = self.speech.fact(self._fact(condition.path), condition.path)
        return self.speech.say("test", fact=name, test=self.speech.say("and").join(said) or self.speech.say("any"))

    def _tag(self, item: str | TagItem) -> str:
        if isinstance(item, TagItem):
            return self.speech.say("members", list=self.speech.list_title(item.list_id))
        return item


def _is_anything(when: When) -> bool:
    return isinstance(when, Condition) and not when.tests


def _are_values(tests: Sequence[Test]) -> bool:
    """Tell whether all that is asked is to be one of some values."""
    return bool(tests) and all(
        isinstance(test, Compare) and test.op is Op.EQ and not isinstance(test.operand, FactOperand) for test in tests
    )
