"""Write the table of docs/events.md from the catalogue of events: `python -m scripts.write_events`."""

from pathlib import Path

from engine.orders.event_catalogue import events_table

PAGE = Path(__file__).parents[1] / "docs" / "events.md"
BEGIN = "<!-- written by python -m scripts.write_events -->\n"


def page() -> str:
    """Return the page with its table as the catalogue has it; the table is the end of the page."""
    kept, _, _ = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    return f"{kept}{BEGIN}{events_table()}"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
