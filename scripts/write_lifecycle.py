"""Write docs/lifecycle.md from the tables of the order's lifecycle: `python -m scripts.write_lifecycle`."""

from pathlib import Path

from engine.orders.lifecycle.page import lifecycle_page

PAGE = Path(__file__).parents[1] / "docs" / "lifecycle.md"

if __name__ == "__main__":
    PAGE.write_text(lifecycle_page(), encoding="utf-8")
