"""Discounts of a request: read, and shared out to the lines that they are for."""

from collections.abc import Collection, Sequence

import msgspec

from engine.errors import FieldProblem, InvalidInput
from engine.money import ApportionmentMode, Money, minor_units, money_text, share_out
from engine.orders.order import Discount, LineItem
from engine.orders.request import RequestDiscount


class ReadDiscount(msgspec.Struct, frozen=True, kw_only=True):
    """A discount that can be read: its position in the request, and its amount in minor units."""

    position: int
    given: RequestDiscount
    amount: int

    def is_for(self, line: LineItem) -> bool:
        """Tell whether the line bears a share of it."""
        return not self.given.skus or line.sku in self.given.skus


def read_discounts(
    given: Sequence[RequestDiscount], skus: Collection[str], currency: str, problems: list[FieldProblem]
) -> tuple[ReadDiscount, ...]:
    """Return the discounts that can be read; what is wrong with the others is added to `problems`.

    `skus` are those of the order's lines.
    """
    readable: list[ReadDiscount] = []
    for position, discount in enumerate(given):
        amount = read_amount(discount.amount, currency, f"discounts[{position}].amount", problems)
        strangers = [(place, sku) for place, sku in enumerate(discount.skus) if sku not in skus]
        for place, sku in strangers:
            path, message = f"discounts[{position}].skus[{place}]", f"{sku} is on no line of this order"
            problems.append(FieldProblem(path=path, message=message, allowed=tuple(sorted(skus))))
        if amount is not None and not strangers:
            readable.append(ReadDiscount(position=position, given=discount, amount=amount))
    return tuple(readable)


def share_discounts(
    discounts: Sequence[ReadDiscount],
    lines: Sequence[LineItem],
    currency: str,
    problems: list[FieldProblem],
    mode: ApportionmentMode = "largest_remainder",
) -> tuple[tuple[Discount, ...], tuple[LineItem, ...]]:
    """Return the discounts with their shares, and the lines less them. What is too large is added to `problems`.

    A discount is shared out over what is left of its lines' amounts, so that no line falls below zero. Those for fewer
    lines come first: where scopes lie in one another or apart (a line's, a merchant's, all), every set of discounts
    that the goods can bear finds its place.
    """
    left = [line.amount.amount for line in lines]
    scopes = {entry.position: [place for place, line in enumerate(lines) if entry.is_for(line)] for entry in discounts}
    shared: dict[int, Discount] = {}
    for discount in sorted(discounts, key=lambda entry: len(scopes[entry.position])):
        places = scopes[discount.position]
        weights = [left[place] for place in places]
        if discount.amount > sum(weights):
            problems.append(_too_large(discount, sum(weights), currency))
            continue
        shares = share_out(discount.amount, weights, mode)
        for place, share in zip(places, shares, strict=True):
            left[place] -= share
        shared[discount.position] = Discount(
            kind=discount.given.kind,
            id=discount.given.id,
            amount=Money(discount.amount, currency),
            shares=tuple((lines[place].id, share) for place, share in zip(places, shares, strict=True) if share),
        )
    reduced = tuple(
        msgspec.structs.replace(line, discount=Money(line.amount.amount - rest, currency))
        for line, rest in zip(lines, left, strict=True)
    )
    return tuple(shared[position] for position in sorted(shared)), reduced


def _too_large(discount: ReadDiscount, left: int, currency: str) -> FieldProblem:
    amount, rest = money_text(discount.amount, currency), money_text(left, currency)
    message = f"{discount.given.id} takes off {amount}, but of the goods that it is for only {rest} are left to pay"
    return FieldProblem(path=f"discounts[{discount.position}].amount", message=message)


def read_amount(given: str | float, currency: str, path: str, problems: list[FieldProblem]) -> int | None:
    """Return an amount of the request in minor units; None where it cannot be read, and why is added to `problems`."""
    try:
        amount = minor_units(str(given), currency)
    except InvalidInput as wrong:
        problems.append(FieldProblem(path=path, message=str(wrong)))
        return None
    if amount < 0:
        problems.append(FieldProblem(path=path, message=f"{given} is negative; an amount is 0 or more"))
        return None
    return amount
