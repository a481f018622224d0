"""What units are worth when they go back: exact in any sequence, whichever way the amounts were shared out."""

from typing import get_args

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.money import ApportionmentMode, money_text
from engine.orders.dues import worth, worth_of_units
from engine.orders.order import LineQuantity, Order
from tests.builders import a_discount, a_line, a_sku, a_snapshot, an_order_request
from tests.planning.planned import plan
from tests.planning.rulebooks import ONE_CHILD, a_rulebook

MODES: tuple[ApportionmentMode, ...] = get_args(ApportionmentMode)


def an_order(lines: list[tuple[int, int]], off: int, mode: ApportionmentMode) -> Order:
    """Return a platform's order of (price in fen, units) lines, with so much off and no weight to pay freight for."""
    skus = [a_sku(f"S-{place}", type="virtual") for place in range(len(lines))]
    asked = [a_line(f"S-{place}", units, money_text(price, "CNY")) for place, (price, units) in enumerate(lines)]
    request = an_order_request(*asked, channel="taobao", discounts=(a_discount(money_text(off, "CNY")),))
    return plan(request, a_snapshot(skus, apportionment=mode), a_rulebook(ONE_CHILD)).order


def gone(taken: dict[str, int]) -> tuple[LineQuantity, ...]:
    return tuple(LineQuantity(line=line, quantity=units) for line, units in taken.items())


@pytest.mark.parametrize("mode", MODES)
def test_of_150_and_60_less_42_the_first_gives_back_120(mode: ApportionmentMode) -> None:
    order = an_order([(150_00, 1), (60_00, 1)], 42_00, mode)
    child = order.children[0]

    assert (worth(order, child, ()) - worth(order, child, gone({"1": 1}))).text == "120.00"
    assert worth(order, child, gone({"1": 1})).text == "48.00"


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 5000), st.integers(1, 4)), min_size=1, max_size=4),
    st.integers(0, 1000),
    st.sampled_from(MODES),
    st.data(),
)
def test_whatever_goes_back_in_whatever_order_the_refunds_add_up_to_what_was_paid(
    lines: list[tuple[int, int]], thousandths: int, mode: ApportionmentMode, data: st.DataObject
) -> None:
    goods = sum(price * units for price, units in lines)
    order = an_order(lines, goods * thousandths // 1000, mode)
    child = order.children[0]
    left = [str(place) for place, (_, units) in enumerate(lines, start=1) for _ in range(units)]
    taken: dict[str, int] = {}
    before, refunds = worth(order, child, ()), []
    assert before == order.amounts.payable

    for line in data.draw(st.permutations(left), label="units go back one by one"):
        taken[line] = taken.get(line, 0) + 1
        after = worth(order, child, gone(taken))
        refunds.append((before - after).amount)
        before = after

    assert min(refunds) >= 0
    assert (sum(refunds), before.amount) == (order.amounts.payable.amount, 0)


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 5000), st.integers(1, 6)), min_size=1, max_size=3),
    st.integers(0, 1000),
    st.sampled_from(MODES),
    st.data(),
)
def test_what_is_left_after_cancellations_goes_back_in_any_parts_for_what_was_paid_for_it(
    lines: list[tuple[int, int]], thousandths: int, mode: ApportionmentMode, data: st.DataObject
) -> None:
    goods = sum(price * units for price, units in lines)
    order = an_order(lines, goods * thousandths // 1000, mode)
    off = {line.id: data.draw(st.integers(0, line.quantity), label="cancelled") for line in order.lines}
    child = msgspec.structs.replace(order.children[0], cancelled=gone(off))
    order = msgspec.structs.replace(order, children=(child,))

    back = 0
    for line in order.lines:
        returned, left = 0, line.quantity - off[line.id]
        while returned < left:
            part = data.draw(st.integers(1, left - returned), label="goes back")
            back += worth_of_units(order, line.id, returned, part).amount
            returned += part

    assert back == worth(order, child).amount
