"""`oms rules` over files: checked, tested and explained without a database."""

from pathlib import Path

import msgspec
import pytest

from tests.cli.conftest import OmsHere
from tests.cli.process import oms, shipped

TICKET = "decision/decision-ticket.yaml"
FREIGHT = "freight/freight-standard.yaml"
CEILING = "      - id: ceiling\n"
PARKING = "      - {id: parking, when: {customer.id: C-1}, then: {op: add, amount: 1.00, reason: 停车费}}\n"


def broken(folder: Path, name: str, old: str, new: str) -> Path:
    """Return a copy of a shipped rule set in which one text stands for another."""
    text = shipped(name).read_text("utf-8")
    assert old in text
    copy = folder / Path(name).name
    copy.write_text(text.replace(old, new, 1), encoding="utf-8")
    return copy


@pytest.mark.parametrize("command", ["check", "test"])
def test_every_shipped_rule_set_is_right_and_keeps_its_promises(oms_here: OmsHere, command: str) -> None:
    told = oms_here("rules", command, shipped(""))

    assert told.returncode == 0, told.stdout + told.stderr
    assert "freight-standard.yaml: 12 passed, 0 failed, 100% of rules reached" in told.stdout


def test_a_mistake_is_told_with_file_line_column_and_what_is_allowed(tmp_path: Path, oms_here: OmsHere) -> None:
    file = broken(tmp_path, FREIGHT, "in: [address.region]", "in: [adress.region]")

    told = oms_here("rules", "check", file.name)

    assert told.returncode == 1
    assert f"{file.name}:13:" in told.stdout
    assert "address.region" in told.stdout


def test_a_broken_promise_is_told_with_what_was_expected(tmp_path: Path, oms_here: OmsHere) -> None:
    file = broken(tmp_path, FREIGHT, "[near_standard, 一区, 普货, standard, weight, 1000, 6.00,",
                  "[near_standard, 一区, 普货, standard, weight, 1000, 7.00,")  # fmt: skip

    told = oms_here("rules", "test", file.name)

    assert told.returncode == 1
    assert "FAILED" in told.stdout
    assert "expected 8.00 but got 9.00" in told.stdout


def test_a_gap_is_found_with_what_shows_it(tmp_path: Path, oms_here: OmsHere) -> None:
    file = broken(tmp_path, FREIGHT, '[rest, "-", 二区, true]', "[rest, 广东省, 二区, true]")

    told = oms_here("rules", "check", file.name, "--json")

    (report,) = msgspec.json.decode(told.stdout)
    gaps = [finding for finding in report["findings"] if finding["code"] == "gap"]
    assert told.returncode == 1
    assert gaps[0]["step"] == "zone"
    assert gaps[0]["witness"]["address.region"]


def test_a_check_tells_what_it_found_in_the_language_of_the_terminal(oms_here: OmsHere) -> None:
    english = oms_here("rules", "check", shipped("return/return-cn.yaml"))
    chinese = oms_here("rules", "check", shipped("return/return-cn.yaml"), LC_ALL="zh_CN.UTF-8")

    assert "the order of rules decides" in english.stdout
    assert "规则的先后顺序决定结果" in chinese.stdout
    assert (english.returncode, chinese.returncode) == (0, 0)


def test_findings_are_json_for_programs(tmp_path: Path) -> None:
    file = broken(tmp_path, FREIGHT, "hit: specific", "hit: any_of_them")

    told = oms(tmp_path, "rules", "check", file.name, "--json")

    (report,) = msgspec.json.decode(told.stdout)
    assert told.returncode == 1
    assert report["ok"] is False
    assert report["findings"][0]["line"] == 11
    assert "specific" in report["findings"][0]["allowed"]


def test_a_list_beside_the_rule_set_is_used_in_place_of_the_shipped_one(tmp_path: Path, oms_here: OmsHere) -> None:
    (tmp_path / "region.remote.yaml").write_text(
        shipped("lists/region.remote.yaml").read_text("utf-8").replace("新疆维吾尔自治区", "海南省"), encoding="utf-8"
    )

    told = oms_here("rules", "test", shipped(FREIGHT), "--lists", tmp_path)

    assert told.returncode == 1
    assert "新疆满额也不包邮" in told.stdout


def test_a_decision_is_explained_rule_by_rule(tmp_path: Path, oms_here: OmsHere) -> None:
    told = oms_here("rules", "explain", shipped(FREIGHT), "--test", "江浙沪两件共二点三公斤")

    assert told.returncode == 0
    assert "near: hit" in told.stdout
    assert "no  address.region: @region.remote  saw 浙江省/杭州市/西湖区" in told.stdout


def test_a_test_that_is_not_there_is_answered_with_those_that_are(tmp_path: Path, oms_here: OmsHere) -> None:
    told = oms_here("rules", "explain", shipped(TICKET), "--test", "no such")

    assert told.returncode == 1
    assert "普通发票问题" in told.stderr


@pytest.mark.parametrize("content", [None, b"\xff\xfe"])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, oms_here: OmsHere, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "a.yaml").write_bytes(content)

    told = oms_here("rules", "check", "a.yaml")

    assert told.returncode == 1
    assert "a.yaml" in told.stderr
    assert "Traceback" not in told.stderr


def test_two_files_are_compared_by_cell(tmp_path: Path, oms_here: OmsHere) -> None:
    file = broken(tmp_path, FREIGHT, "1000, 6.00, 1000", "1000, 7.00, 1000")

    told = oms_here("rules", "diff", shipped(FREIGHT), file.name)

    assert told.returncode == 1
    assert told.stdout == "base / near_standard then first_fee: changed\n  - 6.00\n  + 7.00\n"
    assert oms_here("rules", "diff", file.name, file.name).returncode == 0


def test_a_kept_version_is_compared_with_a_file(tmp_path: Path, oms_here: OmsHere) -> None:
    file = broken(tmp_path, FREIGHT, "free_over: 99.00", "free_over: 88.00")

    told = oms_here("rules", "diff", "freight-standard@1", file.name, "--json")

    assert told.returncode == 1
    found = msgspec.json.decode(told.stdout)["changes"]
    assert found[0] == {"what": "changed", "field": "params.free_over", "before": "99.00", "after": "88.00"}
    assert oms_here("rules", "diff", "freight-standard", shipped(FREIGHT)).returncode == 0
    assert "no rule set none" in oms_here("rules", "diff", "none", file.name).stderr


def test_files_are_written_in_their_canonical_form(tmp_path: Path, oms_here: OmsHere) -> None:
    file = broken(tmp_path, FREIGHT, "title: 标准运费", 'title:   "标准运费"')

    would = oms_here("rules", "fmt", file.name, "--check")
    assert would.returncode == 1
    assert '-title:   "标准运费"' in would.stdout
    assert oms_here("rules", "fmt", file.name).returncode == 0

    assert file.read_text("utf-8") == shipped(FREIGHT).read_text("utf-8")
    assert oms_here("rules", "fmt", file.name, "--check").returncode == 0


def test_the_schema_of_rule_sets_is_json(oms_here: OmsHere) -> None:
    schema = msgspec.json.decode(oms_here("rules", "schema").stdout)

    assert schema["$schema"].startswith("https://json-schema.org/")
    assert "ruleset" in schema["$defs"]


def test_what_is_exported_is_what_was_published_and_can_be_imported(tmp_path: Path, oms_here: OmsHere) -> None:
    told = oms_here("rules", "export", "rules")

    assert told.returncode == 0
    for name in (FREIGHT, TICKET, "lists/region.remote.yaml"):
        assert (tmp_path / "rules" / name).read_bytes() == shipped(name).read_bytes()
    assert oms_here("rules", "import", "rules").stdout == "release 1 is in force\n"

    changed = tmp_path / "rules" / FREIGHT
    changed.write_text(changed.read_text("utf-8").replace(CEILING, PARKING + CEILING), encoding="utf-8")
    assert oms_here("rules", "import", "rules", "--json").stdout == '{"release":2}\n'
    assert "freight-standard@2" in oms_here("rules", "list").stdout


def test_publishing_takes_the_files_own_reason(tmp_path: Path, oms_here: OmsHere) -> None:
    file = broken(tmp_path, TICKET, "reason: 按紧急程度分派工单", "reason: 满额门槛调整")
    warned = broken(tmp_path, FREIGHT, CEILING, PARKING + CEILING)

    refused = oms_here("rules", "publish", warned.name)
    (published,) = msgspec.json.decode(oms_here("rules", "publish", file.name, "--json").stdout)

    assert refused.returncode == 1
    assert "say why it is published all the same" in refused.stderr
    assert published["version"]["version"] == 2
    assert published["version"]["reason"] == "满额门槛调整"
    assert published["version"]["published_by"].startswith("cli:")
