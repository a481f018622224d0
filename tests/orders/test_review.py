"""A review has one reader at a time, a second pair of eyes where it is asked for, and one end."""

from datetime import timedelta
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import Conflict, IllegalMove, InvalidInput, ReviewTaken, ReviewTooEarly, SecondReviewerNeeded
from engine.orders.review import LEASE, Cause, Review, ReviewStage, Verdict, claim, decide, release
from tests.builders import NOW

MINUTE: Final = timedelta(minutes=1)
PEOPLE: Final = ("王芳", "李雷", "韩梅")


def a_review(**changes: Any) -> Review:
    usual: dict[str, Any] = {
        "order_no": "26111016ZTEST",
        "cause": Cause.HOLD,
        "queue": "反欺诈",
        "reasons": ("新客大额",),
        "blocks": ("release",),
        "since": NOW,
        "due": NOW + timedelta(hours=2),
    }
    return Review(**{**usual, **changes})


def test_what_one_person_looks_at_nobody_else_can_take() -> None:
    claimed = claim(a_review(), "王芳", NOW)

    with pytest.raises(ReviewTaken, match="王芳"):
        claim(claimed, "李雷", NOW + MINUTE)
    with pytest.raises(ReviewTaken):
        decide(claimed, Verdict.CLEAR, "李雷", "看过了", NOW + MINUTE)
    with pytest.raises(ReviewTaken):
        release(claimed, "李雷", NOW + MINUTE)


def test_a_claim_ends_by_itself_and_can_be_renewed() -> None:
    claimed = claim(a_review(), "王芳", NOW)

    assert claim(claimed, "李雷", NOW + LEASE).holder(NOW + LEASE) == "李雷"
    assert claim(claimed, "王芳", NOW + MINUTE).claimed_until == NOW + MINUTE + LEASE


def test_what_is_let_go_anybody_can_take() -> None:
    free = release(claim(a_review(), "王芳", NOW), "王芳", NOW)

    assert free.holder(NOW) is None
    assert claim(free, "李雷", NOW).holder(NOW) == "李雷"


@pytest.mark.parametrize(
    ("verdict", "stage"), [(Verdict.CLEAR, ReviewStage.CLEARED), (Verdict.REJECT, ReviewStage.REJECTED)]
)
def test_a_verdict_closes_the_review(verdict: Verdict, stage: ReviewStage) -> None:
    closed = decide(a_review(), verdict, "王芳", "电话核实过", NOW)

    assert (closed.stage, closed.closed_at, closed.is_open) == (stage, NOW, False)
    for again in (Verdict.CLEAR, Verdict.REJECT):
        with pytest.raises(IllegalMove):
            decide(closed, again, "王芳", "再来一次", NOW)
    with pytest.raises(IllegalMove):
        claim(closed, "李雷", NOW)


def test_asking_for_more_leaves_it_open_for_anybody() -> None:
    asked = decide(claim(a_review(), "王芳", NOW), Verdict.ASK, "王芳", "请客服电话确认", NOW)

    assert (asked.stage, asked.is_open, asked.holder(NOW)) == (ReviewStage.ASKED, True, None)
    assert decide(asked, Verdict.CLEAR, "李雷", "客服已确认", NOW).stage is ReviewStage.CLEARED


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_verdict_needs_a_reason(reason: str) -> None:
    with pytest.raises(InvalidInput, match="reason"):
        decide(a_review(), Verdict.REJECT, "王芳", reason, NOW)


def test_a_second_pair_of_eyes_is_another_persons() -> None:
    once = decide(a_review(reviewers=2), Verdict.CLEAR, "王芳", "没问题", NOW)

    assert (once.is_open, once.agreed, once.holder(NOW)) == (True, ("王芳",), None)
    with pytest.raises(SecondReviewerNeeded):
        decide(once, Verdict.CLEAR, "王芳", "还是没问题", NOW)
    with pytest.raises(SecondReviewerNeeded):
        claim(once, "王芳", NOW)
    assert decide(once, Verdict.CLEAR, "李雷", "同意", NOW).agreed == ("王芳", "李雷")


def test_one_person_is_enough_to_reject() -> None:
    once = decide(a_review(reviewers=2), Verdict.CLEAR, "王芳", "没问题", NOW)

    assert decide(once, Verdict.REJECT, "李雷", "地址是假的", NOW).stage is ReviewStage.REJECTED


def test_nobody_decides_while_the_buyer_may_still_think_again() -> None:
    delayed = a_review(review_from=NOW + 15 * MINUTE)

    with pytest.raises(ReviewTooEarly):
        decide(delayed, Verdict.CLEAR, "王芳", "没问题", NOW + 15 * MINUTE - timedelta(microseconds=1))
    assert claim(delayed, "王芳", NOW).holder(NOW) == "王芳"
    assert decide(delayed, Verdict.CLEAR, "王芳", "没问题", NOW + 15 * MINUTE).stage is ReviewStage.CLEARED


def test_it_is_overdue_from_its_due_time_until_it_is_closed() -> None:
    review = a_review()

    assert not review.is_overdue(review.due - timedelta(microseconds=1))
    assert review.is_overdue(review.due)
    assert not decide(review, Verdict.CLEAR, "王芳", "没问题", review.due).is_overdue(review.due + MINUTE)


def test_a_problem_is_resolved_and_never_cleared() -> None:
    problem = a_review(cause=Cause.NOT_ALLOCATED, blocks=())

    with pytest.raises(IllegalMove) as refused:
        decide(problem, Verdict.CLEAR, "王芳", "没问题", NOW)
    assert refused.value.legal == ("resolve", "ask")
    assert decide(problem, Verdict.RESOLVE, "王芳", "已调拨", NOW).stage is ReviewStage.RESOLVED


steps = st.lists(
    st.tuples(
        st.sampled_from(["claim", "release", *Verdict]),
        st.sampled_from(PEOPLE),
        st.integers(min_value=0, max_value=20),
    ),
    max_size=20,
)


@given(steps=steps, reviewers=st.integers(min_value=1, max_value=3))
def test_whatever_people_do_a_clearing_has_so_many_different_people(
    steps: list[tuple[str, str, int]], reviewers: int
) -> None:
    review, now = a_review(reviewers=reviewers), NOW
    for deed, person, minutes in steps:
        now += minutes * MINUTE
        before = review
        try:
            review = _after(review, deed, person, now)
        except Conflict:
            continue
        assert review.version == before.version + 1
        assert before.is_open
        assert before.holder(now) in (None, person)
        if review.stage is ReviewStage.CLEARED:
            assert len(set(review.agreed)) == len(review.agreed) == reviewers


def _after(review: Review, deed: str, person: str, now: Any) -> Review:
    if deed == "claim":
        return claim(review, person, now)
    if deed == "release":
        return release(review, person, now)
    return decide(review, Verdict(deed), person, "因为", now)
