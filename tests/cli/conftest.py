"""`oms` within the test's own process: for commands that need no database, where a process each would take long."""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import structlog

from engine.cli.main import main


class Told(NamedTuple):
    """What a command printed, and its exit status."""

    returncode: int
    stdout: str
    stderr: str


OmsHere = Callable[..., Told]


@pytest.fixture
def logging_as_it_was() -> Iterator[None]:
    """Take back what a command does to the logging of its process."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


@pytest.fixture
def oms_here(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    logging_as_it_was: None,
) -> OmsHere:
    """Return a function that runs one command in the test's folder; keywords are settings."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str | Path, **changes: str) -> Told:
        for name, value in {"LC_ALL": "C.UTF-8", "OMS_DATA_DIR": str(tmp_path / "data"), **changes}.items():
            monkeypatch.setenv(name, value)
        try:
            status = main([str(argument) for argument in arguments])
        except SystemExit as ended:  # argparse ends the process itself
            status = int(str(ended.code or 0))
        printed = capsys.readouterr()
        return Told(status, printed.out, printed.err)

    return run
