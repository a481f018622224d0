"""Days as people write them in filters."""

from datetime import datetime, time
from zoneinfo import ZoneInfo


def midnight(day: str | None, zone: ZoneInfo) -> datetime | None:
    """Return the beginning of a day written 2026-11-22; of anything else, None: no bound."""
    try:
        return datetime.combine(datetime.fromisoformat(day).date(), time(), zone) if day else None
    except ValueError:
        return None
