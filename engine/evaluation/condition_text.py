"""Conditions as people read them: `order.goods_total >= 500.00`, `line.category: 手机, 黄金`."""

import re
from collections.abc import Mapping
from typing import Final, assert_never

import msgspec

from engine.evaluation.cell_text import quoted_text
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
from engine.evaluation.facts import FactType
from engine.evaluation.literals import Units
from engine.evaluation.templates import value_text

ANYTHING: Final = "-"
_TEXTS: Final = frozenset({FactType.TEXT, FactType.TOKEN})
_PLAIN: Final = re.compile(r"[^\W\d][\w-]*")  # needs no quotes, unless it is a word of the cells
_WORDS: Final = frozenset({"true", "false", "present", "missing", "null", "not", "like"})


class Wording(msgspec.Struct, frozen=True):
    """What values are written with."""

    units: Units

    def condition(self, when: When) -> str:
        """Return a condition's text; of a block only its head (`any`, `some lines`): its parts speak for themselves."""
        match when:
            case Condition(path=path, tests=(Compare(op=op, operand=operand),), type=kind):
                return f"{path} {op.value} {self._operand(operand, kind)}"
            case Condition(path=path):
                return f"{path}: {self.cell(when)}"
            case TagCondition(path=path):
                return f"{path}: {{{', '.join(_tag_parts(when))}}}"
            case Some(list_name=name) | Every(list_name=name):
                return f"{'some' if isinstance(when, Some) else 'every'} {name}"
            case All() | AnyOf() | NoneOf():
                return _BLOCKS[type(when)]

    def cell(self, condition: Condition) -> str:
        """Return the text of a cell as in a rule set: `>= 500.00`, `手机, 黄金`, `-`."""
        return ", ".join(self._test(test, condition.type) for test in condition.tests) or ANYTHING

    def _test(self, test: Test, kind: FactType) -> str:
        match test:
            case Compare(op=Op.EQ, operand=operand) if not isinstance(operand, FactOperand):
                text = self._operand(operand, kind)
            case Compare(op=op, operand=operand):
                text = f"{op.value} {self._operand(operand, kind)}"
            case Interval():
                text = self._interval(test, kind)
            case InList(list_id=list_id):
                text = f"@{list_id}"
            case Presence(present=present):
                text = "present" if present else "missing"
            case Prefix(text=beginning):
                text = f'like "{beginning}*"'
            case Negation(tests=tests):
                text = f"not({', '.join(self._test(inner, kind) for inner in tests)})"
            case _:
                assert_never(test)
        return text

    def _interval(self, test: Interval, kind: FactType) -> str:
        low, high = (None if end is None else self._operand(end, kind) for end in (test.low, test.high))
        left, right = "[" if test.low_closed else "(", "]" if test.high_closed else ")"
        return f"{left}{low or ''}..{high or ''}{right}"

    def _operand(self, operand: object, kind: FactType) -> str:
        if isinstance(operand, FactOperand):
            return operand.path
        text = value_text(operand, kind, self.units)
        is_plain = kind not in _TEXTS or (_PLAIN.fullmatch(text) and text not in _WORDS)
        return text if is_plain else quoted_text(text)

    def plain(self, value: object, kind: FactType | None) -> object:
        """Return a value as JSON has it: whole numbers and booleans as they are, lists as lists, the rest as text."""
        if isinstance(value, tuple):
            return [self.plain(item, kind) for item in value]
        is_plain = value is None or isinstance(value, bool) or (isinstance(value, int) and kind is not FactType.MONEY)
        if is_plain:
            return value
        return value_text(value, kind or FactType.TEXT, self.units)


_BLOCKS: Final[Mapping[type, str]] = {All: "all", AnyOf: "any", NoneOf: "none"}


def _tag_parts(condition: TagCondition) -> list[str]:
    given = (("any", condition.any), ("all", condition.all), ("none", condition.none))
    return [
        f"{name}: [{', '.join(f'@{item.list_id}' if isinstance(item, TagItem) else item for item in items)}]"
        for name, items in given
        if items is not None
    ]
