"""The examples of a page for people who write rules: whole sets, and fragments that stand under the page's header."""

import re
from pathlib import Path
from typing import NamedTuple

DOCS = Path(__file__).parents[2] / "docs"
_BLOCK = re.compile(r"```yaml\n(.*?)```", re.DOTALL)
_ROW = re.compile(r"^\| (`.*`.*) \|$", re.MULTILINE)
_BETWEEN_CELLS = re.compile(r" \| ")


class Page(NamedTuple):
    """A page: the header of its first set, and every example as the text of a whole rule set."""

    name: str
    text: str
    header: str
    examples: tuple[str, ...]

    def rows(self, title: str) -> list[list[str]]:
        """Return the rows of the table under a heading, each cell without its backticks."""
        section = self.text.split(f"\n## {title}\n")[1].split("\n## ")[0]
        return [[_bare(cell) for cell in _BETWEEN_CELLS.split(row)] for row in _ROW.findall(section)]

    def with_condition(self, when: str) -> str:
        """Return a whole set of one rule that hits where the condition holds."""
        return f"{self.header}steps:\n  assign:\n    rules:\n      - {{id: one, when: {when}, then: {{desk: hit}}}}\n"


def _bare(cell: str) -> str:
    return cell[1:-1] if cell.startswith("`") and cell.endswith("`") and cell.count("`") == 2 else cell


def page(name: str) -> Page:
    """Read a page. A block without `format:` is a fragment: it stands in place of the steps of the first block."""
    text = (DOCS / name).read_text(encoding="utf-8")
    blocks = _BLOCK.findall(text)
    header = blocks[0].split("\nsteps:")[0] + "\n"
    examples = tuple(block if block.startswith("format:") else header + block for block in blocks)
    return Page(name, text, header, examples)
