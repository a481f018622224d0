"""Cells and the vocabulary to conditions with types."""

from typing import Final

import msgspec

from engine.evaluation.cell_parts import (
    Anything,
    Begins,
    Cell,
    CellTest,
    Comparison,
    Item,
    Known,
    Listed,
    Not,
    Operand,
    Param,
    Plain,
    Quoted,
    Range,
    Tags,
    Tests,
    Values,
    Word,
)
from engine.evaluation.cell_text import operand_text, text_of
from engine.evaluation.conditions import (
    Compare,
    Condition,
    FactOperand,
    InList,
    Interval,
    Negation,
    Op,
    Prefix,
    Presence,
    TagCondition,
    TagItem,
    Test,
)
from engine.evaluation.facts import Fact, FactType, Value
from engine.evaluation.findings import mistake
from engine.evaluation.literals import Units, literal_text
from engine.evaluation.nearest import nearest
from engine.evaluation.operands import NUMBERS, TYPE_ZH, Bound, Scope, bind_operand, check_allowed, param
from engine.evaluation.wording import hint, joined, say

_TEXTUAL: Final = frozenset({FactType.TEXT, FactType.TOKEN})
_ORDERED: Final = NUMBERS | {FactType.DATE, FactType.DATETIME, FactType.DURATION}
_WHOLE: Final = frozenset({FactType.INTEGER, FactType.MONEY})  # between two neighbours nothing lies
_LIST_OF: Final = {FactType.TEXTS: FactType.TEXT}


class BoundCell(msgspec.Struct, frozen=True):
    """A condition, and its cell in canonical form: regions by official path, amounts with all their decimals."""

    condition: Condition | TagCondition
    cell: Cell
    lists: frozenset[str] = frozenset()  # the reference lists that it uses
    params: frozenset[str] = frozenset()


def bind_cell(cell: Cell, fact: Fact, scope: Scope) -> BoundCell:
    """Return the condition that a cell makes of a fact. Raises RuleSetError with one finding, without a place yet."""
    binder = _Binder(fact, scope)
    condition, canonical = binder.bound(cell)
    return BoundCell(condition, canonical, frozenset(binder.lists), frozenset(binder.params))


class _Binder:
    """Gives the tests of one cell their types."""

    def __init__(self, fact: Fact, scope: Scope) -> None:
        self._fact, self._scope = fact, scope
        self.lists: set[str] = set()
        self.params: set[str] = set()

    def bound(self, cell: Cell) -> tuple[Condition | TagCondition, Cell]:
        """Return the condition and the canonical cell."""
        match cell:
            case Anything():
                return self._condition(()), cell
            case Tests():
                return self._tests(cell)
            case Values():
                return self._values(cell)
            case Tags():
                return self._tags(cell)

    def _condition(self, tests: tuple[Test, ...]) -> Condition:
        return Condition(path=self._fact.path, type=self._fact.type, tests=tests)

    def _tests(self, cell: Tests) -> tuple[Condition, Cell]:
        pairs = [self._test(test) for test in cell.tests]
        return self._condition(tuple(test for test, _ in pairs)), Tests(tuple(written for _, written in pairs))

    def _values(self, cell: Values) -> tuple[Condition, Cell]:
        tests: list[Test] = []
        items: list[Item] = []
        for item in cell.items:
            test, written = self._test(item)
            tests.append(test)
            items.append(written if isinstance(written, (Plain, Listed)) else item)
        return self._condition(tuple(tests)), Values(tuple(items))

    def _tags(self, cell: Tags) -> tuple[TagCondition, Cell]:
        if self._fact.type is not FactType.TEXTS:
            raise self._wrong("tags_on")
        return (
            TagCondition(
                path=self._fact.path, any=self._tag_items(cell.any), all=self._tag_items(cell.all),
                none=self._tag_items(cell.none),
            ),
            cell,
        )  # fmt: skip

    def _tag_items(self, items: tuple[Item, ...] | None) -> tuple[str | TagItem, ...] | None:
        return None if items is None else tuple(self._tag_item(item) for item in items)

    def _tag_item(self, item: Item) -> str | TagItem:
        if isinstance(item, Listed):
            return TagItem(self._list(item).list_id)
        operand = self._named(item.operand)
        text = operand.text
        if isinstance(operand, Word) and text in self._scope.vocabulary.facts:
            raise mistake(say("tag_fact", text=text), code="type")
        if isinstance(item.operand, Word) and "." in text:
            raise mistake(say("dotted_text", text=text))
        if self._fact.values is not None:
            check_allowed(text, msgspec.structs.replace(self._fact, type=FactType.TEXT), self._scope.units)
        return text

    def _named(self, operand: Operand) -> Word | Quoted:
        """Return what stands there, a parameter's value in its place."""
        if not isinstance(operand, Param):
            return operand
        self.params.add(operand.name)
        return param(operand.name, self._scope)

    def _test(self, test: CellTest) -> tuple[Test, CellTest]:  # noqa: PLR0911  # one return a kind of test
        match test:
            case Known():
                return Presence(test.present), test
            case Not():
                pairs = [self._test(inner) for inner in test.tests]
                return Negation(tuple(one for one, _ in pairs)), Not(tuple(written for _, written in pairs))
            case _ if self._fact.type is FactType.TEXTS:
                raise self._wrong("tags_needed")
            case Plain():
                bound = self._equal(test.operand)
                return Compare(Op.EQ, bound.value), Plain(bound.canonical)
            case Comparison():
                return self._comparison(test)
            case Range():
                return self._range(test)
            case Listed():
                return self._list(test), test
            case Begins():
                return self._begins(test), test

    def _comparison(self, test: Comparison) -> tuple[Test, CellTest]:
        if test.op in {Op.EQ, Op.NE}:
            bound = self._equal(test.operand)
        else:
            self._check_order(test.op, test.operand)
            bound = self._bind(test.operand)
        return Compare(test.op, bound.value), Comparison(test.op, bound.canonical)

    def _range(self, test: Range) -> tuple[Test, CellTest]:
        ends: list[Bound | None] = []
        for op, end in ((Op.GE, test.low), (Op.LE, test.high)):
            if end is not None:
                self._check_order(op, end)
            ends.append(self._bind(end) if end is not None else None)
        low, high = (end.value if end is not None else None for end in ends)
        interval = Interval(low, high, test.low_closed, test.high_closed)
        if _is_empty(interval, self._fact.type):
            raise mistake(say("empty_range", text=self._range_text(test, interval)), code="impossible")
        low_text, high_text = (end.canonical if end is not None else None for end in ends)
        return interval, Range(low_text, high_text, test.low_closed, test.high_closed)

    def _range_text(self, test: Range, interval: Interval) -> str:
        """Return the range as written, and with values where it has parameters."""
        text = text_of(test)
        if not any(isinstance(end, Param) for end in (test.low, test.high)):
            return text
        units = self._scope.units
        ends = [_end_text(end, self._fact.type, units) for end in (interval.low, interval.high)]
        return f"{text} ({ends[0]}..{ends[1]})"

    def _list(self, test: Listed) -> InList:
        known = self._scope.lists.get(test.list_id)
        if known is None:
            near = nearest(test.list_id, self._scope.lists)
            words = joined(say("unknown_list", name=test.list_id), hint(f"@{near}" if near else None))
            raise mistake(words, allowed=tuple(f"@{name}" for name in sorted(self._scope.lists)))
        if known.type is not _LIST_OF.get(self._fact.type, self._fact.type):
            raise self._wrong("list_type", list=test.list_id, list_type=known.type, list_type_zh=TYPE_ZH[known.type])
        self.lists.add(test.list_id)
        return InList(test.list_id)

    def _begins(self, test: Begins) -> Prefix:
        if self._fact.type is not FactType.TEXT:
            raise self._wrong("like_on")
        values = self._fact.values
        if values is not None and not any(value.startswith(test.text) for value in values):
            words = say("unknown_value", text=f"{test.text}*", path=self._fact.path)
            raise mistake(words, code="impossible", allowed=values)
        return Prefix(test.text)

    def _check_order(self, op: Op, operand: Operand) -> None:
        if self._fact.type in _ORDERED:
            return
        if self._fact.type is not FactType.TEXT or self._fact.values is not None:
            raise self._wrong("no_order")
        if not isinstance(self._named(operand), Quoted):
            raise mistake(say("text_order", op=op, text=operand_text(operand)), code="type")

    def _equal(self, operand: Operand) -> Bound:
        bound = self._bind(operand)
        if not isinstance(bound.value, FactOperand):
            check_allowed(bound.value, self._fact, self._scope.units)
        return bound

    def _bind(self, operand: Operand) -> Bound:
        self._named(operand)
        return bind_operand(operand, self._fact, self._scope)

    def _wrong(self, key: str, **found: object) -> Exception:
        fact = self._fact
        return mistake(say(key, path=fact.path, type=fact.type, type_zh=TYPE_ZH[fact.type], **found), code="type")


def _is_empty(interval: Interval, fact_type: FactType) -> bool:
    low, high = interval.low, interval.high
    if low is None or high is None or isinstance(low, FactOperand) or isinstance(high, FactOperand):
        return False
    if low > high:  # type: ignore[operator]  # both have the type of the fact, which has an order
        return True
    if low == high:
        return not (interval.low_closed and interval.high_closed)
    is_open = not interval.low_closed and not interval.high_closed
    return is_open and fact_type in _WHOLE and isinstance(low, int) and isinstance(high, int) and high - low == 1


def _end_text(end: Value | FactOperand | None, fact_type: FactType, units: Units) -> str:
    if end is None:
        return ""
    return end.path if isinstance(end, FactOperand) else literal_text(end, fact_type, units)
