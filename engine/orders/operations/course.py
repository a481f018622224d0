"""An operation under way: the order as it becomes, and all that is to be written with it."""

from datetime import datetime
from typing import Literal

import msgspec

from engine.errors import NotFound
from engine.money import Money
from engine.orders.actor import SYSTEM, Actor
from engine.orders.change import Change, StockMove
from engine.orders.dues import due, settled
from engine.orders.event import OrderEvent
from engine.orders.lifecycle.flows import FLOWS, Flow
from engine.orders.lifecycle.situation import Situation
from engine.orders.lifecycle.transition import check, check_role, is_legal, moved, with_child
from engine.orders.order import Allocation, ChildOrder, Order
from engine.orders.payment import Payment, Refund
from engine.orders.status import Move, OrderState, PaymentState


class Course:
    """One operation of one actor at one time. Nothing outside it changes; `change` says what came of it."""

    def __init__(self, order: Order, actor: Actor, now: datetime) -> None:
        self.before = self.order = order
        self.actor, self.now = actor, now
        self._events: list[OrderEvent] = []
        self._stock: list[StockMove] = []
        self._payments: list[Payment] = []
        self._refunds: list[Refund] = []

    @property
    def flow(self) -> Flow:
        """The flow of the order's type."""
        return FLOWS[self.order.order_type]

    @property
    def is_number_only(self) -> bool:
        """Tell whether amounts are written down and no account of ours moves."""
        return not self.flow.moves_money or self.order.on_account

    def has_collected(self, number: str) -> bool:
        """Tell whether money for a child was collected, so that more of it is known to be too much."""
        return self.is_number_only and self.child(number).settlement is not None

    def child(self, number: str) -> ChildOrder:
        """Return a child as it is now. Raises NotFound."""
        for child in self.order.children:
            if child.number == number:
                return child
        raise NotFound("child order", number)

    def living(self) -> tuple[str, ...]:
        """Return the numbers of the children that are not cancelled."""
        return tuple(child.number for child in self.order.children if child.status.order is not OrderState.CANCELLED)

    def at(self, number: str, by: Actor | None = None) -> Situation:
        """Return where a child stands, as guards look at it."""
        return Situation(order=self.order, child=self.child(number), actor=by or self.actor, now=self.now)

    def check(self, number: str, move: Move) -> None:
        """Refuse what is not legal now. Raises IllegalMove."""
        check(self.at(number), move)

    def check_role(self, number: str, move: Move) -> None:
        """Refuse an actor for whom the move is not, whatever the status. Raises IllegalMove."""
        check_role(self.at(number), move)

    def can(self, number: str, move: Move, by: Actor | None = None) -> bool:
        """Tell whether a child can make a move now."""
        return is_legal(self.at(number, by), move)

    def move(self, number: str, move: Move, by: Actor | None = None) -> None:
        """Move a child. Raises IllegalMove."""
        self.order = moved(self.order, self.child(number), move, by or self.actor, self.now)

    def follow(self, number: str, move: Move) -> None:
        """Move a child as a consequence of what was done."""
        self.move(number, move, SYSTEM)

    def alter(self, child: ChildOrder) -> None:
        """Put a child with other contents in its place."""
        self.order = with_child(self.order, child)

    def alter_order(self, **fields: object) -> None:
        """Replace fields of the order itself; its status is not among them."""
        self.order = msgspec.structs.replace(self.order, **fields)

    def tell(self, name: str, **data: object) -> None:
        """Note what happened, in the past tense; `data` are ids and amounts."""
        self._events.append(
            OrderEvent(name=name, order_no=self.order.number, at=self.now, actor=self.actor.name, data=data)
        )

    def shift(self, kind: Literal["release", "ship", "reserve", "restock"], number: str, held: Allocation) -> None:
        """Note that units move in a warehouse, for a child."""
        skus = {line.id: line.sku for line in self.order.lines}
        self._stock.extend(
            StockMove(
                kind=kind,
                sku=skus[share.line],
                warehouse=held.warehouse,
                line=share.line,
                quantity=share.quantity,
                order_no=number,
            )
            for share in held.lines
        )

    def note_payment(self, payment: Payment) -> None:
        """Note money that came in; what it is for is booked with `book`."""
        self._payments.append(payment)
        self.tell(
            "PaymentReceived",
            payment_no=payment.payment_no,
            method=payment.method,
            subject=payment.subject,
            kind=payment.kind,
            amount=payment.amount.text,
            currency=payment.amount.currency,
        )

    def book(self, number: str, amount: Money) -> None:
        """Book money received for a child, and with it for the order."""
        child, currency = self.child(number), self.order.currency
        paid = settled(child.settlement, currency, paid=amount.amount)
        self.alter(msgspec.structs.replace(child, settlement=paid))
        self.alter_order(settlement=settled(self.order.settlement, currency, paid=amount.amount))

    def give_back(self, number: str, amount: Money, reason: str) -> None:
        """Note that money of a child is owed to the buyer; of nothing, nothing is noted."""
        if amount.amount <= 0:
            return
        child, currency = self.child(number), self.order.currency
        self.alter(
            msgspec.structs.replace(child, settlement=settled(child.settlement, currency, refunded=amount.amount))
        )
        self.alter_order(settlement=settled(self.order.settlement, currency, refunded=amount.amount))
        self._owe(
            Refund(
                refund_no=f"{number}-{reason}-{self.before.version}",
                subject=number,
                payment_no=None,
                amount=amount,
                reason=reason,
                at=self.now,
                number_only=self.is_number_only,
            )
        )

    def give_surplus_back(self, payment: Payment, amount: Money, reason: str) -> None:
        """Note money that the order has no use for: received and owed at once, booked on the order alone."""
        booked = settled(self.order.settlement, amount.currency, paid=amount.amount, refunded=amount.amount)
        self.alter_order(settlement=booked)
        self._owe(
            Refund(
                refund_no=f"{payment.method}-{payment.payment_no}-{reason}",
                subject=payment.subject,
                payment_no=payment.payment_no,
                amount=amount,
                reason=reason,
                at=self.now,
                number_only=payment.kind == "collection",
            )
        )

    def advance(self) -> None:
        """Let follow what follows by itself: what costs nothing is waived, what is paid is accepted and confirmed."""
        self._waive_what_is_free()
        confirmed = []
        for number in self.living():
            for move in (Move.ACCEPT, Move.AWAIT_GROUP):
                if self.can(number, move, SYSTEM):
                    self.follow(number, move)
            if not self.flow.is_confirmed_by_hand and self.can(number, Move.CONFIRM, SYSTEM):
                self.follow(number, Move.CONFIRM)
                confirmed.append(number)
        if confirmed:
            self.tell("OrderConfirmed", children=confirmed)

    def change(self) -> Change:
        """Return what came of it; nothing where the order is as before."""
        if self.order is self.before:
            return Change(before=self.before, after=self.before)
        is_called_off = (
            self.order.status.order is OrderState.CANCELLED and self.before.status.order is not OrderState.CANCELLED
        )
        return Change(
            before=self.before,
            after=msgspec.structs.replace(self.order, version=self.before.version + 1),
            events=tuple(self._events),
            stock=tuple(self._stock),
            payments=tuple(self._payments),
            refunds=tuple(self._refunds),
            gives_back_benefits=is_called_off,
        )

    def _owe(self, refund: Refund) -> None:
        self._refunds.append(refund)
        self.tell(
            "RefundOwed",
            refund_no=refund.refund_no,
            subject=refund.subject,
            amount=refund.amount.text,
            currency=refund.amount.currency,
            reason=refund.reason,
            number_only=refund.number_only,
        )

    def _waive_what_is_free(self) -> None:
        """Ask nothing for children that cost nothing, as soon as the others are paid."""
        living = [self.child(number) for number in self.living()]
        waiting = [child for child in living if child.status.payment is PaymentState.UNPAID]
        if any(due(self.order, child).amount for child in living) or self.order.presale is not None:
            return
        for child in waiting:
            self.follow(child.number, Move.WAIVE)
