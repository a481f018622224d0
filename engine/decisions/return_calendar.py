"""The calendar of a return: days are counted from the day after receipt, in the buyer's time zone."""

from datetime import date, datetime, timedelta, tzinfo


def first_day(received_at: datetime, zone: tzinfo) -> date:
    """Return the day after receipt: day 0 of the window."""
    return received_at.astimezone(zone).date() + timedelta(days=1)


def days_since_receipt(received_at: datetime, now: datetime, zone: tzinfo) -> int:
    """Return `request.days`: whole days since the day after receipt; 0 on it and before it.

    Days are those of the calendar, so that an hour gained or lost to summer time changes nothing.
    """
    return max(0, (now.astimezone(zone).date() - first_day(received_at, zone)).days)


def last_day(received_at: datetime, window_days: int, zone: tzinfo) -> date:
    """Return the last day on which `request.days` is not above the window."""
    return first_day(received_at, zone) + timedelta(days=window_days)
