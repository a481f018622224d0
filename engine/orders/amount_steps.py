"""The amounts of an order at every step: goods, each discount, freight, payable."""

from collections.abc import Sequence

from engine.money import Money
from engine.orders.order import Amounts, AmountStep, Discount, Order


def amount_steps(amounts: Amounts, discounts: Sequence[Discount]) -> tuple[AmountStep, ...]:
    """Return the steps from the goods to what is paid; the discounts in the order in which they were taken.

    What was taken off beyond them afterwards (the changed balance of a presale) is the step `changed_balance`.
    """
    left = amounts.goods
    steps = [AmountStep(step="goods", amount=left, after=left)]
    for discount in discounts:
        left = left - discount.amount
        steps.append(
            AmountStep(step=discount.kind, amount=-discount.amount, after=left, id=discount.id, source=discount.source)
        )
    beyond = amounts.discount - Money.sum((each.amount for each in discounts), amounts.discount.currency)
    if beyond.amount:
        left = left - beyond
        steps.append(AmountStep(step="changed_balance", amount=-beyond, after=left))
    left = left + amounts.freight
    steps.append(AmountStep(step="freight", amount=amounts.freight, after=left))
    return (*steps, AmountStep(step="payable", amount=amounts.payable, after=left))


def steps_of(order: Order) -> tuple[AmountStep, ...]:
    """Return the steps that were kept with an order; made again where its amounts have changed since."""
    kept = order.steps
    if kept and kept[-1].amount == order.amounts.payable:
        return kept
    return amount_steps(order.amounts, order.discounts)
