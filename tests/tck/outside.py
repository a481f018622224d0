"""`python -m tests.tck.outside`: writes outside.md, the list of what the format cannot say."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.tck.coverage import Missed, decisions, questions

PAGE: Final = Path(__file__).parent / "outside.md"
_OPENING: Final = """# Of the DMN TCK, what the format cannot say

Made by `python -m tests.tck.outside`; a test holds it to what is really left out. How the rest is converted stands
in `docs/dmn.md`.
"""


def page() -> str:
    """Return the page."""
    return "\n".join((_OPENING, *_tables(), "", *_expressions(), ""))


def _tables() -> Iterator[str]:
    asked, missed = decisions()
    yield f"## Decisions of the table models: {len(asked)} run, {len(missed)} outside"
    yield ""
    yield from _rows("case and decision", missed)


def _expressions() -> Iterator[str]:
    asked, missed = questions()
    yield f"## Expressions of 0072-feel-in: {len(asked)} run, {len(missed)} outside"
    yield ""
    yield from _rows("expression", missed)


def _rows(heading: str, missed: tuple[Missed, ...]) -> Iterator[str]:
    yield f"| {heading} | why it is outside |"
    yield "|---|---|"
    yield from (f"| {one.name} | {one.reason} |".replace("\n", " ") for one in missed)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
