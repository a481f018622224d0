"""What the source does not know of its customers, added by rule from the customer's id.

| what | rule |
|---|---|
| address | a province by weight (江浙沪 about four in ten), in it a city (large ones more often), in it any district |
| channel | by weight: app, mini_program, web, taobao, jd, pos |
| level | by weight: none, silver, gold, diamond |
| tags | each by a percentage of its own; `海外` where the source's country is not the United Kingdom |
| payment | by weight: alipay, wechat, card, cod; taobao is always alipay |
| shipping | 8 in 100 express, the others standard |
| phone | 12 and nine digits: no mobile number of China starts with 12, so it is nobody's |
| name, detail, device | made of the id |

Nothing is drawn at random: every choice is a SHA-256 of the purpose and the id (`engine/demo/draw.py`).
"""

from collections.abc import Mapping
from typing import Final

import msgspec

from engine.demo.draw import chance, draw, pick
from engine.geography.regions import Region, RegionTree
from engine.orders.request import Address, ShippingMethod

HOME_OF_SOURCE: Final = "United Kingdom"
NO_MOBILE_PREFIX: Final = "12"
PROVINCES: Final[Mapping[str, int]] = {
    "330000": 160, "320000": 140, "310000": 110, "440000": 120, "110000": 60, "370000": 50, "510000": 45,
    "350000": 40, "420000": 40, "410000": 35, "340000": 35, "430000": 30, "130000": 25, "500000": 20, "610000": 20,
    "360000": 18, "210000": 15, "650000": 15, "120000": 12, "150000": 12, "450000": 10, "530000": 10, "520000": 8,
    "140000": 8, "230000": 8, "540000": 8, "220000": 7, "460000": 6, "630000": 6, "620000": 5, "640000": 4,
}  # fmt: skip
LARGE_CITIES: Final = frozenset({"330200", "320200", "320500", "440300", "440600", "350200", "370200", "210200"})
CAPITAL_SUFFIX: Final = "0100"  # the first city of a province is its capital
LARGE_WEIGHT: Final = 5
FIRST_DEVELOPMENT_ZONE: Final = 70  # the last two digits of a district that only the statistics know
CHANNELS: Final[Mapping[str, int]] = {"app": 35, "mini_program": 25, "taobao": 15, "web": 12, "jd": 10, "pos": 3}
LEVELS: Final[Mapping[str, int]] = {"": 55, "silver": 30, "gold": 12, "diamond": 3}
PAYMENTS: Final[Mapping[str, int]] = {"alipay": 42, "wechat": 36, "card": 10, "cod": 12}
TAGS: Final[Mapping[str, int]] = {"VIP": 8, "老客": 40, "灰度体验官": 5, "企业客户": 10, "学生": 6, "内部测试": 1}
OVERSEAS: Final = "海外"
EXPRESS_PERCENT: Final = 8


class Buyer(msgspec.Struct, frozen=True, kw_only=True):
    """A customer with what the source lacks. `region` is the code of the district (or city) of the address."""

    id: str
    name: str
    phone: str
    level: str | None
    tags: tuple[str, ...]
    channel: str
    payment: str
    shipping: ShippingMethod
    region: str
    address: Address
    device: str


def buyer_of(customer: str, country: str, tree: RegionTree) -> Buyer:
    """Return the buyer that this customer of the source always is."""
    channel = pick("channel", customer, CHANNELS)
    tags = [tag for tag, percent in TAGS.items() if chance(f"tag {tag}", customer, percent)]
    region = place_of(customer, tree)
    return Buyer(
        id=customer,
        name=f"顾客{customer}",
        phone=f"{NO_MOBILE_PREFIX}{draw('phone', customer, 10**9):09d}",
        level=pick("level", customer, LEVELS) or None,
        tags=(*tags, OVERSEAS) if country != HOME_OF_SOURCE else tuple(tags),
        channel=channel,
        payment="alipay" if channel == "taobao" else pick("payment", customer, PAYMENTS),
        shipping="express" if chance("shipping", customer, EXPRESS_PERCENT) else "standard",
        region=region.code,
        address=_address(customer, region, tree),
        device=f"D-{draw('device', customer, 16**12):012x}",
    )


def place_of(customer: str, tree: RegionTree) -> Region:
    """Return where the customer lives: a district, or a city that has none."""
    province = pick("province", customer, PROVINCES)
    cities = {city.code: _city_weight(city.code) for city in tree.children(province)}
    city = pick("city", customer, cities)
    districts = [one.code for one in tree.children(city) if int(one.code[-2:]) < FIRST_DEVELOPMENT_ZONE]
    code = districts[draw("district", customer, len(districts))] if districts else city
    region = tree.get(code)
    if region is None:
        raise LookupError(f"the tree lacks {code}, which it listed as a child")
    return region


def _city_weight(code: str) -> int:
    return LARGE_WEIGHT if code.endswith(CAPITAL_SUFFIX) or code in LARGE_CITIES else 1


def _address(customer: str, region: Region, tree: RegionTree) -> Address:
    """Return the address as people write it: 上海市 stands for its 市辖区, a county under the province for its city."""
    names = tree.path(region.code).split("/")
    province, city = names[0], names[1]
    district = names[2] if len(names) > 2 else None  # noqa: PLR2004 - province, city, district
    if city in {"市辖区", "县"}:
        city = province
    elif city.endswith("直辖县级行政区划") and district is not None:
        city = district
    return Address(
        province=province,
        city=city,
        district=district,
        region_code=region.code,
        detail=f"示例路{draw('detail', customer, 999) + 1}号",
    )
