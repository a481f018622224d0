"""Variants as conjunctions of conditions on numbered fields, in the order in which a network tests them."""

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Final, Literal, NamedTuple

from engine.evaluation.lowering.lowered import AtomColumn, Classes, LoweredStep, spans

MOST_ALTERNATIVES: Final = 16  # conjunctions that one variant may be parted into; more become a field of their own
BUCKET_BITS: Final = 4  # a column that is tested for more classes than this many bits hold is tested for buckets first


class Field(NamedTuple):
    """A property of the fact that is sent: a column's class, its bucket, or whether it is one of some classes."""

    column: int
    kind: Literal["class", "bucket", "member"]
    classes: Classes = 0  # of a member

    def value(self, class_: int) -> int:
        """Return the number that is sent for a class of the column."""
        if self.kind == "class":
            return class_
        return class_ >> BUCKET_BITS if self.kind == "bucket" else self.classes >> class_ & 1


class Test(NamedTuple):
    """One condition on a field."""

    op: Literal["=", "<=", ">="]
    field: Field
    number: int


class Conjunction(NamedTuple):
    """A rule of durable-rules: the variant that it stands for, and its conditions in the order of the network."""

    variant: int
    tests: tuple[Test, ...]


def conjunctions_of(lowered: LoweredStep) -> list[Conjunction]:
    """Return the conjunctions of every variant, in their order."""
    spread = _spread(lowered)
    found = []
    for place, variant in enumerate(lowered.variants):
        choices = [_choices(lowered, number, classes) for number, classes in variant.tests.items()]
        if _count(choices) > MOST_ALTERNATIVES:
            choices = [
                one if len(one) == 1 else ((Test("=", Field(number, "member", classes), 1),),)
                for one, (number, classes) in zip(choices, variant.tests.items(), strict=True)
            ]
        for chosen in product(*choices):
            tests = [test for tests in chosen for test in tests]
            tests.sort(key=lambda test: (test.op != "=", -spread.get(test.field.column, 0), test.field, test.op))
            found.append(Conjunction(place, _with_bucket(tests, spread)))
    return found


def _spread(lowered: LoweredStep) -> Mapping[int, int]:
    """Return for each column how many single classes rules ask of it: the more, the fewer rules one of them keeps."""
    single: dict[int, set[int]] = {}
    for variant in lowered.variants:
        for number, classes in variant.tests.items():
            single.setdefault(number, set()).update(first for first, last in spans(classes) if first == last)
    return {number: len(found) for number, found in single.items()}


def _choices(lowered: LoweredStep, number: int, classes: Classes) -> tuple[tuple[Test, ...], ...]:
    """Return the conditions for a set of classes: one alternative for each of its runs."""
    field = Field(number, "class")
    top = lowered.columns[number].size - 1
    if isinstance(lowered.columns[number], AtomColumn):
        return ((Test("=", field, classes.bit_length() - 1),),)
    return tuple(_run(field, first, last, top) for first, last in spans(classes))


def _run(field: Field, first: int, last: int, top: int) -> tuple[Test, ...]:
    if first == last:
        return (Test("=", field, first),)
    low = () if first == 0 else (Test(">=", field, first),)
    high = () if last == top else (Test("<=", field, last),)
    return low + high


def _count(choices: Sequence[Sequence[object]]) -> int:
    total = 1
    for one in choices:
        total *= len(one)
    return total


def _with_bucket(tests: list[Test], spread: Mapping[int, int]) -> tuple[Test, ...]:
    """Put a test of the bucket before an equality that many classes are asked for: the network is then no long list."""
    first = tests[0] if tests else None
    if (
        first is None
        or first.op != "="
        or first.field.kind != "class"
        or spread[first.field.column] <= 1 << BUCKET_BITS
    ):
        return tuple(tests)
    return (Test("=", Field(first.field.column, "bucket"), first.number >> BUCKET_BITS), *tests)
