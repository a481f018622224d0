"""Outside programs that some tests need: where each is, or that it is missing."""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import msgspec

# Chromium calls home at every start unless it is told not to.
CHROMIUM_FLAGS: Final = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
REQUIRE_ALL: Final = "OMS_TEST_REQUIRE_ALL"


class Program(msgspec.Struct, frozen=True, kw_only=True):
    """A program that tests marked `marker` need. `names` are looked for on the PATH, then in `folders`."""

    marker: str
    title: str
    names: tuple[str, ...]
    folders: tuple[str, ...] = ()

    def find(self) -> Path | None:
        """Return where the program is, None where it is not installed."""
        for name in self.names:
            if found := shutil.which(name):
                return Path(found)
        for folder in self.folders:
            for name in self.names:
                if matches := sorted(Path("/").glob(f"{folder}/{name}")):
                    return matches[-1]
        return None


PROGRAMS: Final = (
    Program(
        marker="postgres",
        title="PostgreSQL",
        names=("postgres",),
        folders=("usr/lib/postgresql/*/bin", "usr/local/opt/postgresql*/bin"),
    ),
    Program(marker="redis", title="Redis", names=("redis-server", "valkey-server")),
    Program(marker="browser", title="Chromium", names=("chromium", "chromium-browser", "google-chrome")),
)


def program(marker: str) -> Path:
    """Return the program that tests with this marker need; only such a test may ask for it."""
    found = next(each for each in PROGRAMS if each.marker == marker).find()
    if found is None:
        raise LookupError(f"the program of `{marker}` is not installed; mark the test with pytest.mark.{marker}")
    return found


def nothing_may_be_left_out(environ: Mapping[str, str] = os.environ) -> bool:
    """Tell whether a missing program fails its tests instead of leaving them out."""
    return environ.get(REQUIRE_ALL, "") not in ("", "0")
