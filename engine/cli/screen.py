"""What commands print: JSON for programs, lines and columns for people."""

import sys
import unicodedata
from argparse import ArgumentParser
from collections.abc import Iterable, Sequence

from engine.encoding import to_json


def add_json(parser: ArgumentParser) -> None:
    """Add `--json`."""
    parser.add_argument("--json", action="store_true", help="print JSON")


def print_json(value: object) -> None:
    """Print a struct, or what is made of structs, as JSON."""
    sys.stdout.write(to_json(value).decode() + "\n")


def print_columns(rows: Iterable[Sequence[object]], heads: Sequence[str] = ()) -> None:
    """Print rows in columns that line up, Chinese characters counted as two."""
    texts = [[str(cell) for cell in row] for row in ([heads] if heads else [])] + [
        [str(c) for c in row] for row in rows
    ]
    widths = [max(map(width, column)) for column in zip(*texts, strict=True)] if texts else []
    for row in texts:
        print("  ".join(_padded(cell, wide) for cell, wide in zip(row, widths, strict=True)).rstrip())


def width(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _padded(text: str, wide: int) -> str:
    return text + " " * (wide - width(text))
