"""The data file is made from three packages: small ones here, made by hand in their form."""

import csv
import gzip
from pathlib import Path

import pytest

from engine.geography import build_divisions
from engine.geography.short_names import short_names


@pytest.fixture
def rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, dict[str, str]]:
    """Run the script over small sources and return its rows by code."""
    (tmp_path / "provinces.csv").write_text('code,name\n46,"海南省"\n33,"浙江省"\n44,"广东省"\n', encoding="utf-8")
    (tmp_path / "cities.csv").write_text(
        'code,name,provinceCode\n4603,"三沙市",46\n3301,"杭州市",33\n4419,"东莞市",44\n', encoding="utf-8"
    )
    (tmp_path / "areas.csv").write_text(
        "code,name,cityCode,provinceCode\n"
        '460321,"西沙群岛",4603,46\n460322,"南沙群岛",4603,46\n330106,"西湖区",3301,33\n'
        '330112,"临安区",3301,33\n330199,"新县",3301,33\n441900,"东莞市",4419,44\n',
        encoding="utf-8",
    )
    script = """export const areaList = {province_list:{710000:"\\u53F0\\u6E7E\\u7701",330000:"x"},
      city_list:{'710100':'\\u53F0\\u5317\\u5E02'},county_list:{710101:"\\u4E2D\\u6B63\\u533A",710199:"\\u5176\\u5B83\\u533A"}}"""
    (tmp_path / "index.js").write_text(script, encoding="utf-8")
    (tmp_path / "adcodes.csv").write_text(
        "adcode,name,longitude,latitude\n330000000000,浙江省,120.1,30.2\n330100000000,杭州市,120.2,30.25\n"
        "330106000000,西湖区,120.13,30.26\n330106001000,街道,1,1\n330185000000,新县,119.7,30.2\n"
        "460321000000,西沙群岛,111.7,16.2\n460322000000,南沙群岛,116.7,11.4\n330112000000,临安区,,\n"
        "710000000000,台湾省,121.5,25.0\n",
        encoding="utf-8",
    )
    out = tmp_path / "divisions.csv.gz"
    arguments = ["--divisions", tmp_path, "--outlying", tmp_path / "index.js", "--points", tmp_path / "adcodes.csv"]
    monkeypatch.setattr("sys.argv", ["build", *map(str, arguments), "--out", str(out)])
    build_divisions.main()
    with gzip.open(out, "rt", encoding="utf-8", newline="") as lines:
        return {row["code"]: row for row in csv.DictReader(lines)}


def test_a_division_has_its_own_point_or_that_of_its_old_code_or_of_its_parent(rows: dict[str, dict[str, str]]) -> None:
    assert {code: row["point_of"] for code, row in rows.items() if code.startswith("33")} == {
        "330000": "330000",
        "330100": "330100",
        "330106": "330106",
        "330112": "330100",
        "330199": "330185",
    }
    assert rows["330106"]["longitude"] == "120.13"


def test_the_districts_of_sansha_stand_in_place_of_its_archipelagos(rows: dict[str, dict[str, str]]) -> None:
    assert {code: row["name"] for code, row in rows.items() if code.startswith("4603")} == {
        "460300": "三沙市",
        "460302": "西沙区",
        "460303": "南沙区",
    }
    assert rows["460303"]["point_of"] == "460322"


def test_a_city_without_districts_stands_once_and_placeholders_do_not(rows: dict[str, dict[str, str]]) -> None:
    assert rows["441900"]["level"] == "city"
    assert {code: row["name"] for code, row in rows.items() if code.startswith("71")} == {
        "710000": "台湾省",
        "710100": "台北市",
        "710101": "中正区",
    }
    assert rows["710101"]["parent"] == "710100"


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("浙江省", ("浙江",)),
        ("杭州市", ("杭州",)),
        ("西湖区", ("西湖",)),
        ("浦东新区", ("浦东",)),
        ("内蒙古自治区", ("内蒙古", "内蒙")),
        ("恩施土家族苗族自治州", ("恩施州", "恩施")),
        ("东乡族自治县", ("东乡族",)),
        ("前郭尔罗斯蒙古族自治县", ("前郭尔罗斯",)),
        ("和田地区", ("和田",)),
        ("兴安盟", ("兴安",)),
        ("沛县", ()),
        ("城区", ()),
        ("万柏林区", ("万柏林",)),
        ("石家庄循环化工园区", ()),
        ("省直辖县级行政区划", ()),
    ],
)
def test_official_names_are_shortened_as_people_do(name: str, short: tuple[str, ...]) -> None:
    assert short_names(name) == short
