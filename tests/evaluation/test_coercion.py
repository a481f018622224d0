"""Given facts become typed ones, and are written so that they read back the same."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import InvalidInput
from engine.evaluation.coercion import read_facts, write_facts
from engine.evaluation.facts import Fact, Facts, FactType
from tests.evaluation.parcels import VOCABULARY, regions

_EAST = timezone(timedelta(hours=8))


def read(given_facts: Mapping[str, object]) -> Facts:
    return read_facts(given_facts, VOCABULARY, currency="CNY", regions=regions())


def wrong(given_facts: Mapping[str, object]) -> list[tuple[str, str]]:
    with pytest.raises(InvalidInput) as error:
        read(given_facts)
    return [(one.path, one.message) for one in error.value.problems]


def test_nested_and_flat_facts_are_the_same() -> None:
    nested = {"order": {"total": "19.90", "count": 2}, "customer": {"tags": ["VIP"]}, "lines": [{"id": "1"}]}
    flat = {"order.total": 19.9, "order.count": "2", "customer.tags": ["VIP"], "lines": [{"line.id": "1"}]}

    assert read(nested) == read(flat) == {
        "order.total": 1990, "order.count": 2, "customer.tags": ("VIP",), "lines": ({"line.id": "1"},),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("path", "given_value", "typed"),
    [
        ("customer.level", "0571", "0571"),
        ("customer.level", "", ""),
        ("order.total", 5, 500),
        ("order.total", "5", 500),
        ("order.total", 0.1, 10),
        ("order.total", 1e2, 10000),
        ("order.total", Decimal("1.5"), 150),
        ("order.rate", 2.3455, Decimal("2.3455")),
        ("order.rate", "2.34550", Decimal("2.3455")),
        ("order.count", 3.0, None),
        ("order.gift", True, True),
        ("order.gift", "true", True),
        ("order.day", "2026-11-01", date(2026, 11, 1)),
        ("order.day", date(2026, 11, 1), date(2026, 11, 1)),
        ("order.placed_at", "2026-11-01T08:00:00+08:00", datetime(2026, 11, 1, tzinfo=UTC)),
        ("order.placed_at", datetime(2026, 11, 1, 8, tzinfo=_EAST), datetime(2026, 11, 1, tzinfo=UTC)),
        ("order.age", "90m", timedelta(minutes=90)),
        ("order.age", timedelta(minutes=90), timedelta(minutes=90)),
        ("address.region", "330106", "330106"),
        ("address.region", "浙江省/杭州市/西湖区", "330106"),
        ("address.region", "杭州", "330100"),
        ("customer.tags", [], ()),
        ("customer.tags", {"L1": 2}, ("L1=2",)),
    ],
)  # fmt: skip
def test_a_value_gets_the_type_of_its_fact(path: str, given_value: object, typed: object) -> None:
    if typed is None:
        assert wrong({path: given_value})
    else:
        found = read({path: given_value})[path]
        assert found == typed
        assert type(found) is type(typed)


@pytest.mark.parametrize(
    ("facts", "path", "words"),
    [
        ({"order": {"totl": 5}}, "order.totl", "there is no fact `order.totl`; did you mean `order.total`?"),
        ({"lines": [{"id": "1"}, {"quantity": "two"}]}, "lines[1].quantity", "`two` is not a whole number"),
        ({"lines": [{"size": 1}]}, "lines[0].size", "there is no fact `size`"),
        ({"lines": {"id": "1"}}, "lines", "`lines` is a list"),
        ({"lines": ["1"]}, "lines[0]", "write facts as a mapping"),
        ({"order": 5}, "order", "there is no fact `order`"),
        ({"customer.level": 5}, "customer.level", "a number is not text"),
        ({"customer.level": 10**5000}, "customer.level", "a number is not text"),
        ({"customer.level": ["gold"]}, "customer.level", "is not text"),
        ({"order.count": True}, "order.count", "True is not integer"),
        ({"order.count": 10**5000}, "order.count", "is not a whole number"),
        ({"order.count": 2.5}, "order.count", "is not a whole number"),
        ({"order.rate": float("nan")}, "order.rate", "is not a number"),
        ({"order.rate": float("inf")}, "order.rate", "is not a number"),
        ({"order.rate": Decimal("1e999999999")}, "order.rate", "is not a number"),
        ({"order.total": "9.999"}, "order.total", "has more decimals than CNY has"),
        ({"order.total": "1e3"}, "order.total", "is not an amount"),
        ({"order.gift": 1}, "order.gift", "a number is not boolean"),
        ({"order.placed_at": "2026-11-01T00:00:00"}, "order.placed_at", "has no zone"),
        ({"order.placed_at": datetime(2026, 11, 1)}, "order.placed_at", "has no zone"),  # noqa: DTZ001 - it has none
        ({"address.region": "浙江省/苏州市"}, "address.region", "there is no region"),
        ({"channel": "ap"}, "channel", "`ap` is none of the values that channel can have; did you mean `app`?"),
        ({"customer.tags": "VIP"}, "customer.tags", "is not list of text"),
        ({"customer.tags": ["VIP", 5]}, "customer.tags", "a list is not list of text"),
        ({"order": {"count": 1}, "order.count": 2}, "order.count", "is given twice"),
    ],
)
def test_a_wrong_fact_is_named_by_its_path(facts: Mapping[str, object], path: str, words: str) -> None:
    ((found_path, message),) = wrong(facts)

    assert found_path == path
    assert words in message


def test_all_wrong_facts_are_told_together() -> None:
    assert [path for path, _ in wrong({"order": {"count": "x", "totl": 1}, "channel": "shop"})] == [
        "order.count", "order.totl", "channel",
    ]  # fmt: skip


def test_null_is_the_same_as_nothing() -> None:
    assert read({"order": {"note": None, "count": None}, "lines": None, "address": None}) == {}


def test_facts_are_written_as_plain_json() -> None:
    facts = read(
        {
            "order": {
                "total": 5, "rate": "0.10", "day": "2026-11-01", "age": "36h",
                "placed_at": "2026-11-01T08:00:00+08:00",
            },
            "address": {"region": "浙江省/杭州市"},
            "lines": [{"amount": 1.5, "region": "上海市"}],
        }
    )  # fmt: skip

    assert write_facts(facts, VOCABULARY, currency="CNY") == {
        "order.total": "5.00",
        "order.rate": "0.10",
        "order.day": "2026-11-01",
        "order.age": "1d12h",
        "order.placed_at": "2026-11-01T08:00:00+08:00",
        "address.region": "330100",
        "lines": [{"line.amount": "1.50", "line.region": "310000"}],
    }


_instants = st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.just(_EAST))  # noqa: DTZ001 - bounds
_VALUES: Mapping[FactType, st.SearchStrategy[object]] = {
    FactType.TEXT: st.text(),
    FactType.TOKEN: st.text(),
    FactType.INTEGER: st.integers(-(10**18) + 1, 10**18 - 1),
    FactType.DECIMAL: st.decimals(-(10**9), 10**9, places=6),
    FactType.MONEY: st.integers(-(10**17) + 1, 10**17 - 1),
    FactType.BOOLEAN: st.booleans(),
    FactType.DATE: st.dates(),
    FactType.DATETIME: _instants,
    FactType.DURATION: st.timedeltas(-timedelta(days=99999), timedelta(days=99999)),
    FactType.TEXTS: st.lists(st.text(), max_size=3).map(tuple),
    FactType.REGION: st.sampled_from(regions().codes()),
}


def _value(fact: Fact) -> st.SearchStrategy[object]:
    return st.sampled_from(fact.values) if fact.values else _VALUES[fact.type]


def _facts(facts: Mapping[str, Fact]) -> st.SearchStrategy[dict[str, object]]:
    return st.fixed_dictionaries({}, optional={path: _value(fact) for path, fact in facts.items()})


@settings(deadline=None)
@given(_facts(VOCABULARY.facts), st.lists(_facts(VOCABULARY.lists["lines"].facts), max_size=2).map(tuple))
def test_facts_that_are_written_read_back_the_same(
    order: dict[str, object], lines: tuple[dict[str, object], ...]
) -> None:
    facts: Facts = {**order, "lines": lines}  # type: ignore[dict-item]  # values of the facts' types
    written = write_facts(facts, VOCABULARY, currency="CNY")

    assert read(written) == facts


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from([*VOCABULARY.facts, "lines", "order", "x"]), st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.decimals(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "total", "lines", "y"]), inner),
    max_leaves=5,
)))  # fmt: skip
def test_any_json_is_facts_or_a_named_error(facts: dict[str, object]) -> None:
    try:
        read(facts)
    except InvalidInput as error:
        places = [problem.path for problem in error.problems]
    else:
        places = ["none"]
    assert places
