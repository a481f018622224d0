"""Shadows from the shell."""

from pathlib import Path

import msgspec

from tests.cli.process import oms, shipped
from tests.cli.test_rollouts import CEILING, CHEAPER, TARGET


def test_a_shadow_is_listed_stopped_and_started_from_the_shell(tmp_path: Path) -> None:
    text = shipped(f"freight/{TARGET}.yaml").read_text(encoding="utf-8").replace(CEILING, CHEAPER + CEILING)
    (tmp_path / "freight.yaml").write_text(text, encoding="utf-8")
    why = ("--reason", "先看影子")
    oms(tmp_path, "rollout", "candidate", "freight.yaml", *why)

    (listed,) = msgspec.json.decode(oms(tmp_path, "shadow", "list", "--json").stdout)
    name = listed["id"]
    shown = oms(tmp_path, "shadow", "show", name)
    found = oms(tmp_path, "shadow", "disagreements", name, "--json")
    stopped = oms(tmp_path, "shadow", "stop", name, *why)
    again = oms(tmp_path, "shadow", "start", f"{TARGET}@2", *why)
    unknown = oms(tmp_path, "shadow", "start", "D-none", *why)
    every = oms(tmp_path, "shadow", "list", "--all")

    assert shown.stdout == f"{name}: {TARGET} version 2, running, 0 orders, 0 disagreeing, 0 errors\n", shown.stderr
    assert msgspec.json.decode(found.stdout)["items"] == []
    assert f"{name}: {TARGET} version 2, ended (先看影子)" in stopped.stdout
    assert ": freight-standard version 2, running" in again.stdout, again.stderr
    assert (unknown.returncode, "there is no draft D-none" in unknown.stderr) == (1, True)
    assert (every.stdout.count("running"), every.stdout.count("ended")) == (1, 1)
