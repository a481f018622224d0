"""Addresses: what the names and the code of an order say together."""

import pytest

from engine.errors import InvalidInput
from engine.geography.addresses import resolve_address
from engine.geography.region_errors import AmbiguousRegion, RegionMismatch, UnknownRegion
from engine.geography.regions import RegionTree

XIHU = "浙江省/杭州市/西湖区"


@pytest.mark.parametrize(
    ("address", "path"),
    [
        (
            {"province": "浙江省", "city": "杭州市", "district": "西湖区", "region_code": "330106"},
            "浙江省/杭州市/西湖区",
        ),
        ({"province": "浙江省", "city": "杭州市", "district": "西湖区"}, XIHU),
        ({"province": "浙江", "city": "杭州", "district": "西湖"}, XIHU),
        ({"region_code": "330106"}, XIHU),
        ({"province": "浙江省", "city": "杭州市", "region_code": "330106"}, XIHU),
        (
            {"province": "浙江省", "city": "杭州市", "district": "西湖区", "region_code": "330100"},
            "浙江省/杭州市/西湖区",
        ),
        ({"province": "上海市", "city": "上海市", "district": "黄浦区"}, "上海市/市辖区/黄浦区"),
        ({"province": "上海", "city": "上海", "district": "黄浦"}, "上海市/市辖区/黄浦区"),
        ({"province": "上海市", "district": "黄浦区"}, "上海市/市辖区/黄浦区"),
        ({"province": "吉林", "city": "吉林", "district": "昌邑区"}, "吉林省/吉林市/昌邑区"),
        ({"province": "河南省", "city": "济源市", "district": "济源市"}, "河南省/省直辖县级行政区划/济源市"),
        ({"province": "广东省", "city": "东莞市", "district": "南城街道"}, "广东省/东莞市"),
        ({"country": "GB", "province": "England", "city": "London"}, "英国"),
        ({"province": "浙江省", "city": " ", "district": None, "region_code": ""}, "浙江省"),
        ({}, "中国"),
    ],
)
def test_an_address_is_the_deepest_place_its_parts_agree_on(
    tree: RegionTree, address: dict[str, str | None], path: str
) -> None:
    region = resolve_address(tree, **address)

    assert tree.path(region.code) == path


@pytest.mark.parametrize(
    ("address", "error", "field"),
    [
        ({"province": "浙江省", "region_code": "999999"}, UnknownRegion, "address.region_code"),
        ({"region_code": "浙江省"}, UnknownRegion, "address.region_code"),
        ({"province": "浙江生"}, UnknownRegion, "address.province"),
        ({"province": "浙江省", "city": "广州市"}, UnknownRegion, "address.city"),
        ({"province": "浙江省", "city": "杭州市", "district": "西胡区"}, UnknownRegion, "address.district"),
        ({"country": "XX"}, UnknownRegion, "address.country"),
        ({"country": "浙江省"}, UnknownRegion, "address.country"),
        ({"province": "江苏省", "district": "鼓楼区"}, AmbiguousRegion, "address.district"),
        ({"province": "浙江省", "region_code": "310000"}, RegionMismatch, "address.province"),
        ({"province": "浙江省", "city": "杭州市", "region_code": "330200"}, RegionMismatch, "address.city"),
        (
            {"province": "浙江省", "city": "杭州市", "district": "西湖区", "region_code": "330109"},
            RegionMismatch,
            "address.district",
        ),
        ({"country": "GB", "region_code": "330106"}, RegionMismatch, "address.country"),
    ],
)
def test_an_address_that_cannot_be_is_refused_with_the_field(
    tree: RegionTree, address: dict[str, str | None], error: type[InvalidInput], field: str
) -> None:
    with pytest.raises(error) as refusal:
        resolve_address(tree, **address)

    assert refusal.value.problems[0].path == field
    assert field in str(refusal.value)
