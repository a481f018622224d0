"""Write docs/vocabulary.md from the registry of kinds: `python -m scripts.write_vocabulary`."""

from pathlib import Path

from engine.decisions.registry import KINDS
from engine.decisions.vocabulary_page import vocabulary_page

PAGE = Path(__file__).parents[1] / "docs" / "vocabulary.md"

if __name__ == "__main__":
    PAGE.write_text(vocabulary_page(KINDS), encoding="utf-8")
