"""`oms replay`: what a candidate would have changed, seen from the shell."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.cli.process import oms, shipped

CEILING = "      - id: ceiling\n"
DEARER = "      - {id: dearer, when: {}, then: {op: add, amount: 1.00, reason: 涨价}}\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("replay")
    filled = oms(folder, "demo", "--orders", "12")
    assert filled.returncode == 0, filled.stderr
    text = shipped("freight/freight-standard.yaml").read_text("utf-8")
    (folder / "dearer.yaml").write_text(text.replace(CEILING, DEARER + CEILING, 1), "utf-8")
    return folder


def bill_of(folder: Path, *arguments: str) -> dict[str, Any]:
    shown = oms(folder, "replay", *arguments, "--json")
    assert shown.returncode == 0, shown.stderr
    bill: dict[str, Any] = msgspec.json.decode(shown.stdout)["bill"]
    return bill


def test_the_demos_orders_are_decided_again_and_none_is_other_under_what_is_in_force(folder: Path) -> None:
    bill = bill_of(folder, "--ruleset", "freight-standard", "--candidate", "1")
    assert (bill["orders"], bill["changed"], bill["skipped"]) == (12, 0, 0)
    assert bill["parcels"]["before"] == bill["parcels"]["after"] > 0


def test_a_candidate_is_shown_with_its_money_its_orders_and_its_rules(folder: Path) -> None:
    bill = bill_of(folder, "--candidate", "dearer.yaml")
    shown = oms(folder, "replay", "--candidate", "dearer.yaml", "--orders", "5")
    assert shown.returncode == 0, shown.stderr
    assert (
        f"freight-standard@draft: {bill_of(folder, '--candidate', 'dearer.yaml', '--orders', '5')['changed']} of 5"
        in (shown.stdout)
    )
    assert {"adjust/dearer"} <= {rule for each in bill["patterns"] for rule in each["rules_after"]}


def test_a_version_without_its_set_and_a_file_that_is_none_are_said_in_words(folder: Path) -> None:
    for arguments, words in (
        (("--candidate", "1"), "say of which set with --ruleset"),
        (("--candidate", "1", "--ruleset", "no-such"), "there is no rule set no-such@1"),
        (("--candidate", "missing.yaml"), "missing.yaml"),
    ):
        shown = oms(folder, "replay", *arguments)
        assert shown.returncode == 1
        assert words in shown.stderr
