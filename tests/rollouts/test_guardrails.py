"""Guardrails over real orders: harmless rollouts go on, harmful ones are halted, a broken assignment is found."""

from collections.abc import Sequence
from datetime import timedelta
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.evaluation.guardrails.sample_ratio import is_broken
from engine.evaluation.guardrails.sequence import customers_needed
from engine.evaluation.guardrails.tally import Moments, Tally
from engine.evaluation.guardrails.verdict import Verdict, Watched, alpha_of, judge
from engine.evaluation.rollouts.bucket import bucket_of
from tests.rollouts import simulation
from tests.rollouts.documents import load
from tests.rollouts.simulation import Fault, play, real_orders, rollout

OTHERS = [{"metric": "review_rate", "rise": 0.05}, {"metric": "shortage_rate", "rise": 0.05}]


@pytest.mark.parametrize(
    ("rollouts", "most"),
    # At one in a hundred more than these are found in one of two hundred series of so many sound rollouts.
    [(100, 5), pytest.param(1000, 18, marks=pytest.mark.prove)],
)
def test_rollouts_of_equal_versions_are_hardly_ever_halted(rollouts: int, most: int) -> None:
    orders = real_orders()
    plan = rollout()

    halted = [number for number in range(rollouts) if play(plan, f"aa-{number}", orders).orders is not None]

    assert len(halted) <= most, halted


@pytest.mark.parametrize(
    ("fault", "guardrail", "share"),
    [
        (simulation.rejects_five_points_more, {"metric": "reject_rate", "rise": 0.03}, 0.9),
        (simulation.errs_in_two_percent, {"metric": "error_rate", "rise": 0.01}, 0.9),
        (simulation.errs_in_two_percent, {"metric": "error_rate", "max": 0.005, "min_samples": 500}, 0.5),
        (simulation.charges_a_quarter_more, {"metric": "freight_per_order", "rise_percent": 5}, 0.9),
    ],
)
def test_a_fault_is_halted_before_the_orders_are_over(fault: Fault, guardrail: dict[str, object], share: float) -> None:
    plan = rollout([guardrail, *OTHERS])
    halts = [play(plan, f"fault-{number}", real_orders(), fault) for number in range(20)]

    found = [halt.orders for halt in halts if halt.orders is not None]
    assert len(found) >= share * len(halts)
    assert median(found) <= 5000
    assert {halt.judgement.verdict for halt in halts if halt.orders is not None} == {"roll_back"}
    assert all(str(guardrail["metric"]) in halt.judgement.reasons[0] for halt in halts if halt.orders is not None)


@pytest.mark.prove
def test_a_tenth_more_freight_takes_thousands_of_orders_of_such_customers() -> None:
    """See that it is found in most years of the shop; its sixty-five packaged days are seldom enough."""
    orders = real_orders()
    plan = rollout([{"metric": "freight_per_order", "rise_percent": 5}, *OTHERS])

    halts = [play(plan, f"tenth-{number}", orders, simulation.charges_a_tenth_more).orders for number in range(40)]

    found = sum(orders is not None for orders in halts)
    assert found >= (30 if len(orders) > 10_000 else 4)


def test_an_assignment_that_is_off_by_ten_points_pauses_the_rollout() -> None:
    halt = play(rollout(), "srm", real_orders(), assign=lambda salt, customer: bucket_of(salt, customer) < 6000)

    assert halt.orders is not None
    assert halt.judgement.verdict == "pause"
    assert "assignment is broken" in halt.judgement.reasons[0]


@pytest.mark.parametrize(("before", "after", "customers"), [(0.02, 0.05, 748), (0.02, 0.07, 340)])
def test_the_customers_that_an_effect_takes_are_told_beforehand(before: float, after: float, customers: int) -> None:
    assert customers_needed(before, after) == customers


def test_a_guardrail_says_how_many_customers_it_takes() -> None:
    plan = rollout([{"metric": "reject_rate", "rise": 0.03}, {"metric": "error_rate", "max": 0.1, "min_samples": 1}])
    sides = (many(0.05), many(0.02))
    watched = Watched(metrics=[sides, sides], customers=(2000, 2000), decisions=2000, elapsed=timedelta())

    rate, limit = judge(plan, 1, watched).guardrails

    assert rate.needed == pytest.approx(748, rel=0.01)
    assert limit.needed is None


def test_one_customer_of_many_orders_is_one_customer() -> None:
    """See that two hundred orders of one customer, all rejected, prove nothing against the candidate."""
    heavy, control = Tally(), Tally()
    for number in range(60):
        heavy.add(f"C-{number}", 0)
        control.add(f"D-{number}", 0)
    for _ in range(200):
        heavy.add("C-0", 1)
    plan = rollout([{"metric": "reject_rate", "rise": 0.03}])

    judgement = judge(
        plan,
        1,
        Watched(metrics=[(heavy.moments, control.moments)], customers=(60, 60), decisions=260, elapsed=timedelta()),
    )

    (state,) = judgement.guardrails
    assert state.candidate > 0.7
    assert state.state == "fine"


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 9), st.integers(0, 3)), max_size=30))
def test_a_tally_says_what_summing_customers_at_the_end_says(orders: list[tuple[str, int, int]]) -> None:
    tally = Tally()
    for customer, x, w in orders:
        tally.add(customer, x, w)
    sums = {name: (0, 0) for name, _, _ in orders}
    for name, x, w in orders:
        sums[name] = (sums[name][0] + x, sums[name][1] + w)

    assert tally.moments == Moments(
        customers=len(sums),
        x=sum(x for x, _ in sums.values()),
        w=sum(w for _, w in sums.values()),
        xx=sum(x * x for x, _ in sums.values()),
        ww=sum(w * w for _, w in sums.values()),
        xw=sum(x * w for x, w in sums.values()),
    )


def many(rate: float, customers: int = 2000) -> Moments:
    hits = int(rate * customers)
    return Moments(customers=customers, x=hits, w=customers, xx=hits, ww=customers, xw=hits)


def verdict(
    metrics: Sequence[tuple[Moments, Moments]], hours: float, decisions: int = 2000, step: int = 1, both: int = 0
) -> Verdict:
    """Return what is said of a step of the usual rollout: 2 h hold, 200 decisions, 6 h to its deadline."""
    watched = Watched(
        metrics=metrics,
        customers=(metrics[0][0].customers, metrics[0][1].customers),
        decisions=decisions,
        elapsed=timedelta(hours=hours),
        both=both,
    )
    return judge(load(), step, watched).verdict


def test_a_step_waits_goes_on_pauses_or_is_rolled_back() -> None:
    fine = [(many(0.001), many(0.001)), (many(0.02), many(0.02)), (many(8), many(8)), (many(0.1), many(0.1))]
    worse = [fine[0], (many(0.09), many(0.02)), *fine[2:]]
    few = [(many(0, 20), many(0, 20))] * 4

    assert verdict(fine, 1) == "waiting"
    assert verdict(fine, 3) == "continue"
    assert verdict(fine, 3, decisions=100) == "waiting"
    assert verdict(fine, 7, decisions=100) == "pause"
    assert verdict(few, 3) == "waiting"
    assert verdict(few, 7) == "pause"
    assert verdict(worse, 0.1) == "roll_back"
    assert verdict(fine, 3, both=1) == "pause"


def test_without_a_control_group_only_absolute_limits_are_watched() -> None:
    worse = [(many(0.001), many(0, 0)), (many(0.5), many(0, 0)), (many(8), many(0, 0)), (many(0.1), many(0, 0))]
    errors = [(many(0.2), many(0, 0)), *worse[1:]]

    assert verdict(worse, 25, step=3) == "continue"
    assert verdict(errors, 25, step=3) == "roll_back"


def test_false_alarms_are_shared_out_over_all_tests_of_all_steps() -> None:
    assert alpha_of(load()) == pytest.approx(0.01 / (5 * 3))


def test_counts_that_may_come_by_chance_are_not_called_broken() -> None:
    assert not is_broken(520, 480, 0.5, 0.001)
    assert is_broken(600, 400, 0.5, 0.001)
    assert not is_broken(100, 0, 1.0, 0.001)
