"""The page of the lifecycle is what the tables say, and so are its diagrams."""

from pathlib import Path

import pytest

from engine.orders.lifecycle.diagram import diagram, edges, first_states
from engine.orders.lifecycle.flows import FLOWS
from engine.orders.lifecycle.names import DIMENSIONS, MOVES, STATES, move_name
from engine.orders.lifecycle.page import lifecycle_page
from engine.orders.lifecycle.tables import TABLES
from engine.orders.status import Move, OrderState, PaymentState

PAGE = Path(__file__).parents[2] / "docs" / "lifecycle.md"


def test_the_page_is_what_the_tables_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == lifecycle_page(), "run: python -m scripts.write_lifecycle"


def test_every_state_has_a_name_in_both_languages() -> None:
    assert {dimension: set(names) for dimension, names in STATES.items()} == {
        dimension: set(table) for dimension, table in TABLES.items()
    }
    assert set(MOVES) == set(Move)
    assert all(zh and en for names in STATES.values() for zh, en in names.values())


@pytest.mark.parametrize("order_type", FLOWS)
@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_the_page_has_a_diagram_of_every_type_and_dimension_that_moves(order_type: str, dimension: str) -> None:
    steps = edges(order_type, dimension)
    text = diagram(order_type, dimension)

    assert (text in PAGE.read_text(encoding="utf-8")) is bool(steps)
    for start, move, end in steps:
        assert TABLES[dimension][start][move] is end
        assert move in FLOWS[order_type].moves
        assert f"    {start} --> {end}: " in text
        assert move_name(move, is_chinese=False) in text
    assert all(f"    [*] --> {state}\n" in text for state in first_states(order_type, dimension))


def test_every_move_of_a_flow_is_drawn_somewhere() -> None:
    for order_type, flow in FLOWS.items():
        drawn = {move for dimension in DIMENSIONS for _, move, _ in edges(order_type, dimension)}
        assert drawn == flow.moves, order_type


def test_a_diagram_says_how_many_orders_are_where_in_the_language_of_the_reader() -> None:
    counts: dict[str, int] = {OrderState.AWAITING_PAYMENT: 1200}

    text = diagram("normal", "order", "zh", counts)

    assert 'state "待付款 · 1,200" as awaiting_payment' in text
    assert 'state "已完成 · 0" as completed' in text
    assert "confirmed --> completed: 完成" in text


def test_a_presale_is_drawn_with_its_deposit_and_cash_on_delivery_without_a_payment() -> None:
    assert f"{PaymentState.UNPAID} --> {PaymentState.DEPOSIT_PAID}: pay deposit" in diagram("presale", "payment")
    assert f"{PaymentState.UNPAID} --> {PaymentState.PAID}" not in diagram("presale", "payment")
    assert "paid: pay\n" not in diagram("cod", "payment")
