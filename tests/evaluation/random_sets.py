"""Random rule sets, facts and circumstances: every operator and hit policy, missing facts, decimals at the edges."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from hypothesis import strategies as st

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
from engine.evaluation.facts import ElementList, Fact, Facts, FactType, Label, Vocabulary, by_path
from engine.evaluation.kind import Hit
from engine.evaluation.lists import ReferenceList
from engine.evaluation.ruleset import OutputValue, Placeholder, Rule, RuleSet, Step, Template
from engine.evaluation.run import Circumstances
from engine.geography.regions import Level, Region, RegionTree

_NODES: tuple[tuple[str, str, Level, str | None], ...] = (
    ("CN", "中国", "country", None),
    ("330000", "浙江省", "province", "CN"),
    ("330100", "杭州市", "city", "330000"),
    ("330106", "西湖区", "district", "330100"),
    ("330109", "萧山区", "district", "330100"),
    ("330900", "舟山市", "city", "330000"),
    ("330922", "嵊泗县", "district", "330900"),
    ("310000", "上海市", "province", "CN"),
    ("310100", "市辖区", "city", "310000"),
    ("310101", "黄浦区", "district", "310100"),
    ("GB", "英国", "country", None),
)
REGIONS = RegionTree.of(
    Region(code=code, name=name, level=level, parent=parent) for code, name, level, parent in _NODES
)
NOWHERE = "999999"

_INSTANTS = tuple(datetime(2026, 11, day, tzinfo=UTC) for day in (1, 2, 3, 4))
_VALUES: Mapping[FactType, tuple[Any, ...]] = {
    FactType.TEXT: ("", "手机", "黄金", "手机壳", "0571", "5", "a"),
    FactType.TOKEN: ("0a9d51c3", "4f1c9a7e", "b07e3d5a"),
    FactType.INTEGER: (-(2**70), -1, 0, 1, 2, 5, 10, 2**70),
    FactType.DECIMAL: tuple(
        Decimal(text)
        for text in (
            "-1",
            "0",
            "0.00",
            "2.3454999999999999999999",
            "2.3455",
            "2.34550",
            "2.3456",
            "2.345500000000000001",
        )
    ),
    FactType.MONEY: (-1, 0, 1, 1234, 1235, 1236, 10**15),
    FactType.BOOLEAN: (True, False),
    FactType.DATE: (date(2026, 2, 28), date(2026, 3, 1), date(2028, 2, 29)),
    FactType.DATETIME: (*_INSTANTS, datetime(2026, 11, 1, 8, tzinfo=UTC)),
    FactType.DURATION: (timedelta(), timedelta(seconds=1), timedelta(days=7)),
    FactType.TEXTS: ((), ("VIP",), ("VIP", "老客"), ("老客", "内部测试"), ("新客",)),
    FactType.REGION: (*REGIONS.codes(), NOWHERE),
}
_LABEL = Label("事实", "fact")
_LISTS_OF = {
    FactType.TEXT: "list.text",
    FactType.TOKEN: "list.text",
    FactType.INTEGER: "list.integer",
    FactType.REGION: "list.region",
}
_ORDERED = frozenset(
    {FactType.INTEGER, FactType.DECIMAL, FactType.MONEY, FactType.DATE, FactType.DATETIME, FactType.DURATION}
)


def _fact(path: str, kind: FactType) -> Fact:
    return Fact(path=path, type=kind, label=_LABEL, nullable=True)


_KINDS = {kind: kind.name.lower() for kind in FactType}
_OUTER = by_path(
    *(_fact(f"one.{name}", kind) for kind, name in _KINDS.items()),
    *(_fact(f"two.{name}", kind) for kind, name in _KINDS.items()),
    _fact("line.integer", FactType.INTEGER),  # as in a step that runs over lines
)
_ELEMENT = by_path(_fact("line.id", FactType.TEXT), *(_fact(f"line.{name}", kind) for kind, name in _KINDS.items()))
VOCABULARY = Vocabulary(
    facts=_OUTER, lists={"lines": ElementList(name="lines", prefix="line", label=_LABEL, facts=_ELEMENT)}
)


def _paths(kind: FactType, *, inside: bool) -> tuple[str, ...]:
    known = {**_OUTER, **_ELEMENT} if inside else _OUTER
    return tuple(path for path, fact in sorted(known.items()) if fact.type is kind)


@cache
def _tests(kind: FactType, *, inside: bool) -> st.SearchStrategy[Test]:
    presence: st.SearchStrategy[Test] = st.builds(Presence, st.booleans())
    if kind is FactType.TEXTS:
        return presence
    facts = tuple(FactOperand(path, kind) for path in _paths(kind, inside=inside))
    operands = st.one_of(st.sampled_from(_VALUES[kind]), st.sampled_from(facts))
    choices = [presence, st.builds(Compare, st.sampled_from((Op.EQ, Op.NE)), operands)]
    if kind in _ORDERED:
        ends = st.one_of(st.none(), operands)
        choices += [
            st.builds(Compare, st.sampled_from(tuple(Op)), operands),
            st.builds(Interval, ends, ends, st.booleans(), st.booleans()),
        ]
    if kind in _LISTS_OF:
        choices.append(st.just(InList(_LISTS_OF[kind])))
    if kind is FactType.TEXT:
        choices.append(st.builds(Prefix, st.sampled_from(("", "手", "05"))))
    plain = st.one_of(choices)
    return st.one_of(plain, plain, st.builds(Negation, st.lists(plain, min_size=1, max_size=2).map(tuple)))


@cache
def _conditions(*, inside: bool) -> st.SearchStrategy[When]:
    kinds = [
        st.builds(
            Condition,
            path=st.sampled_from(_paths(kind, inside=inside)),
            type=st.just(kind),
            tests=st.lists(_tests(kind, inside=inside), max_size=3).map(tuple),
        )
        for kind in FactType
    ]
    tag: st.SearchStrategy[str | TagItem] = st.sampled_from(("VIP", "老客", "新客", TagItem("list.text")))
    items = st.one_of(st.none(), st.lists(tag, max_size=2).map(tuple))
    path = st.sampled_from(_paths(FactType.TEXTS, inside=inside))
    return st.one_of(*kinds, st.builds(TagCondition, path=path, any=items, all=items, none=items))


@cache
def _whens(depth: int = 2, *, inside: bool = False) -> st.SearchStrategy[When]:
    plain = _conditions(inside=inside)
    if depth == 0:
        return plain
    entries = st.lists(_whens(depth - 1, inside=inside), max_size=3).map(tuple)
    element = _whens(depth - 1, inside=True)
    return st.one_of(
        plain,
        plain,
        plain,
        st.builds(All, entries),
        st.builds(AnyOf, entries),
        st.builds(NoneOf, entries),
        st.builds(Some, st.just("lines"), element),
        st.builds(Every, st.just("lines"), element),
    )


_OUTPUTS: Mapping[str, FactType] = {"points": FactType.INTEGER, "reason": FactType.TEXT}
_REASONS: tuple[OutputValue, ...] = (
    None,
    "大额",
    "小额",
    Template(("在", Placeholder("one.region", FactType.REGION), Placeholder("one.money", FactType.MONEY))),
)
_ENTRIES = st.lists(_whens(), max_size=4).map(tuple)
_DEFAULTS: tuple[Mapping[str, OutputValue] | None, ...] = (None, {"points": 7, "reason": "默认"})


@st.composite
def _rules(draw: st.DrawFn, name: str) -> Rule:
    then: dict[str, OutputValue] = {"points": draw(st.sampled_from((None, -15, 0, 40))), "reason": None}
    then["reason"] = draw(st.sampled_from(_REASONS))
    return Rule(
        id=name,
        when=All(draw(_ENTRIES)),
        then=then,
        priority=draw(st.integers(0, 2)),
        enabled=draw(st.sampled_from((True, True, True, True, False))),
        starts=draw(st.sampled_from((None, None, None, *_INSTANTS))),
        ends=draw(st.sampled_from((None, None, None, *_INSTANTS))),
    )


@st.composite
def rule_sets(draw: st.DrawFn, hits: tuple[Hit, ...] = tuple(Hit), most_rules: int = 6) -> RuleSet:
    """Return a set of one step, `step`."""
    count = draw(st.integers(0, most_rules))
    step = Step(
        name="step",
        hit=draw(st.sampled_from(hits)),
        rules=tuple(draw(_rules(f"r{place}")) for place in range(count)),
        outputs=_OUTPUTS,
        default=draw(st.sampled_from(_DEFAULTS)),
        vocabulary=VOCABULARY,
    )
    return a_set(step)


def a_set(*steps: Step, **changes: Any) -> RuleSet:
    """Return a rule set of these steps."""
    parts: dict[str, Any] = {
        "kind": "decision",
        "id": "a-set",
        "title": "一套规则",
        "sha": "0" * 64,
        "currency": "CNY",
        "steps": {step.name: step for step in steps},
        "settings": {},
        "params": {},
        "vocabulary": steps[0].vocabulary,
    }
    return RuleSet(**{**parts, **changes})


def _given(of: Mapping[str, Fact]) -> st.SearchStrategy[dict[str, Any]]:
    values = {path: st.sampled_from((*_VALUES[fact.type], *_VALUES[fact.type], None)) for path, fact in of.items()}
    return st.fixed_dictionaries({}, optional=values)


def facts() -> st.SearchStrategy[Facts]:
    """Return facts of the vocabulary, each of which may be missing or null."""
    lines = st.one_of(st.none(), st.lists(_given(_ELEMENT), max_size=2).map(tuple))
    return st.builds(lambda known, lines: {**known, "lines": lines}, _given(_OUTER), lines)


@st.composite
def circumstances(draw: st.DrawFn) -> Circumstances:
    """Return a decision time and lists, whose members may have ended."""
    at = draw(st.sampled_from(_INSTANTS))
    ends = st.sampled_from((None, *_INSTANTS))
    lists = {
        name: ReferenceList(
            id=name,
            title=name,
            type=kind,
            members=draw(st.dictionaries(st.sampled_from(values), ends, max_size=3)),
        )
        for name, kind, values in (
            ("list.text", FactType.TEXT, ("VIP", "老客", *_VALUES[FactType.TEXT], *_VALUES[FactType.TOKEN])),
            ("list.integer", FactType.INTEGER, _VALUES[FactType.INTEGER]),
            ("list.region", FactType.REGION, REGIONS.codes()),
        )
    }
    return Circumstances(at=at, lists=lists, regions=REGIONS)
