"""Meetings: an order that is in two rollouts of one set is never overlooked when they are planned."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.decisions.meetings import Meetings
from engine.evaluation.facts import Facts
from engine.evaluation.rollouts.document import Rollout
from engine.evaluation.rollouts.loader import read_rollout
from engine.evaluation.rollouts.sides import AtStep, Side, side_of
from tests.rollouts.documents import CIRCUMSTANCES, SETTING, part

MEETINGS = Meetings(SETTING.lists, SETTING.regions)
CITIES = ("浙江省/杭州市", "浙江省/宁波市", "江苏省/苏州市")
CODES = {"330106": "330100", "330203": "330200", "320508": "320500", "310115": "310100"}
CELLS = st.fixed_dictionaries(
    {},
    optional={
        "channel": st.sampled_from(["app", "web", ["app", "web"], "not(app)"]),
        "address.city": st.sampled_from([*CITIES, list(CITIES[:2])]),
        "address.province": st.sampled_from(["浙江省", "江苏省", "上海市"]),
        "address.region": st.sampled_from(["浙江省/杭州市/西湖区", "江苏省"]),
        "customer.tags": st.sampled_from([{"any": ["VIP"]}, {"none": ["VIP"]}, {"all": ["VIP", "B"]}]),
        "customer.id": st.sampled_from(["@testers", "C-1", "not(@testers)"]),
        "order.quantity": st.sampled_from(["< 3", ">= 3", "[2..5)", 2]),
        "line.merchant": st.sampled_from(["M-1", "M-2"]),
    },
)
AUDIENCES = st.just("all") | st.lists(CELLS, min_size=1, max_size=2)


def all_of(audience: Any, **given: Any) -> Rollout:
    return part(100, audience=audience, **given)


@st.composite
def orders(draw: st.DrawFn) -> Facts:
    region = draw(st.sampled_from(sorted(CODES)))
    merchants = draw(st.lists(st.sampled_from(["M-1", "M-2"]), max_size=2))
    return {
        "customer.id": draw(st.sampled_from(["C-1", "C-2", "C-9"])),
        "customer.tags": tuple(draw(st.lists(st.sampled_from(["VIP", "B"]), unique=True))),
        "channel": draw(st.sampled_from(["app", "web"])),
        "order.quantity": draw(st.integers(1, 6)),
        "address.region": region,
        "address.city": CODES[region],
        "address.province": f"{region[:2]}0000",
        "lines": tuple({"line.merchant": merchant} for merchant in merchants),
    }


@given(one=AUDIENCES, other=AUDIENCES, facts=orders())
def test_whoever_is_in_both_was_found_beforehand(one: Any, other: Any, facts: Facts) -> None:
    first, second = all_of(one), all_of(other, salt="other")
    sides = [side_of(AtStep(rollout=each), facts, None, CIRCUMSTANCES).side for each in (first, second)]

    if sides == [Side.CANDIDATE, Side.CANDIDATE]:
        assert MEETINGS.may_meet(first, second)
        assert MEETINGS.may_meet(second, first)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ([{"channel": "app"}], [{"channel": "web"}]),
        ([{"address.city": "杭州市"}], [{"address.province": "江苏省"}]),
        ([{"address.city": "杭州市"}], [{"address.region": "浙江省/宁波市/海曙区"}]),
        ([{"customer.tags": {"any": ["VIP"]}}], [{"customer.tags": {"none": ["VIP", "B"]}}]),
        ([{"customer.tags": {"all": ["VIP", "B"]}}], [{"customer.tags": {"none": ["B"]}}]),
        ([{"customer.id": "@testers"}], [{"customer.id": "C-9"}]),
    ],
)
def test_audiences_that_exclude_each_other_may_run_together(one: Any, other: Any) -> None:
    assert not MEETINGS.may_meet(all_of(one), all_of(other))


def test_slots_keep_apart_only_what_is_parted_by_the_same_fact() -> None:
    def slots(first: int, end: int, **given: Any) -> Rollout:
        return all_of("all", layer="freight", slots=[first, end], **given)

    assert not MEETINGS.may_meet(slots(0, 5000), slots(5000, 10_000))
    assert MEETINGS.may_meet(slots(0, 5001), slots(5000, 10_000))
    assert MEETINGS.may_meet(slots(0, 5000), slots(5000, 10_000, sticky="order.quantity"))
    assert MEETINGS.may_meet(slots(0, 5000), all_of("all"))


def test_a_later_step_that_widens_the_audience_counts() -> None:
    steps = [{"percent": 1, "hold": "1h"}, {"audience": "all", "percent": 1, "hold": "1h"}]
    widening = part_of_steps(audience=[{"channel": "app"}], steps=steps)

    assert MEETINGS.may_meet(widening, all_of([{"channel": "web"}]))
    assert MEETINGS.witness(widening, all_of([{"channel": "web"}], id="web")) == {"r": "all", "web": 0}


def part_of_steps(**given: Any) -> Rollout:
    return read_rollout({"id": "r", **given}, SETTING)
