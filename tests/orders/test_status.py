"""The five tables: they speak of every state, and every move stands in one of them."""

import pytest

from engine.orders.lifecycle.flows import FLOWS
from engine.orders.lifecycle.moves import RULES
from engine.orders.lifecycle.tables import TABLES
from engine.orders.status import AfterSaleState, FulfillmentState, Move, OrderState, PaymentState, ReviewState

STATES = {
    "order": OrderState,
    "review": ReviewState,
    "payment": PaymentState,
    "fulfillment": FulfillmentState,
    "after_sale": AfterSaleState,
}


@pytest.mark.parametrize("dimension", STATES)
def test_a_table_speaks_of_every_state(dimension: str) -> None:
    assert set(TABLES[dimension]) == set(STATES[dimension])


def test_every_move_belongs_to_exactly_one_dimension() -> None:
    owners = {
        move: [name for name, table in TABLES.items() if any(move in row for row in table.values())] for move in Move
    }

    assert all(len(names) == 1 for names in owners.values()), owners


def test_every_move_says_who_may_make_it_and_what_brings_it_about() -> None:
    assert set(RULES) == set(Move)
    assert all(rule.roles and rule.cause and rule.cause_zh for rule in RULES.values())


def test_every_move_is_of_some_order_type() -> None:
    assert {move for flow in FLOWS.values() for move in flow.moves} == set(Move)


def test_every_state_but_the_first_ones_is_led_to() -> None:
    reached = {target for table in TABLES.values() for row in table.values() for target in row.values()}
    beginnings = {
        OrderState.AWAITING_PAYMENT,
        ReviewState.HELD,
        PaymentState.UNPAID,
        PaymentState.COLLECTABLE,
        FulfillmentState.NONE,
        FulfillmentState.BACKORDERED,
        AfterSaleState.NONE,
    }

    assert {state for states in STATES.values() for state in states} - reached <= beginnings


@pytest.mark.parametrize(
    ("dimension", "ends"),
    [
        ("order", {OrderState.COMPLETED, OrderState.CANCELLED}),
        ("review", {ReviewState.PASSED, ReviewState.REJECTED}),
        ("payment", {PaymentState.REFUNDED, PaymentState.NOT_REQUIRED, PaymentState.FORFEITED}),
        ("fulfillment", {FulfillmentState.RECEIVED, FulfillmentState.RETURNED}),
        ("after_sale", set()),
    ],
)
def test_only_the_last_states_lead_nowhere(dimension: str, ends: set[str]) -> None:
    assert {state for state, moves in TABLES[dimension].items() if not moves} == ends
