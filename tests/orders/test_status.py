"""The five state machines: every pair of state and move is either in its table or refused with the legal moves."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

import pytest

from engine.errors import IllegalMove
from engine.orders.status import (
    AFTER_SALE,
    FULFILLMENT,
    ORDER,
    PAYMENT,
    REVIEW,
    AfterSaleState,
    FulfillmentState,
    Move,
    OrderState,
    PaymentState,
    ReviewState,
    next_after_sale_state,
    next_fulfillment_state,
    next_order_state,
    next_payment_state,
    next_review_state,
)

Table = Mapping[Any, Mapping[Move, Any]]
MACHINES: list[tuple[str, type[StrEnum], Table, Callable[[Any, Move], Any]]] = [
    ("order", OrderState, ORDER, next_order_state),
    ("review", ReviewState, REVIEW, next_review_state),
    ("payment", PaymentState, PAYMENT, next_payment_state),
    ("fulfillment", FulfillmentState, FULFILLMENT, next_fulfillment_state),
    ("after_sale", AfterSaleState, AFTER_SALE, next_after_sale_state),
]
PAIRS = [
    pytest.param(subject, table, follow, state, move, id=f"{subject}:{state}+{move}")
    for subject, states, table, follow in MACHINES
    for state in states
    for move in Move
]


@pytest.mark.parametrize(("subject", "table", "follow", "state", "move"), PAIRS)
def test_a_move_leads_where_the_table_says_or_is_refused_with_the_legal_ones(
    subject: str, table: Table, follow: Callable[[Any, Move], Any], state: Any, move: Move
) -> None:
    if move in table[state]:
        assert follow(state, move) is table[state][move]
        return
    with pytest.raises(IllegalMove) as refusal:
        follow(state, move)
    assert (refusal.value.subject, refusal.value.current) == (subject, state)
    assert refusal.value.legal == tuple(table[state])


@pytest.mark.parametrize(
    ("states", "table"), [pytest.param(machine[1], machine[2], id=machine[0]) for machine in MACHINES]
)
def test_a_table_speaks_of_every_state(states: type[StrEnum], table: Table) -> None:
    assert set(table) == set(states)


def test_every_move_belongs_to_exactly_one_dimension() -> None:
    owners = {
        move: [name for name, _, table, _ in MACHINES if any(move in row for row in table.values())] for move in Move
    }

    assert all(len(names) == 1 for names in owners.values()), owners


def test_an_unpaid_order_cannot_jump_to_completed() -> None:
    with pytest.raises(IllegalMove) as refusal:
        next_order_state(OrderState.AWAITING_PAYMENT, Move.COMPLETE)
    assert refusal.value.legal == (Move.CONFIRM, Move.CANCEL)


@pytest.mark.parametrize(
    ("table", "ends"),
    [
        pytest.param(ORDER, {OrderState.COMPLETED, OrderState.CANCELLED}, id="order"),
        pytest.param(REVIEW, {ReviewState.PASSED, ReviewState.REJECTED}, id="review"),
        pytest.param(PAYMENT, {PaymentState.REFUNDED}, id="payment"),
        pytest.param(FULFILLMENT, {FulfillmentState.RECEIVED}, id="fulfillment"),
        pytest.param(AFTER_SALE, set(), id="after_sale"),
    ],
)
def test_only_the_last_states_lead_nowhere(table: Table, ends: set[Any]) -> None:
    assert {state for state, moves in table.items() if not moves} == ends
