"""The shipped risk rules over a labelled day: fake buyers and fraud among families, offices and wholesalers."""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import count
from typing import Any, Final

import msgspec

from engine.errors import OrderNotAccepted
from engine.orders.catalogue import Customer
from engine.orders.request import Address, CustomerInfo, OrderRequest, PaymentInfo, RequestLine
from engine.services.app import Oms
from tests.architecture.source import ROOT
from tests.builders import NOW, a_line, a_sku, a_warehouse
from tests.services.calls import a_request, place
from tests.services.conftest import stock

_PEOPLE: Final = count(1)


class Labelled(msgspec.Struct):
    """An order, and whether somebody up to no good placed it; `minute` of the day at which it comes."""

    minute: int
    is_bad: bool
    request: OrderRequest


def person() -> dict[str, Any]:
    """Return what an order says of somebody who shares nothing with anybody."""
    number = next(_PEOPLE)
    return {
        "customer": CustomerInfo(id=f"N-{number}", phone=f"139{number:08d}"),
        "device_id": f"device-{number}",
        "address": home(f"{number} 号"),
        "payment": PaymentInfo(method="alipay", account=f"account-{number}"),
    }


def home(detail: str) -> Address:
    return Address(region_code="330106", detail=detail)


def order(minute: int, *lines: RequestLine, is_bad: bool = False, **said: Any) -> Labelled:
    at = NOW + timedelta(minutes=minute)
    request = a_request(*(lines or (a_line("A-1", 1),)), placed_at=at, **{**person(), **said})
    return Labelled(minute, is_bad, request)


def honest(draw: random.Random) -> Iterator[Labelled]:
    for number in range(40):  # people who come back, some of them twice a day
        for _ in range(draw.choice((1, 1, 2))):
            known = CustomerInfo(id=f"K-{number}")
            yield order(draw.randrange(1440), a_line("A-1", draw.randrange(1, 4)), customer=known)
    for _ in range(40):
        yield order(draw.randrange(1440), a_line("A-1", draw.randrange(1, 4)))
    for _ in range(6):  # a television for the new flat
        yield order(draw.randrange(1440), a_line("TV", 1, "2600.00"))
    for family in range(8):
        shared: dict[str, Any] = {"address": home(f"家 {family}"), "device_id": f"tablet-{family}"}
        for _ in range(3):
            yield order(draw.randrange(1440), **shared)
    for _ in range(12):  # an office has its parcels sent to the front desk
        yield order(draw.randrange(1440), address=home("前台"))
    for number in range(4):
        yield order(draw.randrange(1440), a_line("A-1", 400), customer=CustomerInfo(id=f"W-{number}"))
    for _ in range(5):  # who pays at the door a little above the limit
        yield order(draw.randrange(1440), a_line("A-1", 26), payment=PaymentInfo(method="cod"))


def bad(draw: random.Random) -> Iterator[Labelled]:
    for ring in range(2):  # one phone farm, one payment account, many fresh accounts
        start = draw.randrange(600)
        shared: dict[str, Any] = {
            "device_id": f"farm-{ring}",
            "payment": PaymentInfo(method="alipay", account=f"boss-{ring}"),
        }
        for number in range(12):
            yield order(start + 5 * number, a_line("PROMO", 2), is_bad=True, **shared)
    for number in range(12):  # empty parcels to one address, from one device
        yield order(200 + number, is_bad=True, device_id="farm-9", address=home("空包"))
    for number in range(10):  # promotion goods hoarded over several accounts at one address
        yield order(400 + number, a_line("PROMO", 5), is_bad=True, address=home("囤货"))
    for _ in range(8):  # dear goods on delivery to people nobody knows
        cash = PaymentInfo(method="cod")
        yield order(draw.randrange(1440), a_line("TV", 1, "2600.00"), is_bad=True, payment=cash)
    for _ in range(3):
        yield order(draw.randrange(1440), is_bad=True, customer=CustomerInfo(id="BL-0001"))


async def is_flagged(oms: Oms, request: OrderRequest) -> bool:
    """Tell whether an order is refused or held for a person."""
    try:
        return (await place(oms, request)).status.review == "held"
    except OrderNotAccepted:
        return True


async def open_shop(oms: Oms) -> None:
    await stock(oms, {("A-1", "HZ"): 10_000, ("TV", "HZ"): 100, ("PROMO", "HZ"): 1_000})
    await oms.catalogue.keep(
        skus=[a_sku("TV", price=260_000, category="家电"), a_sku("PROMO", is_promo=True)],
        warehouses=[a_warehouse("HZ", daily_capacity=100_000)],
        customers=[
            *(Customer(id=f"K-{number}", orders_placed=5) for number in range(40)),
            *(Customer(id=f"W-{number}", orders_placed=5, tags=("企业客户",)) for number in range(4)),
        ],
    )


def figures(seen: Sequence[tuple[bool, bool]]) -> tuple[Counter[str], float, float]:
    """Return the four counts, precision and recall of (is bad, is flagged) pairs."""
    names = {(True, True): "caught", (False, True): "wronged", (True, False): "missed", (False, False): "let through"}
    counts = Counter(names[pair] for pair in seen)
    precision = counts["caught"] / (counts["caught"] + counts["wronged"])
    recall = counts["caught"] / (counts["caught"] + counts["missed"])
    return counts, precision, recall


async def test_a_labelled_day_is_told_apart_as_the_documentation_says(bare: Oms) -> None:
    await open_shop(bare)
    draw = random.Random(53)
    day = sorted([*honest(draw), *bad(draw)], key=lambda each: each.minute)

    counts, precision, recall = figures([(each.is_bad, await is_flagged(bare, each.request)) for each in day])

    assert (precision > 0.9, recall > 0.6) == (True, True), counts
    bad_ones = counts["caught"] + counts["missed"]
    told = f"{len(day)} orders, {bad_ones} of them bad: precision {precision:.2f}, recall {recall:.2f}"
    assert told in (ROOT / "docs" / "risk.md").read_text("utf-8"), (told, counts)
