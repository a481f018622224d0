"""Tokens: the same value gives the same token, and no token gives its value away."""

import msgspec
import pytest

from engine.geography.regions import RegionTree
from engine.geography.shipped import shipped_regions
from engine.orders.request import Address, CustomerInfo, OrderRequest, PaymentInfo, RequestLine
from engine.orders.tokens import Tokens, plain_phone, token, tokens_of

SECRET = b"a secret of the tests"


@pytest.fixture(scope="module")
def regions() -> RegionTree:
    return shipped_regions()


def a_request(address: Address, phone: str | None = None) -> OrderRequest:
    return OrderRequest(
        channel="app",
        channel_order_id="T-1",
        currency="CNY",
        customer=CustomerInfo(id="C-1", phone=phone),
        address=address,
        lines=(RequestLine(sku="A-1", quantity=1, unit_price="1.00"),),
        payment=PaymentInfo(method="alipay"),
    )


def test_a_token_is_hmac_sha_256_cut_to_thirty_two_hex_digits() -> None:
    # RFC 4231, test case 2.
    assert token(b"Jefe", "what do ya want for nothing?") == "5bdcc146bf60754e6a042426089575c7"


def test_another_secret_gives_another_token() -> None:
    assert token(SECRET, "13800000000") != token(b"another", "13800000000")


@pytest.mark.parametrize(
    "written", ["13800000000", "138 0000 0000", "+86 138-0000-0000", "＋８６ 13800000000", "(0086)13800000000"]
)
def test_one_phone_written_in_many_ways_has_one_token(written: str) -> None:
    assert plain_phone(written) == "13800000000"


def test_a_foreign_phone_keeps_its_country() -> None:
    assert plain_phone("+44 20 7946 0000") == "+442079460000"


def test_one_address_by_names_or_by_code_has_one_token(regions: RegionTree) -> None:
    by_name = Address(province="浙江省", city="杭州市", district="西湖区", detail="文三路 １ 号")
    by_code = Address(region_code="330106", detail="文三路1号")

    assert (
        tokens_of(SECRET, a_request(by_name), regions).address == tokens_of(SECRET, a_request(by_code), regions).address
    )


def test_the_same_detail_in_another_district_is_another_address(regions: RegionTree) -> None:
    here = a_request(Address(region_code="330106", detail="人民路1号"))
    there = a_request(Address(region_code="330105", detail="人民路1号"))

    assert tokens_of(SECRET, here, regions).address != tokens_of(SECRET, there, regions).address


def test_what_was_not_given_has_no_token(regions: RegionTree) -> None:
    request = msgspec.structs.replace(a_request(Address(region_code="330106")), customer=CustomerInfo())

    assert tokens_of(SECRET, request, regions) == Tokens()


def test_an_address_that_lies_nowhere_has_no_token(regions: RegionTree) -> None:
    request = a_request(Address(region_code="990000", detail="文三路1号"))

    assert tokens_of(SECRET, request, regions).address is None
