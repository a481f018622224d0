"""`oms` as a person runs it: a process of its own, in a folder of its own."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from tests.architecture.source import ROOT

SECONDS: Final = 120
OMS: Final = Path(sys.executable).with_name("oms")


def environment(folder: Path, changes: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of a process whose data is in `folder`: none of our settings but the given ones."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("OMS_")}
    return {**kept, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "OMS_DATA_DIR": str(folder / "data"), **changes}


def oms(folder: Path, *arguments: str | Path, **changes: str) -> subprocess.CompletedProcess[str]:
    """Run one command to its end."""
    return subprocess.run(
        [OMS, *map(str, arguments)],
        cwd=folder,
        env=environment(folder, changes),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )


def shipped(name: str) -> Path:
    """Return a shipped rule set by its path below `rules/`."""
    return ROOT / "rules" / name
