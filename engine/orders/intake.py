"""Intake: a request held against the catalogue becomes priced lines, or one refusal that names all that is wrong."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

import msgspec

from engine.errors import FieldProblem, InvalidInput
from engine.geography.addresses import resolve_address
from engine.geography.regions import HOME_COUNTRY, RegionTree
from engine.money import ApportionmentMode, Money, money_text
from engine.orders.catalogue import Sku
from engine.orders.channel import ChannelPolicy
from engine.orders.discounts import ReadDiscount, read_amount, read_discounts, share_discounts
from engine.orders.order import Discount, LineItem
from engine.orders.order_types import type_problems
from engine.orders.request import Address, OrderRequest, RequestLine

# Goods of one order, in minor units: well within the 64 bits of a database and the 53 of JSON readers.
LARGEST_TOTAL: Final = 10**15
_CITY_DEPTH: Final = 3
# What is sent in place of something else may cost nothing.
_MAY_BE_FREE: Final = frozenset({"exchange", "reissue"})


class Intake(msgspec.Struct, frozen=True, kw_only=True):
    """A request made complete: lines with the snapshot of their goods, given discounts shared out, the place found.

    `claims` are discounts that our own shop has told its buyer; they are checked against what the rules reckon.
    """

    placed_at: datetime
    region: str
    lines: tuple[LineItem, ...]
    discounts: tuple[Discount, ...]
    claims: tuple[ReadDiscount, ...] = ()


def complete(
    request: OrderRequest,
    skus: Mapping[str, Sku],
    regions: RegionTree,
    policy: ChannelPolicy,
    now: datetime,
    mode: ApportionmentMode = "largest_remainder",
) -> Intake:
    """Return the request made complete. Raises InvalidInput with every problem, each under its path in the request."""
    problems: list[FieldProblem] = []
    region = _region(request.address, regions, problems)
    placed_at = request.placed_at or now
    if placed_at.tzinfo is None:
        message = f"{placed_at.isoformat()} has no zone; write it like 2026-11-11T00:03:00+08:00"
        problems.append(FieldProblem(path="placed_at", message=message))
    lines = _lines(request, skus, policy, problems)
    given = read_discounts(request.discounts, {line.sku for line in request.lines}, request.currency, problems)
    discounts: tuple[Discount, ...] = ()
    if policy.trusted_pricing:
        _refuse_benefits(request, problems)
        if given and len(lines) == len(request.lines):
            discounts, lines = share_discounts(given, lines, request.currency, problems, mode)
    problems.extend(type_problems(request, lines, now))
    if problems or region is None:
        raise InvalidInput("; ".join(f"{problem.path}: {problem.message}" for problem in problems), problems)
    claims = () if policy.trusted_pricing else given
    return Intake(placed_at=placed_at, region=region, lines=tuple(lines), discounts=discounts, claims=claims)


def _refuse_benefits(request: OrderRequest, problems: list[FieldProblem]) -> None:
    """Note coupons and points of ours: a platform has agreed its discounts with the buyer already."""
    for path in ("coupon", "points"):
        if getattr(request, path) is not None:
            message = f"orders of {request.channel} bring their own discounts; send them in discounts"
            problems.append(FieldProblem(path=path, message=message))


def _region(address: Address, regions: RegionTree, problems: list[FieldProblem]) -> str | None:
    try:
        region = resolve_address(
            regions,
            country=address.country,
            province=address.province,
            city=address.city,
            district=address.district,
            region_code=address.region_code,
        )
    except InvalidInput as wrong:
        problems.extend(wrong.problems)
        return None
    line = regions.ancestors(region.code)
    below = regions.children(region.code) if line[-1] == HOME_COUNTRY and len(line) < _CITY_DEPTH else ()
    if below:
        level = "province" if region.parent is None else "city"
        message = f"{regions.path(region.code)} is too wide an address; name its {level}"
        allowed = tuple(child.name for child in below)
        problems.append(FieldProblem(path=f"address.{level}", message=message, allowed=allowed))
        return None
    return region.code


def _lines(
    request: OrderRequest, skus: Mapping[str, Sku], policy: ChannelPolicy, problems: list[FieldProblem]
) -> Sequence[LineItem]:
    """Return the lines that can be read; there are fewer than asked for where one cannot."""
    others = {skus[line.sku].currency for line in request.lines if line.sku in skus} - {request.currency}
    if others:
        message = f"goods of this order are sold in {', '.join(sorted(others))}, not in {request.currency}"
        problems.append(FieldProblem(path="currency", message=message, allowed=tuple(sorted(others))))
    found = [_line(position, request, skus, policy, problems) for position in range(len(request.lines))]
    lines = [line for line in found if line is not None]
    if sum(line.amount.amount for line in lines) > LARGEST_TOTAL:
        message = f"the goods come to more than {money_text(LARGEST_TOTAL, request.currency)} {request.currency}"
        problems.append(FieldProblem(path="lines", message=message))
    return lines


def _line(
    position: int,
    request: OrderRequest,
    skus: Mapping[str, Sku],
    policy: ChannelPolicy,
    problems: list[FieldProblem],
) -> LineItem | None:
    asked, path = request.lines[position], f"lines[{position}]"
    price = read_amount(asked.unit_price, request.currency, f"{path}.unit_price", problems)
    sku = skus.get(asked.sku)
    if sku is None:
        problems.append(FieldProblem(path=f"{path}.sku", message=f"there is no SKU {asked.sku}"))
        return None
    if policy.checks_prices and sku.currency == request.currency:
        is_free = price == 0 and request.order_type in _MAY_BE_FREE
        problems.extend(_differences(asked, sku, sku.price if is_free else price, path))
    if price is None:
        return None
    merchant = asked.merchant_id if asked.merchant_id and policy.trusted_pricing else sku.merchant
    return line_item(str(position + 1), sku, asked.quantity, Money(price, request.currency), merchant)


def _differences(asked: RequestLine, sku: Sku, price: int | None, path: str) -> list[FieldProblem]:
    problems = []
    if price is not None and price != sku.price:
        current = money_text(sku.price, sku.currency)
        message = f"{asked.unit_price} is not the price of {sku.id}; it is {current} now"
        problems.append(FieldProblem(path=f"{path}.unit_price", message=message, allowed=(current,)))
    if asked.merchant_id not in (None, sku.merchant):
        message = f"{sku.id} is not sold by {asked.merchant_id}"
        problems.append(FieldProblem(path=f"{path}.merchant_id", message=message, allowed=(sku.merchant,)))
    return problems


def line_item(line: str, sku: Sku, quantity: int, unit_price: Money, merchant: str) -> LineItem:
    """Return a line with the snapshot of its goods as they are now."""
    nothing = Money(0, unit_price.currency)
    return LineItem(
        id=line,
        sku=sku.id,
        name=sku.name,
        merchant=merchant,
        category=sku.category,
        quantity=quantity,
        unit_price=unit_price,
        discount=nothing,
        freight=nothing,
        weight_grams=sku.weight_grams,
        volume_cm3=sku.volume_cm3,
        temperature=sku.temperature,
        type=sku.type,
        trade=sku.trade,
        bonded_zone=sku.bonded_zone,
        brand=sku.brand,
        presale=sku.presale,
        ship_date=sku.ship_date.isoformat() if sku.ship_date else None,
        is_promo=sku.is_promo,
    )
