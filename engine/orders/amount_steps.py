"""The amounts of an order at every step: goods, each discount, freight, payable."""

from collections.abc import Sequence

from engine.orders.order import Amounts, AmountStep, Discount


def amount_steps(amounts: Amounts, discounts: Sequence[Discount]) -> tuple[AmountStep, ...]:
    """Return the steps from the goods to what is paid; the discounts in the order in which they were taken."""
    left = amounts.goods
    steps = [AmountStep(step="goods", amount=left, after=left)]
    for discount in discounts:
        left = left - discount.amount
        steps.append(
            AmountStep(step=discount.kind, amount=-discount.amount, after=left, id=discount.id, source=discount.source)
        )
    left = left + amounts.freight
    steps.append(AmountStep(step="freight", amount=amounts.freight, after=left))
    return (*steps, AmountStep(step="payable", amount=amounts.payable, after=left))
