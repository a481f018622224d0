"""Seven shapes of one purchase are one order; what is dirty is cleansed, or named with its reason."""

from collections import Counter
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.geography.shipped import shipped_regions
from engine.intake.address_text import completed_address
from engine.intake.goods_codes import CodePart, Codes, sold_parts
from engine.intake.map_order import Knowledge, codes_in, map_order
from engine.intake.payload import Payload
from engine.intake.reason import Reason, Unmappable
from engine.money import minor_units
from engine.orders.request import OrderRequest
from tests.builders import a_sku
from tests.intake.dirt import CLEAN, Case, corpus, mapping_of
from tests.intake.shapes import APP, SHAPES, TAOBAO

SKUS = {sku.id: sku for sku in (a_sku("A-1"), a_sku("B-7", price=500), a_sku("C-1", price=333))}
CORPUS = list(corpus())


def mapped(channel: str, payload: Payload, codes: Codes | None = None) -> OrderRequest:
    known = Knowledge(codes=codes or {}, skus=SKUS, regions=shipped_regions())
    return map_order(payload, mapping_of(channel), known)


def refused(channel: str, payload: Payload) -> tuple[Reason, ...]:
    with pytest.raises(Unmappable) as error:
        mapped(channel, payload)
    return error.value.reasons


def of_no_channel(request: OrderRequest) -> OrderRequest:
    return msgspec.structs.replace(request, channel="any")


@pytest.mark.parametrize("channel", SHAPES)
def test_every_shape_of_a_purchase_is_the_same_order(channel: str) -> None:
    request = mapped(channel, SHAPES[channel])

    assert request.channel == channel
    assert of_no_channel(request) == of_no_channel(mapped("taobao", TAOBAO))
    assert request.address.region_code == "330106"
    assert [(line.sku, line.quantity, line.unit_price) for line in request.lines] == [
        ("A-1", 2, "19.90"),
        ("B-7", 1, "5.00"),
    ]


def test_there_are_two_hundred_dirty_payloads_of_every_channel() -> None:
    assert len(CORPUS) >= 200
    assert set(Counter(case.channel for case in CORPUS)) == set(SHAPES)


@pytest.mark.parametrize("case", CORPUS, ids=lambda case: case.name)
def test_dirt_is_cleansed_or_named(case: Case) -> None:
    if case.dirt.code == CLEAN:
        assert of_no_channel(mapped(case.channel, case.payload)) == of_no_channel(mapped("taobao", TAOBAO))
        return
    (reason, *_) = refused(case.channel, case.payload)
    assert reason.code == case.dirt.code
    assert reason.message


def test_everything_that_is_wrong_is_told_together() -> None:
    spoilt: Any = msgspec.json.decode(msgspec.json.encode(APP))
    spoilt["ts"], spoilt["goods"][0]["n"] = "gestern", "viele"
    spoilt["goods"][1] = {"code": "X-9", "n": "keine", "cents": 500}

    assert {(reason.code, reason.target) for reason in refused("app", spoilt)} == {
        ("not_a_time", "placed_at"),
        ("not_a_number", "lines[0].quantity"),
        ("not_a_number", "lines[1].quantity"),
        ("sku_unmapped", "lines[1].sku"),
    }


def test_a_bundle_becomes_its_goods_to_the_fen() -> None:
    codes = {"A-1": (CodePart(sku="B-7", quantity=2), CodePart(sku="C-1"))}

    request = mapped("taobao", TAOBAO, codes)

    lines = [(line.sku, line.quantity, line.unit_price) for line in request.lines]
    assert (
        lines == [("B-7", 4, "7.46"), ("C-1", 2, "4.98"), ("B-7", 1, "5.00")]
        or sum(minor_units(str(line.unit_price), "CNY") * line.quantity for line in request.lines) == 2 * 1990 + 500
    )
    assert codes_in(TAOBAO, mapping_of("taobao")) == ("A-1", "B-7")


@given(
    price=st.integers(0, 100_000),
    quantity=st.integers(1, 50),
    units=st.lists(st.integers(1, 7), min_size=1, max_size=3),
)
def test_the_parts_of_a_bundle_cost_what_the_bundle_costs(price: int, quantity: int, units: list[int]) -> None:
    parts = [CodePart(sku=sku, quantity=count) for sku, count in zip(SKUS, units, strict=False)]

    sold = sold_parts(parts, quantity, f"{price / 100:.2f}", SKUS, "CNY")

    assert sum(minor_units(part.unit_price, "CNY") * part.quantity for part in sold) == price * quantity
    for part in parts:
        assert sum(each.quantity for each in sold if each.sku == part.sku) == part.quantity * quantity


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ({"detail": "浙江省杭州市西湖区文三路1号"}, ("浙江省", "杭州市", "西湖区", "文三路1号")),
        ({"detail": "上海市黄浦区南京东路1号"}, ("上海市", None, "黄浦区", "南京东路1号")),
        ({"city": "杭州市", "province": "浙江省", "detail": "西湖区文三路"}, ("浙江省", "杭州市", "西湖区", "文三路")),
        ({"province": "浙江", "city": "杭州", "detail": "西湖大道1号"}, ("浙江", "杭州", None, "西湖大道1号")),
        ({"detail": "南京路1号"}, (None, None, None, "南京路1号")),
        ({"detail": "月球第一街"}, (None, None, None, "月球第一街")),
    ],
    ids=str,
)
def test_what_an_address_says_in_its_text_is_read(address: dict[str, object], expected: tuple[str | None, ...]) -> None:
    whole = completed_address(address, shipped_regions())

    province, city, district, detail = expected
    assert (whole.get("province"), whole.get("district"), whole["detail"]) == (province, district, detail)
    if city is not None:
        assert whole["city"] == city


def test_a_foreign_address_is_left_alone() -> None:
    given_address = {"country": "GB", "detail": "浙江省 10 Downing Street"}

    assert completed_address(given_address, shipped_regions()) == given_address


def test_a_trade_that_is_paid_at_the_door_says_so_by_its_type_alone() -> None:
    trade = {**TAOBAO["trade"], "type": "cod"}  # type: ignore[dict-item]  # the payload's own mapping
    del trade["pay_type"]

    request = mapped("taobao", {"trade": trade})

    assert (request.order_type, request.payment.method) == ("cod", "cod")
