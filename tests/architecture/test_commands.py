"""The commands that a newcomer types are there, and each says what it does."""

import re
import subprocess

from tests.architecture.source import ROOT

MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
PROMISED = {"setup", "run", "test", "check", "prove", "bench", "lock", "clean", "help"}


def targets() -> set[str]:
    (line,) = re.findall(r"^\.PHONY: (.+)$", MAKEFILE, re.MULTILINE)
    return set(line.split())


def test_make_alone_lists_every_target_with_a_line_of_help() -> None:
    shown = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout

    assert set(re.findall(r"^  make (\S+) +\S", shown, re.MULTILINE)) == targets()
    assert targets() >= PROMISED


def test_every_script_is_sound_shell() -> None:
    for script in (*sorted((ROOT / "scripts").glob("*.sh")), ROOT / ".ci" / "run"):
        subprocess.run(["bash", "-n", str(script)], check=True)
        assert "set -euo pipefail" in script.read_text("utf-8")
