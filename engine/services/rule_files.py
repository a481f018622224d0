"""Rule sets and lists as files: those of a folder, and those that come with the package."""

import re
from collections.abc import Iterable, Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

import msgspec

from engine.evaluation.loader import kind_of

LIST: Final = "list"
_ID: Final = re.compile(r"^id: *[\"']?([a-z0-9.-]+)", re.MULTILINE)
_PACKAGE: Final = "rules"
_KNOWN: Final = (".yaml", ".yml")
_OTHERS: Final = frozenset({"channels", "rollouts"})  # folders of other documents


class RuleFile(msgspec.Struct, frozen=True, kw_only=True):
    """One document: its text, and its file as a person knows it, where it came as one."""

    name: str | None
    text: str
    is_shipped: bool = False

    @property
    def is_list(self) -> bool:
        """Tell whether it is a reference list."""
        return kind_of(self.text) == LIST


def shipped_files() -> tuple[RuleFile, ...]:
    """Return the rule sets and lists that come with the package."""
    return tuple(msgspec.structs.replace(each, is_shipped=True) for each in _below(files(_PACKAGE), _PACKAGE))


def folder_files(folder: Path) -> tuple[RuleFile, ...]:
    """Return the rule sets and lists of a folder and the folders in it."""
    return tuple(_below(folder, folder.name))


def places_of(documents: Iterable[RuleFile], folder: Path) -> Iterator[tuple[Path, RuleFile]]:
    """Yield documents with the files that they belong in: those of a folder that hold them already, else new ones."""
    folder = folder.resolve()
    there = folder_files(folder) if folder.is_dir() else ()
    known = {_identity(file.text): folder.parent / (file.name or "") for file in there}
    for document in documents:
        yield known.get(_identity(document.text), folder / (document.name or "")), document


def _identity(text: str) -> tuple[bool, str]:
    """Return what makes two texts the same document: whether it is a list, and its id."""
    named = _ID.search(text)
    return kind_of(text) == LIST, named.group(1) if named else ""


def _below(place: Traversable, name: str) -> Iterator[RuleFile]:
    for entry in sorted(place.iterdir(), key=lambda entry: entry.name):
        path = f"{name}/{entry.name}"
        if entry.is_dir() and entry.name not in _OTHERS:
            yield from _below(entry, path)
        elif entry.name.endswith(_KNOWN):
            yield RuleFile(name=path, text=entry.read_bytes().decode("utf-8"))  # its line ends stay as they are
