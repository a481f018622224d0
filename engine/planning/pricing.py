"""What our own shop's order costs: discounts by the promotion rules, the coupon, points, gifts; each a row."""

from collections.abc import Sequence

import msgspec

from engine.decisions.promotion import Adjustment, Gift, PromotionAnswer
from engine.errors import BenefitNotUsable, FieldProblem, InvalidInput, OutOfStock
from engine.evaluation.facts import Facts
from engine.money import Money
from engine.orders.benefits import Benefits, Coupon
from engine.orders.discounts import ReadDiscount
from engine.orders.intake import Intake, line_item
from engine.orders.order import Discount, LineItem, Order
from engine.orders.request import OrderRequest
from engine.planning.benefits import COUPON, benefit_facts, check_benefits, coupon_path
from engine.planning.deliberation import Deliberation
from engine.planning.free_stock import FreeStock, check_stock
from engine.planning.order_facts import Case
from engine.planning.snapshot import Snapshot

NO_PROMOTION = PromotionAnswer(adjustments=())
_NOT_YET: Facts = {"order.discount_total": None}


class Priced(msgspec.Struct, frozen=True, kw_only=True):
    """The lines with what each has off, gifts among them; the discounts; what is used up; gifts that have run out."""

    lines: tuple[LineItem, ...]
    discounts: tuple[Discount, ...]
    benefits: Benefits = Benefits()
    missed: tuple[Gift, ...] = ()


AS_GIVEN = Priced(lines=(), discounts=())  # of a platform's order: nothing is reckoned here


def price_order(
    council: Deliberation, case: Case, draft: Order, request: OrderRequest, intake: Intake, snapshot: Snapshot
) -> Priced:
    """Return the order's price as the promotion rules reckon it; `case` is that of the draft.

    Raises BenefitNotUsable for a coupon or points that cannot be used, InvalidInput where the shop has told its buyer
    another discount than there is now. Where the rules fail there is no discount, and the order is held.
    """
    coupon = check_benefits(request, snapshot, intake.placed_at)
    own = {**case.all_lines(), **_NOT_YET, **benefit_facts(draft, coupon, request, snapshot)}
    answer = council.ask("promotion", own, "order", PromotionAnswer, shared=case.facts, usual=NO_PROMOTION)
    if answer is None:
        return Priced(lines=draft.lines, discounts=())
    source = council.records[-1].set_version if answer is not NO_PROMOTION else ""
    discounts = tuple(_discount(adjustment, source, coupon) for adjustment in answer.adjustments)
    uses_coupon = any(discount.kind == COUPON for discount in discounts)
    if coupon is not None and not uses_coupon:
        raise BenefitNotUsable(coupon_path(request), f"coupon {coupon.id} takes nothing off these goods")
    _check_claims(intake.claims, discounts, draft)
    lines = _reduced(draft.lines, discounts)
    given, missed = _gifts(answer.gifts, lines, draft, source, snapshot)
    rows = tuple(_gift_row(line, draft.currency) for line in given)
    used = Benefits(
        coupon=coupon.id if coupon is not None else None, customer=request.customer.id, points=answer.points_used
    )
    return Priced(lines=(*lines, *given), discounts=(*discounts, *rows), benefits=used, missed=missed)


def _discount(adjustment: Adjustment, source: str, coupon: Coupon | None) -> Discount:
    is_coupon = adjustment.kind == COUPON and coupon is not None
    return Discount(
        kind=adjustment.kind,
        id=coupon.id if is_coupon and coupon is not None else adjustment.id,
        amount=adjustment.amount,
        source=f"{source}/{adjustment.id}",
        shares=tuple((share.line, share.amount.amount) for share in adjustment.lines),
    )


def _reduced(lines: Sequence[LineItem], discounts: Sequence[Discount]) -> tuple[LineItem, ...]:
    """Return the lines less their shares of the discounts."""
    off: dict[str, int] = {}
    for discount in discounts:
        for line, share in discount.shares:
            off[line] = off.get(line, 0) + share
    return tuple(
        msgspec.structs.replace(line, discount=Money(off[line.id], line.discount.currency)) if line.id in off else line
        for line in lines
    )


def _check_claims(claims: Sequence[ReadDiscount], discounts: Sequence[Discount], draft: Order) -> None:
    """See that the discounts that the buyer was told are those that there are now. Raises InvalidInput naming each."""
    left = list(discounts)
    problems: list[FieldProblem] = []
    for claim in claims:
        given, path = claim.given, f"discounts[{claim.position}]"
        found = next((each for each in left if (each.kind, each.id) == (given.kind, given.id)), None)
        if found is None:
            allowed = tuple(dict.fromkeys(each.id for each in left if each.kind == given.kind))
            message = f"there is no {given.kind} {given.id} for this order"
            problems.append(FieldProblem(path=f"{path}.id", message=message, allowed=allowed))
            continue
        left.remove(found)
        if claim.amount != found.amount.amount:
            message = f"{given.amount} is not what {given.id} takes off; it is {found.amount.text} now"
            problems.append(FieldProblem(path=f"{path}.amount", message=message, allowed=(found.amount.text,)))
        skus = _skus_of(found, draft)
        if given.skus and set(given.skus) != set(skus):
            message = f"{given.id} is for {', '.join(skus)}, not for {', '.join(given.skus)}"
            problems.append(FieldProblem(path=f"{path}.skus", message=message, allowed=skus))
    if problems:
        raise InvalidInput("; ".join(f"{problem.path}: {problem.message}" for problem in problems), problems)


def _skus_of(discount: Discount, draft: Order) -> tuple[str, ...]:
    skus = {line.id: line.sku for line in draft.lines}
    return tuple(dict.fromkeys(skus[line] for line, _ in discount.shares))


def _gifts(
    gifts: Sequence[Gift], lines: Sequence[LineItem], draft: Order, source: str, snapshot: Snapshot
) -> tuple[tuple[LineItem, ...], tuple[Gift, ...]]:
    """Return the gifts as lines that cost nothing, and those that cannot be had any more."""
    given: list[LineItem] = []
    missed: list[Gift] = []
    for gift in gifts:
        sku = snapshot.skus.get(gift.sku)
        if sku is None:
            missed.append(gift)
            continue
        number = str(len(lines) + len(given) + 1)
        item = line_item(number, sku, gift.quantity, Money(0, draft.currency), sku.merchant)
        item = msgspec.structs.replace(item, gift_of=f"{source}/{gift.id}")
        if item.type != "goods" or _is_there([*lines, *given, item], item, draft.channel, snapshot):
            given.append(item)
        else:
            missed.append(gift)
    return tuple(given), tuple(missed)


def _is_there(lines: Sequence[LineItem], gift: LineItem, channel: str, snapshot: Snapshot) -> bool:
    """Tell whether a gift can be promised beside what is ordered."""
    same = [line for line in lines if line.sku == gift.sku]
    try:
        check_stock(same, snapshot.warehouses, FreeStock(snapshot.stock), snapshot.sales, channel)
    except OutOfStock:
        return False
    return True


def _gift_row(line: LineItem, currency: str) -> Discount:
    """Return the row of a gift: it takes nothing off, and has a source."""
    source = line.gift_of or ""
    return Discount(kind="gift", id=source.rpartition("/")[2], amount=Money(0, currency), source=source)
