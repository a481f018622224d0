"""Tariffs that are not monotone: where three kilograms cost less than two, or three pieces less than two."""

from collections.abc import Iterator, Mapping
from functools import reduce
from itertools import islice, pairwise
from operator import and_
from typing import Final, NamedTuple

from engine.decisions.tariff import Charge, Load, Tariff, tariff_of, whole_fee
from engine.decisions.values import whole_of
from engine.errors import Finding
from engine.evaluation.checks.budget import Budget
from engine.evaluation.checks.columns import Mask
from engine.evaluation.checks.index import BoxIndex
from engine.evaluation.checks.row_index import bits
from engine.evaluation.checks.rows import Row
from engine.evaluation.checks.settings import settings_of
from engine.evaluation.checks.space import Space
from engine.evaluation.coercion import write_facts
from engine.evaluation.facts import Facts
from engine.evaluation.kind import Kind
from engine.evaluation.ruleset import RuleSet
from engine.evaluation.run import Circumstances
from engine.evaluation.templates import value_text

STEP: Final = "base"
MEASURES: Final[Mapping[str, str]] = {  # what a tariff charges by → the fact that rules test
    "weight": "template.weight_grams",
    "piece": "template.quantity",
    "volume": "template.volume_cm3",
}
_MOST_CONTEXTS: Final = 5_000
_MOST_FINDINGS: Final = 10


class _Band(NamedTuple):
    """The loads of one row of a measure, from `low` to `high`, and the rule whose tariff holds for them."""

    low: int
    high: int
    rule: str
    tariff: Tariff


class _Drop(NamedTuple):
    """Two neighbouring bands, the heavier of which costs less where they meet."""

    lower: _Band
    upper: _Band
    fees: tuple[int, int]
    measure: str
    facts: Facts


def not_monotone(_kind: Kind, ruleset: RuleSet, circumstances: Circumstances) -> tuple[Finding, ...]:
    """Return a warning for each two bands of the step `base` of which the heavier costs less where they meet."""
    step = ruleset.steps.get(STEP)
    if step is None:
        return ()
    bands = _Bands(ruleset, circumstances)
    drops: dict[tuple[str, str], _Drop] = {}
    for drop in bands.drops():
        drops.setdefault((drop.lower.rule, drop.upper.rule), drop)
        if len(drops) == _MOST_FINDINGS:
            break
    return tuple(_finding(drop, ruleset, circumstances) for drop in drops.values())


class _Bands:
    """The bands of one tariff table, for every combination of what else its rules test."""

    def __init__(self, ruleset: RuleSet, circumstances: Circumstances) -> None:
        self._step = ruleset.steps[STEP]
        budget = Budget.endless()
        setting = settings_of(ruleset, circumstances)[STEP]
        self._space = Space(self._step.rules, self._step.vocabulary, setting, budget)
        pairs = [(place, box) for place, boxes in enumerate(self._space.boxes) for box in boxes]
        self._owners = [place for place, _ in pairs]
        self._index = BoxIndex(self._space.universe(), [box for _, box in pairs], budget)

    def drops(self) -> Iterator[_Drop]:
        for charge_by, path in MEASURES.items():
            place = self._space.where(path)
            if place is not None and self._space.dimensions[place].paths == (path,):
                for context in islice(self._contexts(place), _MOST_CONTEXTS):
                    yield from self._drops(context, place, charge_by, path)

    def _contexts(self, measure: int) -> Iterator[tuple[int, ...]]:
        """Yield what else may be the case, one row of every other dimension, once each."""
        seen: set[tuple[int, ...]] = set()
        for box in self._index.boxes:
            if measure in box:
                rows = [self._row(place, box.get(place)) for place in range(len(self._space.dimensions))]
                context = tuple(-1 if place == measure else row for place, row in enumerate(rows))
                if None not in rows and context not in seen:
                    seen.add(context)
                    yield context

    def _row(self, place: int, taken: Mask | None) -> int:
        dimension = self._space.dimensions[place]
        room = dimension.everything if taken is None else taken
        return next(bits(room & dimension.sure or room & dimension.shown or room))

    def _drops(self, context: tuple[int, ...], measure: int, charge_by: str, path: str) -> Iterator[_Drop]:
        facts: dict[str, object] = {}
        for place, row in enumerate(context):
            facts |= {} if place == measure else self._space.dimensions[place].facts(row)
        bands = [band for band in self._bands(context, measure) if band.tariff.charge_by == charge_by]
        for lower, upper in pairwise(bands):
            fees = _fee(lower, lower.high, path, facts), _fee(upper, upper.low, path, facts)
            if fees[0] > fees[1]:
                yield _Drop(lower, upper, fees, path, {**facts, path: upper.low})  # type: ignore[dict-item]  # samples are typed values

    def _bands(self, context: tuple[int, ...], measure: int) -> Iterator[_Band]:
        """Yield the bands of a measure, rising, for which exactly one rule (or the default) has the tariff."""
        others = [self._index.rows[place].touching(1 << row) for place, row in enumerate(context) if place != measure]
        near = reduce(and_, others, self._index.everyone)
        dimension = self._space.dimensions[measure]
        for place in bits(dimension.sure):
            matching = near & self._index.rows[measure].touching(1 << place)
            rules = {self._owners[box] for box in bits(matching)}
            extent = _extent(dimension.rows[place], dimension.paths[0])
            if len(rules) == 1:
                rule = self._space.rules[rules.pop()]
                yield _Band(*extent, rule.id, tariff_of(rule.then))
            elif not rules and self._step.default is not None:
                yield _Band(*extent, "default", tariff_of(self._step.default))


def _extent(row: Row, path: str) -> tuple[int, int]:
    """Return the least and the largest load that a row stands for; of one without end, its sample."""
    sample = whole_of(row.values, path) or 0
    if row.extent is None:
        return sample, sample
    low, high = row.extent.low, row.extent.high
    return (
        low + (not row.extent.low_closed) if isinstance(low, int) else sample,
        high - (not row.extent.high_closed) if isinstance(high, int) else sample,
    )


def _fee(band: _Band, load: int, path: str, facts: Mapping[str, object]) -> int:
    known = {**facts, path: load}
    held = Load(
        quantity=whole_of(known, MEASURES["piece"]) or 1,
        weight_grams=whole_of(known, MEASURES["weight"]) or 0,
        volume_cm3=whole_of(known, MEASURES["volume"]) or 0,
    )
    return whole_fee(Charge(tariff=band.tariff, load=held))


def _finding(drop: _Drop, ruleset: RuleSet, circumstances: Circumstances) -> Finding:
    step = ruleset.steps[STEP]
    fact = step.vocabulary.facts[drop.measure]
    units = settings_of(ruleset, circumstances)[STEP].units
    fees = [f"{value_text(fee, step.outputs['first_fee'], units)}" for fee in drop.fees]
    at, below = drop.upper.low, drop.lower.high
    unit = f" {fact.unit}" if fact.unit else ""
    rules = tuple(rule for rule in dict.fromkeys((drop.upper.rule, drop.lower.rule)) if rule != "default")
    return Finding(
        code="non-monotone",
        severity="warning",
        message=(
            f"{at}{unit} cost {fees[1]} ({drop.upper.rule}), less than {below}{unit}, "
            f"which cost {fees[0]} ({drop.lower.rule})"
        ),
        message_zh=(
            f"{fact.label.zh} {at}{unit} 收费 {fees[1]}（{drop.upper.rule}），"
            f"反而低于 {below}{unit} 的 {fees[0]}（{drop.lower.rule}）"
        ),
        step=STEP,
        rules=rules,
        field=drop.measure,
        witness=write_facts(drop.facts, step.vocabulary, currency=ruleset.currency),
    )
