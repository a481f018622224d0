"""The books of a test: what the changes of one order say of stock and money, added up apart from the order itself."""

from collections import Counter

from engine.orders.change import Change
from engine.orders.dues import due, kept, worth
from engine.orders.lifecycle.family import parent_status
from engine.orders.lifecycle.flows import FLOWS
from engine.orders.lifecycle.tables import TABLES
from engine.orders.operations.release import HERE
from engine.orders.order import ChildOrder, Order
from engine.orders.payment import Payment
from engine.orders.status import FulfillmentState, OrderState, PaymentState
from engine.orders.views import ENGLISH, status_view

Place = tuple[str, str]  # SKU, warehouse

STOCK = 100
GONE = {FulfillmentState.SHIPPED, FulfillmentState.RECEIVED, FulfillmentState.REFUSED}
_PAID_UP = {PaymentState.PAID, PaymentState.PARTLY_REFUNDED}


class Ledger:
    """Stock and money of one order, as its changes move them."""

    def __init__(self, order: Order) -> None:
        self.order = order
        self.reserved: Counter[Place] = reserved_by(order)
        self.shipped: Counter[Place] = Counter()
        self.on_hand: Counter[Place] = Counter(dict.fromkeys(self.reserved, STOCK))
        self.payments: list[Payment] = []
        self.refunded = 0
        self.refund_numbers: set[str] = set()
        self.benefits_given_back = 0

    def enter(self, change: Change) -> None:
        """Write a change down, and hold it against all that has to be so."""
        assert change.before is self.order
        if change.is_nothing:
            assert (*change.events, *change.stock, *change.payments, *change.refunds) == ()
            return
        assert change.after.version == self.order.version + 1
        assert change.events
        assert {event.order_no for event in change.events} == {self.order.number}
        _check_moves(self.order, change.after)
        self.order = change.after
        self._move_stock(change)
        self.payments.extend(change.payments)
        self.refunded += sum(refund.amount.amount for refund in change.refunds)
        new = [refund.refund_no for refund in change.refunds]
        assert len(set(new) | self.refund_numbers) == len(new) + len(self.refund_numbers)
        self.refund_numbers |= set(new)
        self.benefits_given_back += change.gives_back_benefits
        self.check()

    def check(self) -> None:
        """Hold the order against the books and against the laws of its status."""
        order = self.order
        assert self.reserved == reserved_by(order)
        assert self.shipped == shipped_by(order)
        for place, on_hand in self.on_hand.items():
            assert 0 <= self.reserved[place] <= on_hand
            assert on_hand + self.shipped[place] == STOCK
        self._check_money()
        assert order.status == parent_status([child.status for child in order.children])
        for status in (order.status, *(child.status for child in order.children)):
            view = status_view(status)
            assert all(word in ENGLISH for word in (view.customer, view.platform, view.erp))
        assert self.benefits_given_back == (order.status.order is OrderState.CANCELLED)

    def _check_money(self) -> None:
        order = self.order
        paid = sum(payment.amount.amount for payment in self.payments)
        settlement = order.settlement
        assert paid == (settlement.paid.amount if settlement else 0)
        assert self.refunded == (settlement.refunded.amount if settlement else 0)
        assert self.refunded <= paid
        assert sum(child.amounts.payable.amount for child in order.children) == order.amounts.payable.amount
        if order.presale is not None:
            assert order.presale.deposit + order.presale.balance == order.amounts.payable
        assert sum(kept(order, child).amount for child in order.children) == paid - self.refunded
        for child in order.children:
            _check_child(order, child)

    def _move_stock(self, change: Change) -> None:
        for move in change.stock:
            place = (move.sku, move.warehouse)
            assert move.quantity > 0
            self.on_hand.setdefault(place, STOCK)
            if move.kind == "reserve":
                self.reserved[place] += move.quantity
            elif move.kind == "restock":
                self.on_hand[place] += move.quantity
                self.shipped[place] -= move.quantity
            else:
                self.reserved[place] -= move.quantity
            if move.kind == "ship":
                self.on_hand[place] -= move.quantity
                self.shipped[place] += move.quantity
            assert self.reserved[place] >= 0


def reserved_by(order: Order) -> Counter[Place]:
    return _units(order, [child for child in order.children if child.status.fulfillment in HERE])


def shipped_by(order: Order) -> Counter[Place]:
    return _units(order, [child for child in order.children if child.status.fulfillment in GONE])


def _units(order: Order, children: list[ChildOrder]) -> Counter[Place]:
    skus = {line.id: line.sku for line in order.lines}
    units = Counter[Place]()
    for child in children:
        for held in child.allocations:
            for share in held.lines:
                units[skus[share.line], held.warehouse] += share.quantity
    return units


def _check_child(order: Order, child: ChildOrder) -> None:
    """Check a child's money against its status: paid up means what it is worth is held, given back means nothing is."""
    held, value, payment = kept(order, child), worth(order, child), child.status.payment
    assert held.amount >= 0
    if payment in _PAID_UP:
        is_on_its_way_back = child.status.order is OrderState.CANCELLED
        assert held == value or is_on_its_way_back
        assert due(order, child).amount == 0
    if payment in {PaymentState.REFUNDED, PaymentState.UNPAID, PaymentState.COLLECTABLE, PaymentState.NOT_REQUIRED}:
        assert held.amount == 0
    if child.status.order is OrderState.CANCELLED:
        assert value.amount == 0


def _check_moves(before: Order, after: Order) -> None:
    """Check that every child is where moves of its type's flow lead to."""
    moves = FLOWS[before.order_type].moves
    for old, new in zip(before.children, after.children, strict=True):
        for dimension, table in TABLES.items():
            start, end = getattr(old.status, dimension), getattr(new.status, dimension)
            reached, front = {start}, [start]
            while front:
                state = front.pop()
                for move, target in table[state].items():
                    if move in moves and target not in reached:
                        reached.add(target)
                        front.append(target)
            assert end in reached, f"{dimension}: {start} does not lead to {end}"
