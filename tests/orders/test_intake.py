"""Intake: what the catalogue and the tree of regions say to a request, every problem at once."""

from collections.abc import Sequence
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import InvalidInput
from engine.geography.shipped import shipped_regions
from engine.money import Money, money_text
from engine.orders.catalogue import Sku
from engine.orders.channel import TRUSTED, ChannelPolicy
from engine.orders.intake import Intake, complete
from engine.orders.request import Address, OrderRequest, RequestDiscount, RequestLine
from tests.builders import NOW, a_discount, a_line, a_sku, an_order_request

OWN_SHOP = ChannelPolicy(trusted_pricing=False, trusted_tags=False)


def take_in(request: OrderRequest, *skus: Sku, policy: ChannelPolicy = TRUSTED) -> Intake:
    return complete(request, {sku.id: sku for sku in skus or (a_sku(),)}, shipped_regions(), policy, NOW)


def problems_of(request: OrderRequest, *skus: Sku, policy: ChannelPolicy = TRUSTED) -> dict[str, str]:
    with pytest.raises(InvalidInput) as refusal:
        take_in(request, *skus, policy=policy)
    return {problem.path: problem.message for problem in refusal.value.problems}


def test_a_line_keeps_the_goods_as_they_are_now() -> None:
    sku = a_sku(brand="景德镇", temperature="chilled", is_promo=True)
    line = take_in(an_order_request(a_line("A-1", 2, "18.00")), sku).lines[0]

    assert (line.id, line.name, line.merchant, line.category) == ("1", "商品 A-1", "M-1", "家居")
    assert (line.unit_price, line.amount) == (Money(1800, "CNY"), Money(3600, "CNY"))
    assert (line.brand, line.temperature, line.is_promo) == ("景德镇", "chilled", True)


def test_an_order_without_a_time_is_placed_when_it_is_received() -> None:
    assert take_in(an_order_request(placed_at=None)).placed_at == NOW


def test_a_channel_may_place_an_order_under_another_merchant() -> None:
    assert take_in(an_order_request(a_line(merchant_id="M-9"))).lines[0].merchant == "M-9"


@pytest.mark.parametrize(
    ("line", "path", "words"),
    [
        (a_line("X-9"), "lines[0].sku", "there is no SKU X-9"),
        (a_line(unit_price="19.955"), "lines[0].unit_price", "19.955 has more decimals than CNY has (2)"),
        (a_line(unit_price=19.955), "lines[0].unit_price", "more decimals"),
        (a_line(unit_price=-1), "lines[0].unit_price", "negative"),
        (a_line(unit_price="free"), "lines[0].unit_price", "not an amount of money"),
    ],
)
def test_a_wrong_line_is_named(line: RequestLine, path: str, words: str) -> None:
    found = problems_of(an_order_request(line))

    assert list(found) == [path]
    assert words in found[path]


@pytest.mark.parametrize(
    ("address", "path"),
    [
        (Address(region_code="999999"), "address.region_code"),
        (Address(province="浙江省", city="杭州市", district="不存在区"), "address.district"),
        (Address(province="浙江省", city="杭州市", region_code="310101"), "address.province"),
        (Address(), "address.province"),
        (Address(province="浙江省"), "address.city"),
    ],
    ids=["unknown code", "unknown district", "names against code", "no place", "only a province"],
)
def test_an_address_that_lies_nowhere_is_named(address: Address, path: str) -> None:
    assert path in problems_of(an_order_request(address=address))


def test_an_address_abroad_needs_no_city() -> None:
    assert take_in(an_order_request(address=Address(country="GB", city="London"))).region == "GB"


def test_a_city_without_districts_is_deep_enough() -> None:
    assert take_in(an_order_request(address=Address(province="广东省", city="东莞市"))).region == "441900"


def test_a_time_without_a_zone_is_named() -> None:
    request = an_order_request(placed_at=datetime(2026, 11, 11))  # noqa: DTZ001 - the missing zone is the case

    assert "zone" in problems_of(request)["placed_at"]


def test_goods_of_another_currency_are_named() -> None:
    assert "sold in GBP" in problems_of(an_order_request(), a_sku(currency="GBP"))["currency"]


def test_goods_beyond_all_reckoning_are_refused() -> None:
    request = an_order_request(a_line(quantity=100_000, unit_price="999999999999"))

    assert "more than" in problems_of(request)["lines"]


def test_all_problems_come_at_once() -> None:
    request = an_order_request(
        a_line("X-9", unit_price="1.999"),
        a_line("A-1", unit_price="0.001"),
        address=Address(region_code="999999"),
        discounts=(a_discount("1.001"), a_discount("1.00", "B-7")),
        placed_at=datetime(2026, 11, 11),  # noqa: DTZ001 - one of the problems
    )

    assert set(problems_of(request)) == {
        "address.region_code",
        "placed_at",
        "lines[0].sku",
        "lines[0].unit_price",
        "lines[1].unit_price",
        "discounts[0].amount",
        "discounts[1].skus[0]",
    }


def test_an_untrusted_channel_must_name_the_price_of_the_catalogue() -> None:
    found = problems_of(an_order_request(a_line(unit_price="18.00", merchant_id="M-9")), policy=OWN_SHOP)

    assert set(found) == {"lines[0].unit_price", "lines[0].merchant_id"}
    assert "19.90" in found["lines[0].unit_price"]


def test_what_our_own_shop_says_of_discounts_is_kept_to_be_checked_and_takes_nothing_off() -> None:
    found = take_in(an_order_request(discounts=(a_discount("10.00", "A-1"),)), policy=OWN_SHOP)

    assert found.discounts == ()
    assert [(claim.given.id, claim.amount) for claim in found.claims] == [("CP-9", 1000)]
    assert discounts_of(found) == [0]


@pytest.mark.parametrize("field", [{"coupon": "CP-9"}, {"points": 100}], ids=["coupon", "points"])
def test_a_platform_does_not_use_our_coupons_and_points(field: dict[str, object]) -> None:
    assert set(problems_of(an_order_request(channel="taobao", **field))) == set(field)


@pytest.mark.parametrize("order_type", ["exchange", "reissue"])
def test_what_is_sent_in_place_of_something_may_cost_nothing(order_type: str) -> None:
    request = an_order_request(a_line(unit_price="0"), order_type=order_type)

    assert take_in(request, policy=OWN_SHOP).lines[0].unit_price == Money(0, "CNY")
    assert "lines[0].unit_price" in problems_of(an_order_request(a_line(unit_price="0")), policy=OWN_SHOP)


def test_orders_of_the_past_keep_the_prices_of_their_time() -> None:
    policy = ChannelPolicy(trusted_pricing=False, trusted_tags=False, past_prices=True)

    assert take_in(an_order_request(a_line(unit_price="18.00")), policy=policy).lines[0].unit_price.text == "18.00"


def test_an_untrusted_channel_may_order_at_the_price_of_the_catalogue() -> None:
    request = an_order_request(a_line(unit_price="19.90", merchant_id="M-1"))

    assert take_in(request, policy=OWN_SHOP).lines[0].unit_price == Money(1990, "CNY")


def discounts_of(intake: Intake) -> list[int]:
    return [line.discount.amount for line in intake.lines]


def priced(prices: Sequence[int], *discounts: RequestDiscount) -> Intake:
    """Take in one line for each price (minor units), of the SKUs S-0, S-1 and so on."""
    lines = [a_line(f"S-{place}", 1, money_text(price, "CNY")) for place, price in enumerate(prices)]
    return take_in(an_order_request(*lines, discounts=discounts), *(a_sku(line.sku) for line in lines))


@pytest.mark.parametrize(
    ("prices", "discount", "shares"),
    [
        ((4300, 1400, 2300), "2.99", [161, 52, 86]),
        ((1000, 1000, 1000), "2.99", [100, 100, 99]),
        ((1000, 0), "10.00", [1000, 0]),
    ],
)
def test_a_discount_is_shared_out_by_largest_remainder(prices: Sequence[int], discount: str, shares: list[int]) -> None:
    intake = priced(prices, a_discount(discount))

    assert discounts_of(intake) == shares
    assert sum(share for _, share in intake.discounts[0].shares) == intake.discounts[0].amount.amount


@given(st.lists(st.integers(0, 100_000), min_size=1, max_size=8), st.data())
def test_discounts_that_the_goods_can_bear_are_shared_exactly_and_no_line_falls_below_zero(
    prices: list[int], data: st.DataObject
) -> None:
    one = data.draw(st.integers(0, prices[0]), label="off the first line")
    rest = data.draw(st.integers(0, sum(prices) - one), label="off the whole order")
    intake = priced(prices, a_discount(money_text(rest, "CNY"), id="ALL"), a_discount(money_text(one, "CNY"), "S-0"))

    assert sum(discounts_of(intake)) == one + rest
    assert all(0 <= line.discount.amount <= line.amount.amount for line in intake.lines)
    for discount in intake.discounts:
        assert sum(share for _, share in discount.shares) == discount.amount.amount


def test_a_narrow_discount_is_served_before_a_wide_one() -> None:
    lines = (a_line("A-1", 1, "10.00"), a_line("B-1", 1, "100.00"))
    request = an_order_request(*lines, discounts=(a_discount("55.00", id="ALL"), a_discount("10.00", "A-1", id="A")))
    intake = take_in(request, a_sku("A-1"), a_sku("B-1"))

    assert discounts_of(intake) == [1000, 5500]
    assert [discount.id for discount in intake.discounts] == ["ALL", "A"]


def test_a_discount_above_its_goods_is_named() -> None:
    request = an_order_request(a_line("A-1", 1, "10.00"), discounts=(a_discount("10.01"),))

    assert "only 10.00 are left" in problems_of(request)["discounts[0].amount"]


def test_two_discounts_together_above_their_goods_are_named_at_the_second() -> None:
    request = an_order_request(
        a_line("A-1", 1, "10.00"), discounts=(a_discount("6.00", id="A"), a_discount("6.00", id="B"))
    )

    assert set(problems_of(request)) == {"discounts[1].amount"}
