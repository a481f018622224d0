"""Facts written down: what several decisions share is written once, and nothing comes out otherwise for it."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from engine.evaluation.fact_writer import FactWriter
from engine.evaluation.facts import Facts

PATHS = ("channel", "order.goods_total", "order.quantity", "customer.tags", "order.placed_at", "wh.cost")
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 100_000),
    st.text(max_size=3),
    st.lists(st.text(max_size=2), max_size=2).map(tuple),
    st.sampled_from([Decimal("1.50"), Decimal("1E+2"), timedelta(hours=2), datetime(2026, 11, 11, tzinfo=UTC)]),
)
LINES = st.lists(
    st.dictionaries(st.sampled_from(["line.id", "line.amount"]), st.integers(0, 9), max_size=2), max_size=3
).map(tuple)
FACTS = st.builds(
    lambda plain, lines: {**plain, "lines": lines}, st.dictionaries(st.sampled_from(PATHS), VALUES), LINES
)
MONEY = st.frozensets(st.sampled_from([*PATHS, "line.amount"]))


@given(shared=FACTS, own=FACTS, money=MONEY)
def test_facts_written_apart_are_those_written_together(
    shared: dict[str, Any], own: dict[str, Any], money: frozenset[str]
) -> None:
    together: Facts = {**shared, **own}

    assert FactWriter("CNY").write_both(shared, own, money) == FactWriter("CNY").write(together, money)


@given(shared=st.dictionaries(st.sampled_from(PATHS), VALUES), first=MONEY, second=MONEY)
def test_an_amount_for_one_set_may_be_a_number_for_another(
    shared: dict[str, Any], first: frozenset[str], second: frozenset[str]
) -> None:
    writer = FactWriter("CNY")

    written = [writer.write_both(shared, {}, money) for money in (first, second, first)]

    assert written == [FactWriter("CNY").write(shared, money) for money in (first, second, first)]


def test_what_comes_again_is_the_same_object_again() -> None:
    line: Facts = {"line.id": "1"}
    shared: Facts = {"channel": "app", "lines": (line,)}
    writer = FactWriter("CNY")

    first, second = (writer.write_both(shared, own, frozenset()) for own in ({}, {"group.key": "M-1"}))

    assert second == {**first, "group.key": "M-1"}
    assert second["lines"] is first["lines"]
