"""What is added to customers and goods: always the same for the same id, and spread as the rules say."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.demo.draw import chance, draw, pick
from engine.demo.enrichment import CHANNELS, LEVELS, PAYMENTS, TAGS, buyer_of
from engine.demo.goods import CATEGORIES, category_of, sku_of
from engine.demo.invoices import InvoiceReport
from engine.geography.addresses import resolve_address
from engine.geography.regions import RegionTree

MANY = [str(number) for number in range(12_000, 16_000)]


@given(key=st.text(), size=st.integers(1, 10**12))
def test_a_draw_depends_on_nothing_but_its_words(key: str, size: int) -> None:
    assert draw("a purpose", key, size) == draw("a purpose", key, size) < size


def test_draws_stay_what_they_were() -> None:
    assert draw("channel", "17850", 100) == 50
    assert [draw("weight", str(number), 1000) for number in range(3)] == [478, 20, 404]


@given(key=st.text(), weights=st.dictionaries(st.text(), st.integers(1, 50), min_size=1))
def test_a_pick_is_one_of_the_options(key: str, weights: dict[str, int]) -> None:
    assert pick("option", key, weights) in weights


def test_an_option_without_weight_is_never_picked_and_a_negative_one_is_refused() -> None:
    assert {pick("option", key, {"never": 0, "always": 1}) for key in MANY} == {"always"}
    assert not any(chance("never", key, 0) for key in MANY)
    assert all(chance("always", key, 100) for key in MANY)
    for weights in ({"one": 2, "minus": -1}, {"none": 0}, {}):
        with pytest.raises(ValueError, match="negative"):
            pick("option", "x", weights)


def test_a_customer_of_the_source_is_always_the_same_buyer(tree: RegionTree) -> None:
    buyer = buyer_of("17850", "United Kingdom", tree)

    assert buyer == buyer_of("17850", "United Kingdom", tree)
    assert (buyer.channel, buyer.payment, buyer.level, buyer.region) == ("mini_program", "alipay", "diamond", "310118")


def test_buyers_are_spread_as_the_weights_say(tree: RegionTree) -> None:
    buyers = [buyer_of(customer, "United Kingdom", tree) for customer in MANY]

    for weights, found in (
        (CHANNELS, Counter(buyer.channel for buyer in buyers)),
        (LEVELS, Counter(buyer.level or "" for buyer in buyers)),
        (PAYMENTS, Counter(buyer.payment for buyer in buyers if buyer.channel != "taobao")),
        (TAGS, Counter(tag for buyer in buyers for tag in buyer.tags)),
    ):
        whole = 100 if weights is TAGS else sum(weights.values())
        among = len(MANY) if weights is not PAYMENTS else found.total()
        for option, weight in weights.items():
            assert abs(found[option] / among - weight / whole) < 0.03, option
    assert {buyer.payment for buyer in buyers if buyer.channel == "taobao"} == {"alipay"}


def test_many_live_in_and_around_shanghai_and_some_far_away(tree: RegionTree) -> None:
    provinces = Counter(tree.ancestors(buyer_of(customer, "United Kingdom", tree).region)[-2] for customer in MANY)

    near = sum(provinces[code] for code in ("310000", "320000", "330000"))
    remote = sum(provinces[code] for code in ("150000", "540000", "630000", "650000"))
    assert 0.33 < near / len(MANY) < 0.45
    assert 0.02 < remote / len(MANY) < 0.06
    assert len(provinces) == 31


def test_every_address_names_the_place_of_its_code(tree: RegionTree) -> None:
    for customer in MANY:
        buyer = buyer_of(customer, "France", tree)
        address = buyer.address
        names = {"province": address.province, "city": address.city, "district": address.district}

        assert resolve_address(tree, **names, region_code=address.region_code).code == buyer.region
        assert resolve_address(tree, **names).code == buyer.region
        assert address.city not in {"市辖区", "县"}
        assert buyer.phone.startswith("12")
        assert len(buyer.phone) == 11
        assert "海外" in buyer.tags


@pytest.mark.parametrize(
    ("description", "category"),
    [
        ("RED RETROSPOT MUG", "瓷器"),
        ("REGENCY TEACUP & SAUCER", "瓷器"),
        ("JUMBO BAG RED RETROSPOT", "箱包"),
        ("WHITE HANGING HEART T-LIGHT HOLDER", "灯饰"),
        ("SILVER HANGING T-LIGHT GLASS", "玻璃"),
        ("SET OF 36 PAPER CAKE CASES", "文具"),
        ("CHRISTMAS BUNTING", "节庆"),
        ("GOLD MUG BONE CHINA", "黄金"),
        ("WOODEN STAR", "家居"),
    ],
)
def test_the_category_is_read_from_the_description(description: str, category: str) -> None:
    assert category_of("12345", description) == category


def test_a_description_that_says_nothing_gets_a_category_by_its_code() -> None:
    found = Counter(category_of(code, "STUFF") for code in MANY)

    assert set(found) == {"家居", "服饰", "茶叶", "美妆", "内衣", "手机", "生鲜"}
    assert category_of("12345", "STUFF") == category_of("12345", "")


def test_goods_lie_within_their_category() -> None:
    for code in MANY:
        sku = sku_of(code, "STUFF", 255)
        category = CATEGORIES[sku.category]
        lightest, heaviest = category.grams
        assert lightest <= sku.weight_grams <= heaviest
        assert sku.weight_grams % 5 == 0
        assert sku.volume_cm3 == sku.weight_grams * category.bulk
        assert sku.merchant == category.merchant
        assert (sku.temperature == "ambient") == (sku.category != "生鲜")
        assert (sku.bonded_zone == "宁波") == (sku.trade == "bonded") == (sku.category == "美妆")


def test_every_customer_of_the_extract_has_one_home(report: InvoiceReport, tree: RegionTree) -> None:
    homes = {customer: buyer_of(customer, "", tree).region for customer in {one.customer for one in report.invoices}}

    assert len(homes) > 1500
    assert len({tree.ancestors(home)[-3] for home in homes.values()}) > 200  # cities
