"""What a run of the tests says where an outside program is not installed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.source import ROOT
from tests.programs import REQUIRE_ALL

CASE = """
import pytest

@pytest.mark.redis
def test_stock_is_kept_in_redis():
    raise AssertionError("ran without Redis")

def test_stock_is_kept_here():
    pass
"""


def run_without_redis(folder: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run the case in a process that finds no program on its PATH."""
    (folder / "test_case.py").write_text(CASE, encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\nmarkers = redis\n", encoding="utf-8")
    kept = {name: value for name, value in os.environ.items() if name not in (REQUIRE_ALL, "PYTEST_ADDOPTS")}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "tests.conftest", "-p", "no:cacheprovider"],
        cwd=folder,
        env={**kept, "PATH": str(folder), "PYTHONPATH": str(ROOT), **environ},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_test_is_left_out_by_name_where_its_program_is_missing(tmp_path: Path) -> None:
    run = run_without_redis(tmp_path)

    assert run.returncode == pytest.ExitCode.OK, run.stdout
    assert "Redis: not installed" in run.stdout
    assert "left out: 1 (" in run.stdout
    assert "Redis is not installed: test_case.py::test_stock_is_kept_in_redis" in run.stdout
    assert "1 passed, 1 skipped" in run.stdout


def test_where_nothing_may_be_left_out_a_missing_program_fails_its_tests(tmp_path: Path) -> None:
    run = run_without_redis(tmp_path, **{REQUIRE_ALL: "1"})

    assert run.returncode == pytest.ExitCode.TESTS_FAILED
    assert "Redis is not installed, and OMS_TEST_REQUIRE_ALL lets nothing be left out" in run.stdout
