"""What holds whatever is ordered: no unit is lost, no fen is lost."""

from collections import Counter
from datetime import UTC, datetime
from itertools import groupby

from hypothesis import given
from hypothesis import strategies as st

from engine.decisions.freight import FreightAnswer
from engine.decisions.promotion import PromotionAnswer
from engine.decisions.split import SplitAnswer
from engine.evaluation.facts import Facts
from tests.decisions.rule_sets import OURS, a_rulebook, load

AT = datetime(2026, 11, 11, tzinfo=UTC)
BOOK = a_rulebook()
SCOPED = a_rulebook(load(OURS / "promotion-scopes.yaml"))


@st.composite
def baskets(draw: st.DrawFn) -> tuple[Facts, ...]:
    return tuple(
        {
            "line.id": str(number),
            "line.sku": f"S-{number}",
            "line.category": draw(st.sampled_from(["瓷器", "玻璃", "玩具", "图书"])),
            "line.merchant": draw(st.sampled_from(["M-1", "M-2"])),
            "line.quantity": (quantity := draw(st.integers(1, 40))),
            "line.unit_price": (price := draw(st.integers(0, 300_000))),
            "line.amount": quantity * price,
            "line.weight_grams": draw(st.integers(0, 40_000)),
            "line.volume_cm3": draw(st.integers(0, 90_000)),
            "line.temperature": draw(st.sampled_from(["ambient", "chilled", "frozen"])),
            "line.type": draw(st.sampled_from(["goods", "goods", "virtual"])),
            "line.trade": draw(st.sampled_from(["domestic", "bonded"])),
            "line.bonded_zone": draw(st.sampled_from([None, "宁波", "郑州"])),
            "line.presale": draw(st.booleans()),
        }
        for number in range(1, draw(st.integers(2, 8)))
    )


def an_order(lines: tuple[Facts, ...]) -> Facts:
    total = sum(line["line.amount"] for line in lines if isinstance(line["line.amount"], int))
    return {
        "order.currency": "CNY",
        "order.goods_total": total,
        "order.shipping_method": "express",
        "group.merchant": "M-1",
        "group.goods_total": total,
        "group.quantity": 3,
        "payment.method": "cod",
        "customer.tags": ("VIP",),
        "address.region": "330106",
        "lines": lines,
    }


@given(baskets())
def test_a_split_puts_each_unit_into_exactly_one_child(lines: tuple[Facts, ...]) -> None:
    answer = BOOK.decide("split", an_order(lines), AT).answer

    assert isinstance(answer, SplitAnswer)
    packed: Counter[str] = Counter()
    for child in answer.children:
        packed.update({part.line: part.quantity for part in child.lines})
    assert packed == {line["line.id"]: line["line.quantity"] for line in lines}
    merchants = {str(line["line.id"]): line["line.merchant"] for line in lines}
    assert all(len({merchants[part.line] for part in child.lines}) == 1 for child in answer.children)


@given(baskets())
def test_children_stand_in_the_order_of_their_first_line(lines: tuple[Facts, ...]) -> None:
    answer = BOOK.decide("split", an_order(lines), AT).answer

    assert isinstance(answer, SplitAnswer)
    firsts = [int(child.lines[0].line) for child in answer.children]
    assert [first for first, _ in groupby(firsts)] == sorted(set(firsts))


@given(baskets(), st.sampled_from(["M-1", "M-2001"]))
def test_a_fee_is_the_sum_of_its_terms_and_of_its_shares(lines: tuple[Facts, ...], merchant: str) -> None:
    answer = BOOK.decide("freight", {**an_order(lines), "group.merchant": merchant}, AT).answer

    assert isinstance(answer, FreightAnswer)
    assert answer.fee is not None
    assert sum(term.amount.amount for term in answer.breakdown) == answer.fee.amount >= 0
    assert sum(share.fee.amount for share in answer.shares) == answer.fee.amount
    assert [share.line for share in answer.shares] == [line["line.id"] for line in lines]


@given(baskets(), st.integers(0, 10**9))
def test_discounts_are_shared_out_whole_and_no_line_gets_below_zero(lines: tuple[Facts, ...], points: int) -> None:
    answer = SCOPED.decide("promotion", {**an_order(lines), "points.balance": points}, AT).answer

    assert isinstance(answer, PromotionAnswer)
    left = Counter(
        {str(line["line.id"]): line["line.amount"] for line in lines if isinstance(line["line.amount"], int)}
    )
    for adjustment in answer.adjustments:
        assert sum(share.amount.amount for share in adjustment.lines) == adjustment.amount.amount > 0
        left.subtract({share.line: share.amount.amount for share in adjustment.lines})
    assert min(left.values()) >= 0
    assert answer.points_used <= points
