"""Several people do anything in any order to orders of every type: money, stock and statuses always add up."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from engine.errors import Conflict, IllegalMove, InvalidInput
from engine.money import Money
from engine.orders.change import Change
from engine.orders.dues import due, kept, units_left
from engine.orders.lifecycle.moves import ROLES, RULES
from engine.orders.lifecycle.transition import NEUTRAL, legal_moves
from engine.orders.operations.cancel import cancel
from engine.orders.operations.collect import collect
from engine.orders.operations.complete import complete, complete_received
from engine.orders.operations.confirm import confirm
from engine.orders.operations.deliver import allocate, deliver_virtual, make_ready, receive, ship
from engine.orders.operations.expire import expire
from engine.orders.operations.group import fail_group, succeed_group
from engine.orders.operations.pay import Receipt, pay
from engine.orders.operations.presale import change_balance, forfeit_deposit, lapse
from engine.orders.operations.refuse import refuse_delivery, return_goods
from engine.orders.operations.review import clear, reject
from engine.orders.order import Allocation, LineQuantity, Order
from engine.orders.status import Move, OrderState
from tests.builders import NOW
from tests.orders.ledger import Ledger
from tests.orders.ordered import TYPES, an_order, by

OF_A_CHILD: tuple[Callable[..., Change], ...] = (
    allocate,
    make_ready,
    ship,
    receive,
    deliver_virtual,
    refuse_delivery,
    return_goods,
)
OF_AN_ORDER: tuple[Callable[..., Change], ...] = (
    confirm,
    complete,
    expire,
    succeed_group,
    fail_group,
    forfeit_deposit,
    lapse,
    complete_received,
    clear,
    reject,
)
# The moves that take no more than the order, or a child, and who does them.
STEPS: dict[Move, tuple[Callable[..., Change], bool]] = {
    Move.CONFIRM: (confirm, False),
    Move.COMPLETE: (complete, False),
    Move.SUCCEED_GROUP: (succeed_group, False),
    Move.CLEAR: (clear, False),
    Move.FORFEIT_DEPOSIT: (forfeit_deposit, False),
    Move.ALLOCATE: (allocate, True),
    Move.MAKE_READY: (make_ready, True),
    Move.SHIP: (ship, True),
    Move.PICK_UP: (receive, True),
    Move.RECEIVE: (receive, True),
    Move.DELIVER: (deliver_virtual, True),
    Move.REFUSE: (refuse_delivery, True),
    Move.RETURN_GOODS: (return_goods, True),
}
roles = st.sampled_from(sorted(ROLES))
# Mostly those who may: refusals have tests of their own.
able = st.one_of(st.just("system"), roles)
LONG_ENOUGH = 12  # so many attempts before somebody cancels it all, so that orders have a life before
first_or_second = st.integers(min_value=0, max_value=1)


class AnyOrderOfOperations(RuleBasedStateMachine):
    """One order, a ledger beside it, and a clock that people's deeds move on."""

    ledger: Ledger
    now: datetime
    payments: int
    steps: int

    @initialize(
        order_type=st.sampled_from((*TYPES, "presale", "presale", "group_buy")),
        blocks=st.sampled_from([None, None, (), ("release",), ("payment",), ("release", "payment")]),
        node=st.sampled_from(["never", "paid", "allocated", "shipped", "received"]),
        on_account=st.booleans(),
    )
    def place(self, order_type: str, blocks: tuple[str, ...] | None, node: Any, *, on_account: bool) -> None:
        changes = {"on_account": on_account} if order_type == "b2b" else {}
        order = an_order(order_type, blocks=blocks, cancel_until=node, **changes)
        self.ledger, self.now, self.payments, self.steps = Ledger(order), NOW, 0, 0
        self.ledger.check()

    @rule(minutes=st.sampled_from([1, 5, 20, 10 * 24 * 60, 14 * 24 * 60]))
    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(child=first_or_second, role=able, operation=st.sampled_from(OF_A_CHILD))
    def do_to_a_child(self, child: int, role: Any, operation: Callable[..., Change]) -> None:
        self.attempt(operation, self.child(child), role=role)

    @rule(role=roles, operation=st.sampled_from(OF_AN_ORDER))
    def do_to_the_order(self, role: Any, operation: Callable[..., Change]) -> None:
        self.attempt(operation, role=role)

    @rule(child=first_or_second, choice=st.integers(min_value=0, max_value=20))
    def do_what_is_legal(self, child: int, choice: int) -> None:
        """Go on with the child: what a system may do to it now is possible, or asks for more than it was told."""
        number = self.child(child)
        chosen = next(each for each in self.ledger.order.children if each.number == number)
        moves = [move for move in legal_moves(self.ledger.order, "system", self.now, chosen) if move in STEPS]
        if moves:
            operation, is_for_child = STEPS[moves[choice % len(moves)]]
            self.attempt(operation, *([number] if is_for_child else []), role="system")

    @rule(child=st.sampled_from([None, 0, 1]), percent=st.sampled_from([1, 33, 50, 100, 100, 100, 120]), role=able)
    def pay(self, child: int | None, percent: int, role: Any) -> None:
        self.attempt(pay, self.receipt(child, percent), role=role, known=self.ledger.payments)

    @rule(child=st.sampled_from([None, 0, 1]), percent=st.sampled_from([33, 100, 100, 120]), role=able)
    def collect(self, child: int | None, percent: int, role: Any) -> None:
        self.attempt(collect, self.receipt(child, percent), role=role, known=self.ledger.payments)

    @rule(child=st.sampled_from([None, None, 0, 1]))
    def pay_what_is_due(self, child: int | None) -> None:
        order = self.ledger.order
        named = (
            order.children if child is None else [each for each in order.children if each.number == self.child(child)]
        )
        owed = Money.sum((due(order, each) for each in named), "CNY")
        receipt = msgspec.structs.replace(self.receipt(child, 100), amount=owed)
        collected = order.on_account or order.order_type == "cod"
        self.attempt(collect if collected else pay, receipt, role="system", known=self.ledger.payments)

    @rule(role=able, is_deposit=st.booleans())
    @precondition(lambda self: self.ledger.order.presale is not None)
    def pay_what_a_presale_asks_for(self, role: Any, *, is_deposit: bool) -> None:
        presale = self.ledger.order.presale
        assert presale is not None
        amount = presale.deposit if is_deposit else presale.balance
        receipt = msgspec.structs.replace(self.receipt(None, 100), amount=amount)
        self.attempt(pay, receipt, role=role, known=self.ledger.payments)

    @rule(percent=st.integers(min_value=0, max_value=120), role=able)
    @precondition(lambda self: self.ledger.order.presale is not None)
    def change_the_balance(self, percent: int, role: Any) -> None:
        presale = self.ledger.order.presale
        assert presale is not None
        amount = (presale.promised or presale.balance).amount * percent // 100
        self.attempt(change_balance, Money(amount, "CNY"), role=role)

    @rule(child=st.sampled_from([None, None, 0, 1]), role=roles)
    @precondition(lambda self: self.steps > LONG_ENOUGH)
    def cancel_whole(self, child: int | None, role: Any) -> None:
        number = None if child is None else self.child(child)
        living = {each.number for each in self.ledger.order.children if each.status.order is not OrderState.CANCELLED}
        if self.attempt(cancel, role=role, cause="customer", child=number):
            order = self.ledger.order
            gone = [each for each in order.children if each.number in (living if number is None else {number})]
            assert all(kept(order, each).amount == 0 for each in gone)

    @rule(child=first_or_second, quantity=st.integers(min_value=1, max_value=3), role=able)
    def cancel_units(self, child: int, quantity: int, role: Any) -> None:
        number = self.child(child)
        line = next(each.lines[0].line for each in self.ledger.order.children if each.number == number)
        units = (LineQuantity(line=line, quantity=quantity),)
        self.attempt(cancel, role=role, cause="customer", child=number, units=units)

    @rule(child=first_or_second, role=able, house=st.sampled_from(["HZ", "SH"]))
    def clear_with_goods_from_elsewhere(self, child: int, role: Any, house: str) -> None:
        order = self.ledger.order
        number = self.child(child)
        chosen = next(each for each in order.children if each.number == number)
        goods = {line.id for line in order.lines if line.type == "goods"}
        left = [LineQuantity(line=line, quantity=units) for line, units in units_left(chosen).items() if units]
        lines = tuple(share for share in left if share.line in goods)
        moved = (Allocation(warehouse=house, lines=lines),) if lines else ()
        self.attempt(clear, (msgspec.structs.replace(chosen, allocations=moved),), role=role)

    @rule(role=able)
    @precondition(lambda self: self.ledger.payments)
    def repeat_the_last_payment(self, role: Any) -> None:
        last = self.ledger.payments[-1]
        fields = ("payment_no", "method", "subject", "amount", "at")
        again = Receipt(**{name: getattr(last, name) for name in fields})
        before = self.ledger.order
        for operation in (pay, collect):
            self.attempt(operation, again, role=role, known=self.ledger.payments)
            assert self.ledger.order is before

    def child(self, place: int) -> str:
        children = self.ledger.order.children
        return children[place % len(children)].number

    def receipt(self, child: int | None, percent: int) -> Receipt:
        order = self.ledger.order
        self.payments += 1
        payable = order.amounts.payable
        if child is not None:
            number = self.child(child)
            payable = next(each.amounts.payable for each in order.children if each.number == number)
        return Receipt(
            payment_no=f"P-{self.payments}",
            method="alipay",
            subject=order.number if child is None else self.child(child),
            amount=Money(payable.amount * percent // 100, "CNY"),
            at=self.now,
        )

    def teardown(self) -> None:
        if hasattr(self, "ledger"):
            self.ledger.check()

    def attempt(self, operation: Callable[..., Change], *arguments: Any, role: Any, **named: Any) -> bool:
        """Do something or be refused; a refusal names what is legal and changes nothing."""
        order = self.ledger.order
        self.steps += 1
        try:
            change = operation(order, *arguments, actor=by(role), now=self.now, **named)
        except IllegalMove as refusal:
            self.check_refusal(refusal, order, role)
            return False
        except (InvalidInput, Conflict):
            return False
        self.ledger.enter(change)
        return not change.is_nothing

    def check_refusal(self, refusal: IllegalMove, order: Order, role: Any) -> None:
        assert refusal.move not in refusal.legal
        assert set(refusal.legal) <= set(legal_moves(order, role, self.now))
        assert all(role in RULES[move].roles for move in legal_moves(order, role, self.now))
        if refusal.current == NEUTRAL:
            assert role == "customer"
            assert "held" not in str(refusal)
            assert "review" not in str(refusal)


@pytest.mark.filterwarnings("ignore::hypothesis.errors.NonInteractiveExampleWarning")
def test_whatever_is_done_in_whatever_order_money_stock_and_statuses_add_up() -> None:
    run_state_machine_as_test(
        AnyOrderOfOperations,
        settings=settings(
            max_examples=200, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


@pytest.mark.prove
def test_ten_thousand_lives_of_orders_add_up() -> None:
    run_state_machine_as_test(
        AnyOrderOfOperations,
        settings=settings(
            max_examples=10_000, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
