"""Routing: which warehouses ship a child order."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

import msgspec

from engine.decisions.allocation import Source, allocate, left_over
from engine.decisions.declare import by_name, output
from engine.decisions.group_vocabulary import CHILD_GROUP
from engine.decisions.order_vocabulary import order_vocabulary
from engine.decisions.ranking import Choose, ranked, read_choose
from engine.decisions.values import elements_of, needed_text, needed_whole, number_of, text_of, whole_of, with_outputs
from engine.decisions.warehouse_vocabulary import WAREHOUSE_FACTS, WAREHOUSES, stock_of
from engine.evaluation.facts import Facts, FactType, Label, Vocabulary
from engine.evaluation.kind import Hit, Kind, SettingKind, StepKind
from engine.evaluation.run import Run


class RoutedLine(msgspec.Struct, frozen=True, kw_only=True):
    """So many units of a line."""

    line: str
    quantity: int


class RoutedParcel(msgspec.Struct, frozen=True, kw_only=True):
    """What one warehouse ships."""

    warehouse: str
    lines: tuple[RoutedLine, ...]


class RoutingAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """Who ships what. `ranking` are warehouse ids, best first; `excluded` tells why the others are out.

    `outcome` is `allocated` where everything is allocated, else the set's `on_none`; then `unallocated` is what
    nobody ships, and `allocations` what can be shipped all the same (nothing under `cancel`).
    """

    outcome: str
    allocations: tuple[RoutedParcel, ...] = ()
    ranking: tuple[str, ...] = ()
    excluded: Mapping[str, str] = {}
    unallocated: tuple[RoutedLine, ...] = ()


def decide_routing(run: Run, facts: Facts) -> RoutingAnswer:
    """Exclude, score and rank the warehouses, then allocate the lines to the best of them."""
    choose = _choose(run)
    excluded: dict[str, str] = {}
    scores: dict[str, int] = {}
    candidates: list[Facts] = []
    excludes, has_score = run.has("exclude"), run.has("score")
    for warehouse in elements_of(facts, WAREHOUSES.name):
        name = needed_text(warehouse, "wh.id")
        seen: Facts = {**facts, **warehouse}
        if excludes:
            exclude = run.step("exclude", seen, over=name)
            if exclude.hit:
                excluded[name] = text_of(exclude.out, "reason") or exclude.hit[0]
                continue
            if exclude.out:
                seen = with_outputs(seen, exclude)
        if has_score:
            scores[name] = whole_of(run.step("score", seen, over=name).out, "points") or 0
        candidates.append(warehouse)
    best = ranked(candidates, scores, choose.order)
    asked = {needed_text(line, "line.id"): needed_whole(line, "line.quantity") for line in elements_of(facts, "lines")}
    answer = _allocated(asked, best, choose, may_split=facts.get("order.allow_split") is not False)
    ranking = tuple(str(warehouse["wh.id"]) for warehouse in best)
    return msgspec.structs.replace(answer, ranking=ranking, excluded=excluded)


def _choose(run: Run) -> Choose:
    choose = run.setting("choose")
    return choose if isinstance(choose, Choose) else read_choose(choose)


def _allocated(asked: Mapping[str, int], best: tuple[Facts, ...], choose: Choose, *, may_split: bool) -> RoutingAnswer:
    takings = allocate(asked, [_source(warehouse) for warehouse in best], choose.max_parcels, may_split=may_split)
    left = left_over(asked, takings)
    if left and choose.on_none == "cancel":
        takings, left = (), asked
    return RoutingAnswer(
        outcome=choose.on_none if left else "allocated",
        allocations=tuple(RoutedParcel(warehouse=taking.warehouse, lines=_lines(taking.units)) for taking in takings),
        unallocated=_lines(left),
    )


def _source(warehouse: Facts) -> Source:
    """Return the warehouse with its stock; where that is not told, a fill rate of 1 means that it has everything."""
    stock = stock_of(warehouse)
    if stock is None and (number_of(warehouse, "wh.fill_rate") or Decimal(0)) < 1:
        stock = {}
    return Source(warehouse=str(warehouse["wh.id"]), stock=stock)


def _lines(units: Mapping[str, int]) -> tuple[RoutedLine, ...]:
    return tuple(RoutedLine(line=line, quantity=quantity) for line, quantity in units.items())


ROUTING: Final = Kind(
    name="routing",
    label=Label("仓库路由", "Routing"),
    vocabulary=order_vocabulary(*CHILD_GROUP.values(), lists={WAREHOUSES.name: WAREHOUSES}),
    steps=(
        StepKind(
            name="exclude",
            label=Label("排除", "Exclude"),
            hits=(Hit.FIRST,),
            outputs=by_name(output("reason", FactType.TEXT, "原因", "Reason", required=True)),
            scope=Vocabulary(facts=WAREHOUSE_FACTS),
            optional=True,
        ),
        StepKind(
            name="score",
            label=Label("评分", "Score"),
            hits=(Hit.SUM,),
            outputs=by_name(
                output("points", FactType.INTEGER, "分数", "Points", required=True),
                output("reason", FactType.TEXT, "原因", "Reason"),
            ),
            scope=Vocabulary(facts=WAREHOUSE_FACTS),
            optional=True,
        ),
        SettingKind(name="choose", label=Label("选仓", "Choose"), read=read_choose, default=Choose()),
    ),
    decide=decide_routing,
)
