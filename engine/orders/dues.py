"""What the children of an order are worth, what was paid for them, and what is still due."""

from collections.abc import Mapping, Sequence

from engine.money import Money, share_out
from engine.orders.line_shares import LineShare, line_shares
from engine.orders.order import ChildOrder, LineQuantity, Order
from engine.orders.payment import Settlement
from engine.orders.status import OrderState, PaymentState

_NOTHING_DUE = frozenset({PaymentState.NOT_REQUIRED, PaymentState.FORFEITED})


def worth(order: Order, child: ChildOrder, cancelled: Sequence[LineQuantity] | None = None) -> Money:
    """Return what the units cost that are left of a child, its freight with them.

    `cancelled` are the units that are taken out in all (those of the child where it is left out). A unit costs its
    share of the line's amount less its discount, so cut that any sequence of cancellations adds up to the whole.
    The freight stays as long as one unit does: it is given back with the last.
    """
    gone = {share.line: share.quantity for share in (child.cancelled if cancelled is None else cancelled)}
    shares = _shares(order, child)
    if all(gone.get(share.line, 0) >= share.quantity for share in shares):
        return Money(0, order.currency)
    left = sum(
        net - net * gone.get(share.line, 0) // share.quantity
        for share, net in zip(shares, _nets(child, shares), strict=True)
    )
    return Money(left, order.currency) + child.amounts.freight


def worth_of_units(order: Order, line: str, before: int, quantity: int) -> Money:
    """Return what the next units of a line cost after those `before` that went back, freight aside.

    Units that were cancelled are not among them; the cut is that of `worth`, so that cancellations and returns in any
    sequence add up to what the line costs, whatever its children have off.
    """
    cost, counted = 0, 0
    for child in order.children:
        shares = _shares(order, child)
        left = units_left(child)
        for share, net in zip(shares, _nets(child, shares), strict=True):
            if share.line != line:
                continue
            gone = share.quantity - left[line]
            first, last = (min(max(units - counted, 0), left[line]) for units in (before, before + quantity))
            cost += net * (gone + last) // share.quantity - net * (gone + first) // share.quantity
            counted += left[line]
    return Money(cost, order.currency)


def discount_of_lines(order: Order, child: ChildOrder) -> Money:
    """Return what a child has off by the discounts of its lines; a changed balance takes off more."""
    return Money(sum(share.discount for share in _shares(order, child)), order.currency)


def _shares(order: Order, child: ChildOrder) -> Sequence[LineShare]:
    position = [each.number for each in order.children].index(child.number)
    children = [each.lines for each in order.children]
    return line_shares(order.lines, children, order.apportionment)[position]


def _nets(child: ChildOrder, shares: Sequence[LineShare]) -> Sequence[int]:
    """Return what is paid for each part of a child, freight aside.

    What the child has off beyond its lines' discounts (a changed balance) is shared out over what they cost.
    """
    nets = [share.net for share in shares]
    beyond = child.amounts.discount.amount - sum(share.discount for share in shares)
    return [net - part for net, part in zip(nets, share_out(beyond, nets), strict=True)] if beyond else nets


def kept(order: Order, child: ChildOrder) -> Money:
    """Return what we hold of the buyer's money for a child."""
    return child.settlement.kept if child.settlement else Money(0, order.currency)


def due(order: Order, child: ChildOrder) -> Money:
    """Return what is still to be paid for a child: never below zero, nothing where it is cancelled or free."""
    nothing = Money(0, order.currency)
    if child.status.order is OrderState.CANCELLED or child.status.payment in _NOTHING_DUE:
        return nothing
    return max(worth(order, child) - kept(order, child), nothing)


def settled(earlier: Settlement | None, currency: str, *, paid: int = 0, refunded: int = 0) -> Settlement:
    """Return a settlement with more paid or given back, in minor units."""
    before = earlier or Settlement(paid=Money(0, currency), refunded=Money(0, currency))
    return Settlement(paid=before.paid + Money(paid, currency), refunded=before.refunded + Money(refunded, currency))


def units_left(child: ChildOrder) -> Mapping[str, int]:
    """Return how many units of each line are not cancelled."""
    gone = {share.line: share.quantity for share in child.cancelled}
    return {share.line: share.quantity - gone.get(share.line, 0) for share in child.lines}
