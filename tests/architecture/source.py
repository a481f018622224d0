"""The files of the project, as the checks of the whole code base see them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
PACKAGES: Final = ("engine", "rules", "api", "admin", "config")
FOLDERS: Final = (*PACKAGES, "tests", "benchmarks", "scripts", "docs", ".ci")
_TEXT: Final = {
    "",
    ".css",
    ".js",
    ".json",
    ".lock",
    ".md",
    ".mjs",
    ".py",
    ".sh",
    ".svg",
    ".toml",
    ".ts",
    ".yaml",
    ".yml",
}
_MADE: Final = {"__pycache__", "node_modules"}


def python_files(*folders: str) -> Iterator[Path]:
    """Return every Python file of the folders."""
    for folder in folders:
        yield from (path for path in sorted((ROOT / folder).rglob("*.py")) if not _MADE & set(path.parts))


def text_files() -> Iterator[Path]:
    """Return every file of ours that a person may read, those of the root too."""
    inside = (path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*")))
    for path in (*sorted(ROOT.glob("*")), *inside):
        if path.is_file() and path.suffix in _TEXT and not _MADE & set(path.parts):
            yield path


def shown(path: Path) -> str:
    """Return the path as a person names it."""
    return str(path.relative_to(ROOT))
