"""A promotion that is cut off in its middle is done whole, or not at all."""

import signal
import subprocess
import time
from pathlib import Path

import msgspec
import pytest

from tests.cli.process import OMS, environment, oms, shipped
from tests.cli.test_rollouts import CEILING, CHEAPER, ROLLOUT, TARGET

WHY = ("--reason", "先在杭州试")


@pytest.mark.parametrize("kills", [1, pytest.param(20, marks=pytest.mark.prove)])
def test_a_killed_promotion_leaves_all_of_a_release_or_nothing(tmp_path: Path, kills: int) -> None:
    text = shipped(f"freight/{TARGET}.yaml").read_text(encoding="utf-8").replace(CEILING, CHEAPER + CEILING)
    (tmp_path / "freight.yaml").write_text(text, encoding="utf-8")
    assert oms(tmp_path, "rollout", "candidate", "freight.yaml", *WHY).returncode == 0
    seconds = begun(tmp_path, "first")
    for number in range(kills):
        name = f"killed-{number}"
        begun(tmp_path, name)
        kill_promotion(tmp_path, name, seconds * (0.75 + 0.5 * number / kills))

        rollout = msgspec.json.decode(oms(tmp_path, "rollout", "show", name, "--json").stdout)
        sets = {row["id"]: row for row in msgspec.json.decode(oms(tmp_path, "rules", "list", "--json").stdout)}
        found = (rollout["state"], sets[TARGET]["version"], rollout["history"][-1]["action"])
        assert found in {("running", 1, "started"), ("promoted", 2, "promoted")}
        assert oms(tmp_path, "audit", "verify").returncode == 0
        assert oms(tmp_path, "rollout", "rollback", name, *WHY).returncode == 0


def begun(folder: Path, name: str) -> float:
    """Plan and start a rollout, and return how long a command takes here; the first one is taken back again."""
    (folder / "rollout.yaml").write_text(ROLLOUT.format(name=name), encoding="utf-8")
    assert oms(folder, "rollout", "plan", "rollout.yaml", *WHY).returncode == 0
    began = time.monotonic()
    assert oms(folder, "rollout", "start", name, *WHY).returncode == 0
    took = time.monotonic() - began
    if name == "first":
        assert oms(folder, "rollout", "rollback", name, *WHY).returncode == 0
    return took


def kill_promotion(folder: Path, name: str, after: float) -> None:
    with subprocess.Popen(
        [OMS, "rollout", "promote", name, *WHY],
        cwd=folder,
        env=environment(folder, {}),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        time.sleep(after)
        process.send_signal(signal.SIGKILL)
