"""A small kind of decision and rule sets of it, for the tests of loading and writing."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache

from engine.errors import Finding, RuleSetError
from engine.evaluation.facts import ElementList, Fact, Facts, FactType, Label, Vocabulary, by_path
from engine.evaluation.kind import Hit, Kind, Output, SettingKind, StepKind
from engine.evaluation.lists import ReferenceList
from engine.evaluation.loader import load_rule_set
from engine.evaluation.ruleset import RuleSet, Step
from engine.evaluation.run import Run
from engine.geography.regions import RegionTree
from engine.geography.shipped import shipped_regions

FILE = "parcel.yaml"
AT = datetime(2026, 11, 11, tzinfo=UTC)
HEADER = """format: 1
kind: parcel
id: parcel-default
title: 包裹
currency: CNY
meta: {owner: 测试组, reason: 用于测试}
"""
STEPS = """steps:
  fee:
    rules:
      - {id: rest, when: {}, then: {fee: 8.00}}
"""


def _fact(path: str, fact_type: FactType, values: tuple[str, ...] | None = None, minimum: int | None = None) -> Fact:
    nullable = path in {"order.note", "address.city"}
    return Fact(path=path, type=fact_type, label=Label(path, path), values=values, minimum=minimum, nullable=nullable)


_LINES = ElementList(
    name="lines",
    prefix="line",
    label=Label("商品行", "Lines"),
    facts=by_path(
        _fact("line.id", FactType.TEXT),
        _fact("line.category", FactType.TEXT),
        _fact("line.quantity", FactType.INTEGER, minimum=0),
        _fact("line.amount", FactType.MONEY, minimum=0),
        _fact("line.region", FactType.REGION),
    ),
)
VOCABULARY = Vocabulary(
    facts=by_path(
        _fact("channel", FactType.TEXT, values=("app", "web", "pos")),
        _fact("order.total", FactType.MONEY, minimum=0),
        _fact("order.discount", FactType.MONEY),
        _fact("order.count", FactType.INTEGER, minimum=0),
        _fact("order.rate", FactType.DECIMAL),
        _fact("order.note", FactType.TEXT),
        _fact("order.day", FactType.DATE),
        _fact("order.placed_at", FactType.DATETIME),
        _fact("order.age", FactType.DURATION),
        _fact("order.gift", FactType.BOOLEAN),
        _fact("customer.level", FactType.TEXT),
        _fact("customer.tags", FactType.TEXTS),
        _fact("customer.phone", FactType.TOKEN),
        _fact("address.region", FactType.REGION),
        _fact("address.city", FactType.REGION),
    ),
    lists={"lines": _LINES},
)


def _output(
    name: str, output_type: FactType, *, required: bool = False, values: tuple[str, ...] | None = None
) -> Output:
    return Output(name=name, type=output_type, label=Label(name, name), required=required, values=values)


def _outputs(*outputs: Output) -> Mapping[str, Output]:
    return {output.name: output for output in outputs}


def _combine(value: object) -> object:
    if value not in {"sum", "max"}:
        raise ValueError(f"{value} is not known; write sum or max")
    return value


def _decide(run: Run, facts: Facts) -> object:
    return run.step("fee", facts).out


PARCEL = Kind(
    name="parcel",
    label=Label("包裹", "Parcel"),
    vocabulary=VOCABULARY,
    steps=(
        StepKind(
            name="score",
            label=Label("评分", "Score"),
            hits=(Hit.SUM,),
            outputs=_outputs(_output("points", FactType.INTEGER, required=True), _output("reason", FactType.TEXT)),
            optional=True,
        ),
        StepKind(
            name="zone",
            label=Label("分区", "Zone"),
            hits=(Hit.FIRST, Hit.UNIQUE, Hit.SPECIFIC, Hit.PRIORITY, Hit.COLLECT),
            outputs=_outputs(_output("zone", FactType.TEXT), _output("served", FactType.BOOLEAN)),
            optional=True,
        ),
        StepKind(
            name="fee",
            label=Label("费用", "Fee"),
            hits=(Hit.FIRST, Hit.UNIQUE, Hit.ANY),
            outputs=_outputs(
                _output("fee", FactType.MONEY, required=True),
                _output("name", FactType.TEXT),
                _output("speed", FactType.TEXT, values=("slow", "fast")),
                _output("hub", FactType.REGION),
                _output("blocks", FactType.TEXTS, values=("release", "payment")),
            ),
            scope=Vocabulary(facts=by_path(_fact("group.weight", FactType.INTEGER, minimum=0))),
            takes_by=True,
        ),
        SettingKind(name="combine", label=Label("合并", "Combine"), read=_combine, default="sum"),
    ),
    decide=_decide,
)
OPEN = Kind(
    name="decision", label=Label("通用", "Decision"), vocabulary=Vocabulary(facts={}), steps=(), decide=_decide,
    open_steps=True,
)  # fmt: skip
KINDS = {kind.name: kind for kind in (PARCEL, OPEN)}
LISTS = {
    "region.remote": ReferenceList(
        id="region.remote", title="偏远", type=FactType.REGION, members={"540000": None, "650000": None}
    ),
    "blacklist.phone": ReferenceList(id="blacklist.phone", title="黑名单", type=FactType.TOKEN, members={"0a": None}),
    "levels": ReferenceList(id="levels", title="等级", type=FactType.TEXT, members={"gold": None}),
    "counts": ReferenceList(id="counts", title="数量", type=FactType.INTEGER, members={3: None}),
}


@cache
def regions() -> RegionTree:
    """Return the regions that the tests write by name."""
    return shipped_regions()


def load(text: str, lists: Mapping[str, ReferenceList] | None = None) -> RuleSet:
    """Return the rule set of a text."""
    return load_rule_set(text, kinds=KINDS, lists=LISTS if lists is None else lists, regions=regions(), file=FILE)


def findings_of(text: str) -> tuple[Finding, ...]:
    """Return what is wrong with a text: nothing where it can be loaded."""
    try:
        load(text)
    except RuleSetError as error:
        return error.findings
    return ()


def a_set(steps: str = STEPS, *, header: str = HEADER, more: str = "") -> str:
    """Return the text of a set; `more` stands between its header and its steps."""
    return f"{header}{more}{steps}"


def with_rule(when: str = "{}", then: str = "{fee: 8.00}", more: str = "") -> str:
    """Return the text of a set with one rule of the step `fee`."""
    return a_set(f"steps:\n  fee:\n    rules:\n      - {{id: one, when: {when}, then: {then}}}\n", more=more)


def the_step(text: str, name: str = "fee") -> Step:
    """Return one step of the set that a text holds."""
    return load(text).steps[name]
