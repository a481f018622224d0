"""Every state, move, role and order type: what the table, the flow, the role and the guards allow is legal, no more."""

from datetime import datetime, timedelta
from enum import StrEnum

import msgspec
import pytest

from engine.errors import IllegalMove
from engine.orders.actor import Actor, Role
from engine.orders.lifecycle.flows import FLOWS
from engine.orders.lifecycle.moves import ROLES, RULES
from engine.orders.lifecycle.situation import Situation
from engine.orders.lifecycle.tables import DIMENSION_OF, TABLES
from engine.orders.lifecycle.transition import NEUTRAL, is_legal, legal_moves, moved
from engine.orders.order import Order
from engine.orders.status import FulfillmentState, Move, OrderState, OrderStatus, PaymentState, ReviewState
from engine.orders.terms import OrderTerms
from tests.builders import NOW
from tests.orders.ordered import BALANCE_BY, BALANCE_FROM, PAY_BY, TYPES, an_order, by

# Vectors in which most of the guards hold, so that the table alone decides; one for each course of an order.
_USUAL = {
    "order": OrderState.CONFIRMED,
    "review": ReviewState.PASSED,
    "payment": PaymentState.PAID,
    "fulfillment": FulfillmentState.NONE,
}


def standing(placed: Order, /, **states: StrEnum) -> Order:
    """Return an order whose children stand in these states; the rest as it was."""
    children = tuple(
        msgspec.structs.replace(child, status=msgspec.structs.replace(child.status, **states))
        for child in placed.children
    )
    return msgspec.structs.replace(placed, children=children)


def situation(order: Order, role: Role = "system", now: datetime = NOW) -> Situation:
    return Situation(order=order, child=order.children[0], actor=Actor(name=role, role=role), now=now)


@pytest.mark.parametrize("order_type", TYPES)
@pytest.mark.parametrize("dimension", TABLES)
def test_a_move_leads_where_the_table_says_or_is_refused_with_what_is_legal(order_type: str, dimension: str) -> None:
    """Exhaustive over the states of the dimension, all moves and roles; other dimensions stand as usual."""
    placed = an_order(order_type)
    for state in TABLES[dimension]:
        order = standing(placed, **{**_USUAL, dimension: state})
        child = order.children[0]
        for role in ROLES:
            legal = legal_moves(order, role, NOW, child)
            for move in Move:
                check_move(order, move, role, legal)
        assert child == order.children[0]


def check_move(order: Order, move: Move, role: Role, legal: tuple[Move, ...]) -> None:
    at = situation(order, role)
    dimension = DIMENSION_OF[move]
    state = getattr(at.status, dimension)
    row = TABLES[dimension][state]
    flow = FLOWS[order.order_type]
    in_table = move in row and move in flow.moves and (state, move) not in flow.without
    allowed = role in RULES[move].roles and all(guard.holds(at) for guard in RULES[move].guards)
    assert is_legal(at, move) is (in_table and allowed)
    if in_table and allowed:
        after = moved(order, order.children[0], move, at.actor, NOW)
        assert getattr(after.children[0].status, dimension) is row[move]
        assert after.children[1:] == order.children[1:]
        return
    with pytest.raises(IllegalMove) as refused:
        moved(order, order.children[0], move, at.actor, NOW)
    assert refused.value.move == move
    assert refused.value.legal == legal
    is_neutral = at.is_held and role == "customer"
    said = ("order", NEUTRAL) if is_neutral else (dimension, state)
    assert (refused.value.subject, refused.value.current) == said


def test_what_is_named_as_legal_is_legal() -> None:
    for order_type in TYPES:
        placed = an_order(order_type)
        for state in OrderState:
            for payment in PaymentState:
                for goods in FulfillmentState:
                    order = standing(placed, order=state, payment=payment, fulfillment=goods)
                    for role in ROLES:
                        legal = legal_moves(order, role, NOW, order.children[0])
                        assert all(is_legal(situation(order, role), move) for move in legal)
                        assert not any(RULES[move].is_consequence for move in legal)


def test_an_unpaid_order_does_not_jump_to_completed() -> None:
    order = an_order()

    with pytest.raises(IllegalMove) as refused:
        moved(order, order.children[0], Move.COMPLETE, by("system"), NOW)

    assert refused.value.legal == (Move.CANCEL_UNITS, Move.CANCEL, Move.PAY_PART, Move.PAY)
    assert str(refused.value).startswith("order is awaiting_payment: complete is not possible; possible: ")


@pytest.mark.parametrize(
    ("move", "states", "why"),
    [
        (Move.SHIP, {"payment": PaymentState.UNPAID, "fulfillment": FulfillmentState.ALLOCATED}, "it is paid, or"),
        (
            Move.SHIP,
            {"order": OrderState.AWAITING_CONFIRMATION, "fulfillment": FulfillmentState.ALLOCATED},
            "confirmed",
        ),
        (
            Move.ALLOCATE,
            {"review": ReviewState.HELD},
            "no open review holds up the release",
        ),
        (Move.COMPLETE, {"fulfillment": FulfillmentState.SHIPPED}, "has received it"),
        (
            Move.COMPLETE,
            {"fulfillment": FulfillmentState.RECEIVED, "review": ReviewState.HELD},
            "no review is open",
        ),
        (Move.COMPLETE, {"fulfillment": FulfillmentState.RECEIVED, "payment": PaymentState.PARTLY_PAID}, "settled"),
        (Move.PAY, {"payment": PaymentState.UNPAID, "review": ReviewState.HELD}, "no open review holds up the payment"),
        (Move.PAY, {"payment": PaymentState.UNPAID, "order": OrderState.CANCELLED}, "neither cancelled nor completed"),
        (Move.DELIVER, {}, "there is nothing to ship"),
        (Move.CANCEL, {"fulfillment": FulfillmentState.RECEIVED}, "the goods have not left"),
        (Move.REQUEST_RETURN, {"fulfillment": FulfillmentState.SHIPPED}, "has received it"),
        (Move.RETURN_GOODS, {"fulfillment": FulfillmentState.SHIPPED}, "did not take the goods"),
    ],
)
def test_a_guard_looks_across_dimensions_and_says_what_it_takes(
    move: Move, states: dict[str, StrEnum], why: str
) -> None:
    order = standing(an_order(blocks=("release", "payment")), **{**_USUAL, **states})

    with pytest.raises(IllegalMove, match=why) as refused:
        moved(order, order.children[0], move, by("system"), NOW)

    assert refused.value.why.startswith("it takes that ")


@pytest.mark.parametrize(
    ("node", "last_allowed", "first_refused"),
    [
        ("paid", {"order": OrderState.AWAITING_PAYMENT, "payment": PaymentState.UNPAID}, {}),
        ("allocated", {}, {"fulfillment": FulfillmentState.ALLOCATED}),
        ("shipped", {"fulfillment": FulfillmentState.ALLOCATED}, {"fulfillment": FulfillmentState.SHIPPED}),
        ("received", {"fulfillment": FulfillmentState.SHIPPED}, {"fulfillment": FulfillmentState.RECEIVED}),
    ],
)
def test_a_customer_cancels_until_the_node_of_the_terms(
    node: str, last_allowed: dict[str, StrEnum], first_refused: dict[str, StrEnum]
) -> None:
    placed = an_order(cancel_until=node)  # type: ignore[arg-type] # the nodes of the cases are those of the terms

    assert is_legal(situation(standing(placed, **{**_USUAL, **last_allowed}), "customer"), Move.CANCEL)
    assert not is_legal(situation(standing(placed, **{**_USUAL, **first_refused}), "customer"), Move.CANCEL)


def test_where_the_terms_say_never_only_customer_service_cancels() -> None:
    order = standing(an_order(cancel_until="never"), **_USUAL)

    assert not is_legal(situation(order, "customer"), Move.CANCEL)
    assert is_legal(situation(order, "customer_service"), Move.CANCEL)


def test_the_customer_of_a_held_order_reads_that_it_waits_and_no_more() -> None:
    order = an_order(blocks=("payment",))

    with pytest.raises(IllegalMove) as refused:
        moved(order, order.children[0], Move.PAY, by("customer"), NOW)

    assert (refused.value.subject, refused.value.current, refused.value.why) == ("order", NEUTRAL, "")
    assert refused.value.legal == (Move.CANCEL_UNITS, Move.CANCEL)
    assert not {"held", "review", "risk", "频次过高"} & set(str(refused.value).replace(":", " ").split())


def test_a_role_that_may_not_is_told_who_may() -> None:
    order = standing(an_order(), **{**_USUAL, "fulfillment": FulfillmentState.ALLOCATED})

    with pytest.raises(IllegalMove, match="not for the role customer, but for merchant, system, warehouse"):
        moved(order, order.children[0], Move.SHIP, by("customer"), NOW)


@pytest.mark.parametrize(
    ("now", "is_due"), [(PAY_BY - timedelta(microseconds=1), False), (PAY_BY, True), (PAY_BY + timedelta(days=1), True)]
)
def test_the_time_to_pay_is_over_from_its_instant_on(now: datetime, *, is_due: bool) -> None:
    assert is_legal(situation(an_order(), now=now), Move.EXPIRE) is is_due


def test_an_order_without_a_limit_never_expires() -> None:
    order = msgspec.structs.replace(an_order(), terms=OrderTerms())

    assert not is_legal(situation(order, now=NOW + timedelta(days=10_000)), Move.EXPIRE)


@pytest.mark.parametrize(
    ("now", "pays", "lapses"),
    [
        (BALANCE_FROM - timedelta(seconds=1), False, False),
        (BALANCE_FROM, True, False),
        (BALANCE_BY - timedelta(seconds=1), True, False),
        (BALANCE_BY, True, True),
    ],
)
def test_a_balance_is_paid_in_its_window_and_lapses_at_its_end(now: datetime, *, pays: bool, lapses: bool) -> None:
    order = standing(an_order("presale"), order=OrderState.CONFIRMED, payment=PaymentState.DEPOSIT_PAID)
    at = situation(order, now=now)

    assert is_legal(at, Move.PAY) is pays
    assert is_legal(at, Move.FORFEIT_DEPOSIT) is lapses


def test_every_move_has_a_guard_and_every_guard_a_name_of_its_own() -> None:
    used = {guard.name: guard for rule in RULES.values() for guard in rule.guards}

    assert {guard.sentence for guard in used.values()} == {
        guard.sentence for rule in RULES.values() for guard in rule.guards
    }
    assert all(guard.sentence and guard.sentence_zh for guard in used.values())
    assert all(rule.guards for rule in RULES.values())


def test_a_vector_begins_as_the_docs_of_the_api_say() -> None:
    assert an_order().status == OrderStatus()
