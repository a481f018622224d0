"""`oms events`: the event log for programs, one JSON object on a line."""

from pathlib import Path

import msgspec
import pytest

from tests.cli.process import oms


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("events")
    filled = oms(folder, "demo", "--orders", "5")
    assert filled.returncode == 0, filled.stderr
    return folder


def events(folder: Path, *arguments: str) -> list[dict[str, object]]:
    shown = oms(folder, "events", *arguments)
    assert shown.returncode == 0, shown.stderr
    return [msgspec.json.decode(line) for line in shown.stdout.splitlines()]


def test_the_log_is_printed_in_order_and_gone_on_with(folder: Path) -> None:
    every = events(folder)

    ids = [event["id"] for event in every]
    assert ids == sorted(set(map(int, map(str, ids))))
    assert sum(event["name"] == "OrderPlaced" for event in every) == 5
    assert events(folder, "--after", str(ids[1]), "--limit", "2") == every[2:4]
    number = str(every[0]["order_no"])
    assert {event["order_no"] for event in events(folder, "--order", number)} == {number}


def test_a_number_that_is_none_is_said_in_words(folder: Path) -> None:
    shown = oms(folder, "events", "--order", "nothing")

    assert shown.returncode == 1
    assert "there is no order nothing" in shown.stderr + shown.stdout
