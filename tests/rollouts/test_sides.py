"""Sides: who is in, who is compared, and that nobody ever drops out while a rollout widens."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.decisions.rollout_facts import AUDIENCE
from engine.evaluation.facts import Facts
from engine.evaluation.rollouts.bucket import bucket_of
from engine.evaluation.rollouts.sides import AtStep, Side, Sides, Taken, side_of
from tests.rollouts.documents import CIRCUMSTANCES, SETTING, load, part
from tests.timing import least_seconds

HANGZHOU: Facts = {"customer.id": "C-1", "channel": "app", "address.region": "330106", "address.city": "330100"}
PERCENTS = st.integers(0, 10_000).map(lambda hundredths: Decimal(hundredths) / 100)


def compiled(*rollouts: AtStep) -> Sides:
    return Sides(rollouts, AUDIENCE, SETTING.regions)


def take(facts: Facts, fallback: str | None = None, **changes: Any) -> Taken:
    """Return a side as both evaluators tell it."""
    at = AtStep(rollout=part(**changes))
    plain = side_of(at, facts, fallback, CIRCUMSTANCES)
    assert compiled(at).take(facts, fallback, CIRCUMSTANCES) == (plain,)
    return plain


@given(key=st.text(min_size=1), percents=st.tuples(PERCENTS, PERCENTS))
def test_raising_the_percentage_never_drops_anybody(key: str, percents: tuple[Decimal, Decimal]) -> None:
    low, high = sorted(percents)
    before, after = (take({"customer.id": key}, percent=percent).side for percent in (low, high))

    assert before is not Side.CANDIDATE or after is Side.CANDIDATE


@pytest.mark.parametrize("keys", [10_000, pytest.param(1_000_000, marks=pytest.mark.prove)])
def test_every_hundredth_of_a_percent_only_adds(keys: int) -> None:
    buckets = [bucket_of("r", f"C-{number}") for number in range(keys)]
    inside = 0
    for percent in (Decimal(step) / 100 for step in (1, 2, 10, 50, 99, 100, 101, 1000, 2500, 5000, 5001, 9999, 10_000)):
        at = AtStep(rollout=part(percent)).now
        now = sum(bucket < at.buckets for bucket in buckets)
        assert now >= inside
        assert abs(now - keys * float(percent) / 100) < 5 * (keys * 0.25) ** 0.5
        inside = now

    assert inside == keys


def test_a_percentage_moves_by_a_hundredth() -> None:
    bucket = bucket_of("r", "C-1")

    sides = [take({"customer.id": "C-1"}, percent=Decimal(bucket + more) / 100).side for more in (0, 1)]

    assert sides == [Side.CONTROL, Side.CANDIDATE]


@pytest.mark.parametrize(
    ("percent", "control"),
    [(10, (1000, 2000)), ("0.5", (50, 100)), (50, (5000, 10_000)), (60, (6000, 10_000)), (100, None)],
)
def test_the_control_group_is_as_large_while_there_is_room(
    percent: float | str, control: tuple[int, int] | None
) -> None:
    step = AtStep(rollout=part(percent)).now

    assert (step.buckets, step.control_end) == (control or (10_000, 10_000))


def test_cells_of_an_audience_mean_what_they_mean_in_rules() -> None:
    audience = [
        {"address.city": "杭州市", "channel": ["app", "mini_program"]},
        {"customer.tags": {"any": ["VIP"], "none": ["企业客户"]}},
        {"customer.id": "@testers", "order.quantity": "[2..5)"},
    ]
    asked: list[Facts] = [
        HANGZHOU,
        {**HANGZHOU, "channel": "web"},
        {"customer.id": "C-9", "customer.tags": ("VIP",)},
        {"customer.id": "C-9", "customer.tags": ("VIP", "企业客户")},
        {"customer.id": "C-2", "order.quantity": 2},
        {"customer.id": "C-2", "order.quantity": 5},
        {"customer.id": "C-3"},
    ]

    assert [take(facts, audience=audience, percent=100).block for facts in asked] == [0, None, 1, None, 2, None, None]
    assert [take(facts, audience=audience, percent=100).side.value for facts in asked] == [
        "candidate" if place % 2 == 0 and place < 6 else "baseline" for place in range(7)
    ]


def test_cells_over_lines_are_about_one_line() -> None:
    audience = [{"line.merchant": "M-1", "line.temperature": "frozen"}]
    cold: Facts = {"line.merchant": "M-1", "line.temperature": "frozen"}
    warm: Facts = {"line.merchant": "M-1", "line.temperature": "ambient"}
    other: Facts = {"line.merchant": "M-2", "line.temperature": "frozen"}

    def side(*lines: Facts) -> Side:
        return take({"customer.id": "C-1", "lines": lines}, audience=audience, percent=100).side

    assert side(warm, cold) is Side.CANDIDATE
    assert side(warm, other) is Side.BASELINE
    assert side() is Side.BASELINE


def test_without_its_sticky_fact_an_order_is_parted_by_its_number() -> None:
    guest = take({"channel": "app"}, "26111016ZTEST", percent=100)
    empty = take({"customer.id": ""}, "26111016ZTEST", percent=100)

    assert guest == empty == Taken(Side.CANDIDATE, bucket_of("r", "26111016ZTEST"), None, "26111016ZTEST")
    assert take({"channel": "app"}, None, percent=100) == Taken(Side.BASELINE)


def test_any_text_or_number_keeps_a_side() -> None:
    assert take({"order.quantity": 3}, sticky="order.quantity").key == "3"
    assert take({"address.city": "330100"}, sticky="address.city").key == "330100"


@given(key=st.text(min_size=1), cut=st.integers(1, 9_999))
def test_rollouts_in_disjoint_slots_of_a_layer_never_meet(key: str, cut: int) -> None:
    facts: Facts = {"customer.id": key}
    one = take(facts, percent=100, layer="freight", slots=[0, cut])
    other = take(facts, percent=100, salt="other", layer="freight", slots=[cut, 10_000])

    assert {one.side, other.side} == {Side.CANDIDATE, Side.BASELINE}


@given(
    keys=st.lists(st.text(min_size=1), min_size=1, max_size=5),
    percents=st.lists(PERCENTS, min_size=1, max_size=6),
    channel=st.sampled_from(["app", "web", None]),
)
def test_many_rollouts_at_once_say_what_each_says_alone(keys: list[str], percents: list[Decimal], channel: str) -> None:
    audiences = [[{"channel": "app"}], "all", [{"channel": "web"}, {"address.city": "杭州市"}]]
    rollouts = [
        AtStep(rollout=part(percent, salt=f"s{place}", audience=audiences[place % 3]))
        for place, percent in enumerate(percents)
    ]
    sides = compiled(*rollouts)
    for key in keys:
        facts: Facts = {"customer.id": key, "channel": channel, "address.city": "330100"}
        assert sides.take(facts, None, CIRCUMSTANCES) == tuple(
            side_of(at, facts, None, CIRCUMSTANCES) for at in rollouts
        )


def test_a_step_may_widen_the_audience() -> None:
    rollout = load()
    stranger: Facts = {"customer.id": "C-5", "channel": "web", "address.city": "110000"}

    first, last = (side_of(AtStep(rollout=rollout, step=step), stranger, None, CIRCUMSTANCES) for step in (1, 3))

    assert (first.side, last.side) == (Side.BASELINE, Side.CANDIDATE)


def test_choosing_the_sides_of_an_order_costs_little() -> None:
    cities = ("杭州市", "苏州市", "南京市", "广州市", "深圳市")
    rollouts = [
        AtStep(rollout=part(10, salt=f"s{place}", audience=[{"address.city": cities[place % 5], "channel": "app"}]))
        for place in range(20)
    ]
    sides = compiled(*rollouts)

    seconds, _ = least_seconds(lambda: [sides.take(HANGZHOU, None, CIRCUMSTANCES) for _ in range(500)])

    assert seconds / 500 < 10 * 60e-6  # sixty microseconds for twenty are aimed at; a busy machine may take longer
