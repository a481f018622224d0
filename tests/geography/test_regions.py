"""Laws of the region tree, and names as people write them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import InvalidInput, NotFound
from engine.geography.region_errors import AmbiguousRegion, UnknownRegion
from engine.geography.regions import Region, RegionTree, haversine_km
from engine.geography.shipped import shipped_regions

CODES = shipped_regions().codes()
codes = st.sampled_from(CODES)


def a_region(code: str, parent: str | None = None, name: str | None = None) -> Region:
    return Region(code=code, name=name or code, level="country" if parent is None else "province", parent=parent)


def test_the_tree_holds_china_to_the_district_and_the_countries(tree: RegionTree) -> None:
    levels = [region.level for code in CODES if (region := tree.get(code))]

    assert levels.count("province") == 34
    assert levels.count("city") > 340
    assert levels.count("district") > 3000
    assert {region.code for region in tree.children()} >= {"CN", "GB", "FR", "DE", "IE", "ZA", "AE"}


def test_every_line_of_ancestors_ends_in_a_country_and_steps_from_parent_to_parent(tree: RegionTree) -> None:
    for code in CODES:
        line = tree.ancestors(code)
        parents = [region.parent for step in line if (region := tree.get(step))]
        assert line[0] == code
        assert (*line[1:], None) == tuple(parents)
        assert len(line) == tree.depth(code) <= 4


def test_every_official_path_and_every_code_lead_back_to_their_region(tree: RegionTree) -> None:
    for code in CODES:
        assert tree.parse(tree.path(code)).code == code
        assert tree.parse(code).code == code


def test_every_region_of_china_has_a_point_in_it_or_near(tree: RegionTree) -> None:
    for code in CODES:
        region = tree.get(code)
        assert region is not None
        if code.isdigit():
            assert region.longitude is not None
            assert region.latitude is not None
            assert 73 < region.longitude < 136, region
            assert 3 < region.latitude < 54, region


@given(code=codes, other=codes, third=codes)
def test_lying_within_is_an_order(code: str, other: str, third: str) -> None:
    tree = shipped_regions()

    assert tree.is_within(code, code)
    assert not (tree.is_within(code, other) and tree.is_within(other, code)) or code == other
    assert not (tree.is_within(code, other) and tree.is_within(other, third)) or tree.is_within(code, third)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("浙江省", "浙江省"),
        ("浙江", "浙江省"),
        ("杭州市", "浙江省/杭州市"),
        ("杭州", "浙江省/杭州市"),
        ("浙江省/杭州市", "浙江省/杭州市"),
        ("浙江/杭州/西湖", "浙江省/杭州市/西湖区"),
        ("中国/浙江省/杭州市", "浙江省/杭州市"),
        ("CN/浙江省", "浙江省"),
        ("杭州市/西湖区", "浙江省/杭州市/西湖区"),
        ("330106", "浙江省/杭州市/西湖区"),
        ("3301", "浙江省/杭州市"),
        ("33", "浙江省"),
        ("上海市", "上海市"),
        ("上海市/市辖区/黄浦区", "上海市/市辖区/黄浦区"),
        ("上海市/黄浦区", "上海市/市辖区/黄浦区"),
        ("重庆市/忠县", "重庆市/县/忠县"),
        ("河南省/济源市", "河南省/省直辖县级行政区划/济源市"),
        ("海南省/三沙市/南沙区", "海南省/三沙市/南沙区"),
        ("恩施州", "湖北省/恩施土家族苗族自治州"),
        ("景宁", "浙江省/丽水市/景宁畲族自治县"),
        ("新疆", "新疆维吾尔自治区"),
        ("香港", "香港特别行政区"),
        ("吉林", "吉林省"),
        ("吉林市", "吉林省/吉林市"),
        ("gb", "英国"),
        ("United Kingdom", "英国"),
        ("中国", "中国"),
    ],
)
def test_a_region_may_be_written_in_many_ways(tree: RegionTree, text: str, path: str) -> None:
    assert tree.path(tree.parse(text).code) == path


@pytest.mark.parametrize(
    ("text", "candidates"),
    [
        ("鼓楼区", {"江苏省/南京市/鼓楼区", "江苏省/徐州市/鼓楼区", "福建省/福州市/鼓楼区", "河南省/开封市/鼓楼区"}),
        ("朝阳区", {"北京市/市辖区/朝阳区", "吉林省/长春市/朝阳区"}),
        ("西湖", {"浙江省/杭州市/西湖区", "江西省/南昌市/西湖区"}),
    ],
)
def test_a_name_of_several_places_is_refused_with_all_of_them(
    tree: RegionTree, text: str, candidates: set[str]
) -> None:
    with pytest.raises(AmbiguousRegion) as refusal:
        tree.parse(text, "address.region")

    assert set(refusal.value.candidates) == candidates
    assert refusal.value.problems[0].path == "address.region"


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("浙江生", "浙江省"),
        ("浙江省/杭洲市", "浙江省/杭州市"),
        ("浙江省/杭州市/西胡区", "浙江省/杭州市/西湖区"),
        ("新缰", "新疆维吾尔自治区"),
    ],
)
def test_a_misspelt_name_is_refused_with_the_nearest_one(tree: RegionTree, text: str, suggestion: str) -> None:
    with pytest.raises(UnknownRegion) as refusal:
        tree.parse(text)

    assert suggestion in refusal.value.suggestions
    assert suggestion in str(refusal.value)


@pytest.mark.parametrize("text", ["", "  ", "999999", "33010", "/", "浙江省/", "浙江省//西湖区", "广东省/西湖区", "XX"])
def test_what_is_no_place_is_refused_by_name(tree: RegionTree, text: str) -> None:
    with pytest.raises(UnknownRegion):
        tree.parse(text)


@given(text=st.text(max_size=30))
def test_any_text_is_a_region_or_refused_by_name(text: str) -> None:
    tree = shipped_regions()
    try:
        region = tree.parse(text)
    except (UnknownRegion, AmbiguousRegion):
        return
    assert region.code in tree


def test_a_picker_finds_exact_names_first_then_higher_levels(tree: RegionTree) -> None:
    paths = [tree.path(region.code) for region in tree.search("西湖", limit=3)]

    assert paths[:2] == ["浙江省/杭州市/西湖区", "江西省/南昌市/西湖区"]
    assert tree.search("浙江 西湖")[0].code == "330106"
    assert tree.search("3301", limit=1)[0].code == "330100"
    assert tree.search("没有这个地方") == ()
    assert len(tree.search("区", limit=7)) == 7
    assert tree.search("") == tree.children()[:20]


def test_children_are_listed_by_code_and_unknown_codes_are_refused(tree: RegionTree) -> None:
    assert [region.name for region in tree.children("310000")] == ["市辖区"]
    assert [region.code for region in tree.children("330000")][:2] == ["330100", "330200"]
    assert tree.children("330106") == ()
    assert tree.get("999999") is None
    assert not tree.is_within("999999", "CN")
    for ask in (tree.children, tree.ancestors, tree.depth, tree.path):
        with pytest.raises(NotFound):
            ask("999999")


@pytest.mark.parametrize(
    "regions",
    [
        [a_region("CN"), a_region("CN")],
        [a_region("330000", "CN")],
        [a_region("A", "B"), a_region("B", "A")],
    ],
    ids=["a code twice", "a parent missing", "a circle"],
)
def test_what_is_no_tree_is_refused(regions: list[Region]) -> None:
    with pytest.raises(InvalidInput):
        RegionTree.of(regions)


def test_distances_agree_with_published_ones() -> None:
    # Rosetta Code, "Haversine formula": 2,887.26 km on a sphere of 6,372.8 km, so 2,886.45 km on ours.
    nashville_los_angeles = haversine_km(-86.67, 36.12, -118.40, 33.94)

    assert abs(nashville_los_angeles - Decimal("2886.448")) < Decimal("0.002")
    assert haversine_km(0, 0, 0, 1) == Decimal("111.195")  # a degree of the meridian
    assert haversine_km(0, 90, 0, -90) == haversine_km(0, 0, 180, 0) == Decimal("20015.114")  # half the circumference


points = st.tuples(st.floats(-180, 180), st.floats(-90, 90))


@given(one=points, other=points)
def test_a_distance_is_symmetric_and_zero_to_itself(one: tuple[float, float], other: tuple[float, float]) -> None:
    assert haversine_km(*one, *one) == 0
    assert haversine_km(*one, *other) == haversine_km(*other, *one)
    assert 0 <= haversine_km(*one, *other) <= Decimal("20015.114")
