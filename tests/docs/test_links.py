"""Every link between the pages, and to their pictures, leads somewhere."""

import re
from pathlib import Path

import pytest

from tests.docs.examples import DOCS

ROOT = DOCS.parent
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *DOCS.glob("**/*.md")])
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    broken = [target for target in _LINK.findall(page.read_text("utf-8")) if not _is_there(page, target)]

    assert broken == []


def test_every_page_is_in_the_index() -> None:
    index = (DOCS / "README.md").read_text("utf-8")

    assert [page.name for page in DOCS.glob("*.md") if page.name != "README.md" and page.name not in index] == []


def _is_there(page: Path, target: str) -> bool:
    name, _, anchor = target.partition("#")
    if "://" in name:
        return True
    path = page.parent / name if name else page
    if not anchor or not path.exists():
        return path.exists()
    return anchor in {_anchor(title) for title in _HEADING.findall(path.read_text("utf-8"))}


def _anchor(title: str) -> str:
    return re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-")
