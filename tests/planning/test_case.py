"""What the decisions of an order share, before and after it is priced."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from engine.geography.shipped import shipped_regions
from engine.money import Money
from engine.orders.order import LineItem, Order
from engine.planning.child_amounts import order_amounts
from engine.planning.order_facts import Buyer, case_of
from tests.builders import a_line, an_order_request
from tests.planning.planned import plan

ORDER = plan(an_order_request(lines=(a_line("A-1", 2), a_line("A-1", 1)))).order


def with_discounts(off: list[int], extra: tuple[LineItem, ...] = ()) -> Order:
    lines = tuple(
        msgspec.structs.replace(line, discount=Money(amount, ORDER.currency))
        for line, amount in zip(ORDER.lines, off, strict=True)
    )
    return msgspec.structs.replace(
        ORDER, lines=(*lines, *extra), amounts=order_amounts((*lines, *extra), ORDER.currency)
    )


@given(off=st.lists(st.integers(0, 1990), min_size=2, max_size=2))
def test_discounts_change_the_shared_facts_as_if_they_were_made_anew(off: list[int]) -> None:
    priced = with_discounts(off)
    case = case_of(ORDER, Buyer(), shipped_regions()).priced(priced)

    assert case == case_of(priced, Buyer(), shipped_regions())


def test_a_gift_is_another_line_and_the_facts_are_made_anew() -> None:
    gift = msgspec.structs.replace(ORDER.lines[0], id="3")

    assert case_of(ORDER, Buyer(), shipped_regions()).priced(with_discounts([0, 0], (gift,))) is None
