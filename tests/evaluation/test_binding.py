"""What a cell means: its words get the type of the fact that they test."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

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
from tests.evaluation.parcels import findings_of, load, with_rule

_TRUE = True
_FIRST = date(2026, 11, 1)
_DISCOUNT = FactOperand("order.discount", FactType.MONEY)
_PARAMS = "params: {limit: 100.00, count: 5, level: gold, city: 浙江省/杭州市, day: '2026-11-01', on: true}\n"


def condition(path: str, cell: str) -> Condition | TagCondition:
    """Return what the cell (as YAML) makes of the fact."""
    ruleset = load(with_rule(f"{{{path}: {cell}}}", more=_PARAMS))
    (entry,) = ruleset.steps["fee"].rules[0].when.entries
    assert isinstance(entry, (Condition, TagCondition))
    return entry


def whens(when: str) -> tuple[When, ...]:
    """Return the entries of a `when`."""
    return load(with_rule(when)).steps["fee"].rules[0].when.entries


def equal(operand: object) -> Test:
    return Compare(Op.EQ, operand)  # type: ignore[arg-type]  # any value of a fact


@pytest.mark.parametrize(
    ("path", "cell", "tests"),
    [
        ("channel", "app", (equal("app"),)),
        ("channel", "[app, web]", (equal("app"), equal("web"))),
        ("channel", '"app, web"', (equal("app"), equal("web"))),
        ("channel", '"!= app"', (Compare(Op.NE, "app"),)),
        ("channel", '"-"', ()),
        ("channel", "present", (Presence(present=True),)),
        ("channel", "missing", (Presence(present=False),)),
        ("channel", '"not(app, web)"', (Negation((equal("app"), equal("web"))),)),
        ("customer.level", "0571", (equal("0571"),)),
        ("customer.level", "5", (equal("5"),)),
        ("customer.level", "true", (equal("true"),)),
        ("customer.level", "NO", (equal("NO"),)),
        ("customer.level", "12:30", (equal("12:30"),)),
        ("customer.level", "'\"a.b\"'", (equal("a.b"),)),
        ("customer.level", "$level", (equal("gold"),)),
        ("customer.level", "order.note", (equal(FactOperand("order.note", FactType.TEXT)),)),
        ("customer.level", "channel", (equal(FactOperand("channel", FactType.TEXT)),)),
        ("customer.level", "'\"channel\"'", (equal("channel"),)),
        ("customer.level", "'>= \"b\"'", (Compare(Op.GE, "b"),)),
        ("customer.level", "'[\"b\"..\"d\")'", (Interval("b", "d", high_closed=False),)),
        ("customer.level", "'@levels, silver'", (InList("levels"), equal("silver"))),
        ("customer.level", "['@levels', silver]", (InList("levels"), equal("silver"))),
        ("order.note", "'like \"急*\"'", (Prefix("急"),)),
        ("order.total", "5", (equal(500),)),
        ("order.total", "5.5", (equal(550),)),
        ("order.total", '">= $limit"', (Compare(Op.GE, 10000),)),
        ("order.total", '"[5..$limit)"', (Interval(500, 10000, high_closed=False),)),
        ("order.total", '"> order.discount"', (Compare(Op.GT, FactOperand("order.discount", FactType.MONEY)),)),
        ("order.total", '"(..order.discount]"', (Interval(None, _DISCOUNT, low_closed=False),)),
        ("order.count", '"< $count"', (Compare(Op.LT, 5),)),
        ("order.count", '"(24..]"', (Interval(24, None, low_closed=False),)),
        ("order.count", "'@counts'", (InList("counts"),)),
        ("order.count", '">= 1, != 3"', (Compare(Op.GE, 1), Compare(Op.NE, 3))),
        ("order.rate", "0.10", (equal(Decimal("0.10")),)),
        ("order.rate", '">= order.count"', (Compare(Op.GE, FactOperand("order.count", FactType.INTEGER)),)),
        ("order.gift", "true", (equal(_TRUE),)),
        ("order.gift", "$on", (equal(_TRUE),)),
        ("order.gift", '"!= true"', (Compare(Op.NE, _TRUE),)),
        ("order.day", "2026-11-01", (equal(date(2026, 11, 1)),)),
        ("order.day", '">= $day"', (Compare(Op.GE, date(2026, 11, 1)),)),
        ("order.day", "'[2026-11-01..2026-12-01)'", (Interval(_FIRST, date(2026, 12, 1), high_closed=False),)),
        ("order.placed_at", "'>= 2026-11-01T08:00:00+08:00'", (Compare(Op.GE, datetime(2026, 11, 1, tzinfo=UTC)),)),
        ("order.placed_at", "'< 2026-11-01T00:00:00Z'", (Compare(Op.LT, datetime(2026, 11, 1, tzinfo=UTC)),)),
        ("order.age", "'> 1d12h'", (Compare(Op.GT, timedelta(days=1, hours=12)),)),
        ("order.age", "90m", (equal(timedelta(minutes=90)),)),
        ("customer.phone", '"@blacklist.phone"', (InList("blacklist.phone"),)),
        ("address.region", "浙江省", (equal("330000"),)),
        ("address.region", "浙江", (equal("330000"),)),
        ("address.region", "浙江省/杭州市", (equal("330100"),)),
        ("address.region", "西湖区", None),
        ("address.region", "330106", (equal("330106"),)),
        ("address.region", "[上海市, 江苏]", (equal("310000"), equal("320000"))),
        ("address.region", "$city", (equal("330100"),)),
        ("address.region", '"= address.city"', (equal(FactOperand("address.city", FactType.REGION)),)),
        ("address.region", '"not(@region.remote)"', (Negation((InList("region.remote"),)),)),
    ],
)  # fmt: skip
def test_a_cell_has_the_type_of_its_fact(path: str, cell: str, tests: tuple[Test, ...] | None) -> None:
    if tests is None:  # several districts have this name
        assert findings_of(with_rule(f"{{{path}: {cell}}}"))[0].allowed
    else:
        found = condition(path, cell)
        assert isinstance(found, Condition)
        assert found.tests == tests


def test_tags_are_tested_by_any_all_and_none() -> None:
    assert condition("customer.tags", "{any: [VIP, $level], all: [老客], none: ['@levels', 5]}") == TagCondition(
        path="customer.tags", any=("VIP", "gold"), all=("老客",), none=(TagItem("levels"), "5")
    )
    assert condition("customer.tags", "missing").tests == (Presence(present=False),)  # type: ignore[union-attr]  # a tag condition has no tests


def test_blocks_are_logic_over_their_entries() -> None:
    gift, app = "{order.gift: true}", "{channel: app}"

    (block,) = whens(f"{{any: [{gift}, {{all: [{app}, {gift}], none: [{app}]}}]}}")

    is_gift = Condition(path="order.gift", type=FactType.BOOLEAN, tests=(equal(_TRUE),))
    is_app = Condition(path="channel", type=FactType.TEXT, tests=(equal("app"),))
    assert block == AnyOf((is_gift, All((All((is_app, is_gift)), NoneOf((is_app,))))))


def test_inside_where_the_element_and_the_rest_of_the_order_are_seen() -> None:
    some, every = whens(
        '{some: {in: lines, where: {line.quantity: ">= 10", channel: app, line.region: "= address.region"}},'
        " every: {in: lines, where: {line.category: 手机}}}"
    )

    assert isinstance(some, Some)
    assert isinstance(every, Every)
    assert some.list_name == every.list_name == "lines"
    assert isinstance(some.where, All)
    paths = [entry.path for entry in some.where.entries if isinstance(entry, Condition)]
    assert paths == ["line.quantity", "channel", "line.region"]


@pytest.mark.parametrize(
    "when",
    [
        '{order.count: "[5..5]"}',
        '{order.count: "(4..6)"}',
        '{order.rate: "(4..5)"}',
        '{order.total: "[order.discount..5.00]"}',
        '{channel: ["app"]}',
        '{customer.level: "金卡（老）"}',
        '{customer.level: "gold member"}',
        "{order.discount: -5.00}",
    ],
)
def test_what_could_be_taken_for_a_mistake_is_none(when: str) -> None:
    assert findings_of(with_rule(when)) == ()


@pytest.mark.parametrize(
    "when",
    [
        '{order.count: "[5..5)"}',
        '{order.count: "[$high..$low]"}',
        '{order.total: "(1.00..1.01)"}',
        '{order.placed_at: "[2026-11-01T00:00:00Z..2026-11-01T07:00:00+08:00]"}',
        '{order.day: "[2026-11-02..2026-11-01]"}',
        '{channel: "like \\"shop*\\""}',
        "{channel: [app, shop]}",
        "{channel: $shop}",
        "{order.count: 999999999999999999999}",
        "{order.placed_at: 0001-01-01T00:00:00+08:00}",
        "{order.gift: TRUE}",
        '{order.gift: "> true"}',
        "{order.rate: 1e3}",
        "{order.rate: １}",
        "{address.region: 浙江省/苏州市}",
        "{customer.phone: like a*}",
        "{customer.tags: {any: [customer.level]}}",
        "{customer.tags: {any: VIP}}",
        "{customer.tags: {}}",
        "{customer.tags: '@levels'}",
        "{channel: {any: {a: b}}}",
        "{channel: [[app]]}",
        "{channel: $unknown}",
        "{all: {channel: app}}",
        "{all: []}",
        "{some: {in: lines}}",
        "{some: {in: lines, where: {line.amount: 5}, more: 1}}",
        "[channel]",
        "app",
    ],
)
def test_what_cannot_hold_or_means_nothing_is_refused(when: str) -> None:
    found = findings_of(with_rule(when, more="params: {low: 1, high: 2, shop: shop}\n"))

    assert found
    assert all(one.line == 11 and one.severity == "error" for one in found)
