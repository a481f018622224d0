"""Ties: rule sets of one kind that may apply to the same order while neither is more specific than the other."""

from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from itertools import product
from typing import Final, NamedTuple

from engine.errors import Finding
from engine.evaluation.conditions import All, Compare, Condition, InList, Interval, Op, Test, When
from engine.evaluation.facts import FactType
from engine.evaluation.lists import Lists
from engine.evaluation.ruleset import RuleSet
from engine.evaluation.specificity import cells
from engine.geography.regions import RegionTree

_EVER: Final = (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))


class Span(NamedTuple):
    """A range of numbers; an end that is None is open to infinity."""

    low: int | Decimal | None
    high: int | Decimal | None
    low_closed: bool = True
    high_closed: bool = True

    def meets(self, other: "Span") -> bool:
        """Tell whether a number lies in both."""
        return not (self.is_below(other) or other.is_below(self))

    def is_below(self, other: "Span") -> bool:
        """Tell whether every number of this span is below every number of the other."""
        if self.high is None or other.low is None:
            return False
        return self.high < other.low or (self.high == other.low and not (self.high_closed and other.low_closed))


class Ties:
    """Looks for possible ties. What it cannot prove to be apart counts as a tie: one order would show it too late."""

    def __init__(self, lists: Lists, regions: RegionTree) -> None:
        self._lists = lists
        self._regions = regions

    def findings(self, ruleset: RuleSet, others: Iterable[RuleSet]) -> tuple[Finding, ...]:
        """Return an error for each other set of the kind that a set may tie with."""
        return tuple(
            Finding(
                code="tie",
                severity="error",
                message=(
                    f"{ruleset.id} and {other.id} may both apply to one order, and neither is more specific; "
                    "add a condition to applies of one of them"
                ),
                file=ruleset.file,
                field="applies",
            )
            for other in others
            if other.id != ruleset.id and self.may_tie(ruleset, other)
        )

    def may_tie(self, one: RuleSet, other: RuleSet) -> bool:
        """Tell whether some order may fall to both with equal specificity."""
        if (one.kind, one.currency) != (other.kind, other.currency) or not _meet_in_time(one, other):
            return False
        mine, theirs = _entries(one.applies), _entries(other.applies)
        if sum(map(cells, mine)) != sum(map(cells, theirs)):
            return False
        depths, other_depths = self._depths(mine), self._depths(theirs)
        if depths is not None and other_depths is not None and not depths & other_depths:
            return False
        return not any(self._are_apart(left, right) for left, right in product(mine, theirs))

    def _depths(self, entries: tuple[When, ...]) -> set[int] | None:
        """Return the depths that the region cells may add up to, None where that cannot be told."""
        sums = {0}
        for entry in entries:
            if not isinstance(entry, Condition):
                return None
            if entry.type is FactType.REGION and entry.tests:
                own = {depth for test in entry.tests for depth in self._depths_of(test)}
                sums = {total + depth for total in sums for depth in own}
        return sums

    def _depths_of(self, test: Test) -> set[int]:
        named = self._named(test)
        return {0} if named is None else {self._regions.depth(code) for code in named if isinstance(code, str)}

    def _are_apart(self, one: When, other: When) -> bool:
        """Tell whether two cells over the same fact never hold together."""
        if not (isinstance(one, Condition) and isinstance(other, Condition) and one.path == other.path):
            return False
        return bool(one.tests and other.tests) and not any(
            self._meet(left, right, one.type) for left, right in product(one.tests, other.tests)
        )

    def _meet(self, one: Test, other: Test, kind: FactType) -> bool:
        span, other_span = _span(one), _span(other)
        if span is not None and other_span is not None:
            return span.meets(other_span)
        named, other_named = self._named(one), self._named(other)
        if named is None or other_named is None:
            return True
        if kind is not FactType.REGION:
            return bool(named & other_named)
        within = self._regions.is_within
        pairs = [(str(left), str(right)) for left, right in product(named, other_named)]
        return any(within(left, right) or within(right, left) for left, right in pairs)

    def _named(self, test: Test) -> set[object] | None:
        """Return the only values for which a test holds (for regions: what lies in them), None where it is not so."""
        match test:
            case Compare(op=Op.EQ, operand=str() | bool() as value):
                return {value}
            case InList(list_id=list_id) if list_id in self._lists:
                return set(self._lists[list_id].members)
            case _:
                return None


def _entries(applies: When | None) -> tuple[When, ...]:
    if applies is None:
        return ()
    return applies.entries if isinstance(applies, All) else (applies,)


def _meet_in_time(one: RuleSet, other: RuleSet) -> bool:
    start, end = one.starts or _EVER[0], one.ends or _EVER[1]
    return start < (other.ends or _EVER[1]) and (other.starts or _EVER[0]) < end


def _span(test: Test) -> Span | None:
    match test:
        case Compare(op=op, operand=int() | Decimal() as value) if not isinstance(value, bool):
            return {
                Op.EQ: Span(value, value),
                Op.LT: Span(None, value, high_closed=False),
                Op.LE: Span(None, value),
                Op.GT: Span(value, None, low_closed=False),
                Op.GE: Span(value, None),
                Op.NE: Span(None, None),
            }[op]
        case Interval(low=int() | Decimal() | None as low, high=int() | Decimal() | None as high):
            return Span(low, high, test.low_closed, test.high_closed)
        case _:
            return None
