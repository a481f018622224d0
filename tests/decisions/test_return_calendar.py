"""Days of a return are counted from the day after receipt."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.decisions.return_calendar import days_since_receipt, first_day, last_day

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")


def in_shanghai(day: int, hour: int = 12, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("now", "days"),
    [
        (in_shanghai(1, 23, 59), 0),  # still the day of receipt
        (in_shanghai(2, 0, 0), 0),  # the day after receipt begins
        (in_shanghai(2, 23, 59), 0),
        (in_shanghai(3, 0, 0), 1),
        (in_shanghai(8, 23, 59), 6),
        (in_shanghai(9, 0, 0), 7),
        (in_shanghai(9, 23, 59), 7),
        (in_shanghai(10, 0, 0), 8),
    ],
)
def test_the_day_after_receipt_is_day_zero(now: datetime, days: int) -> None:
    assert days_since_receipt(in_shanghai(1, 10, 30), now, SHANGHAI) == days


def test_the_day_is_the_buyers_day_not_that_of_the_server() -> None:
    received = datetime(2026, 11, 1, 17, 0, tzinfo=UTC)  # 2 November, 1:00 in Shanghai
    now = datetime(2026, 11, 3, 17, 0, tzinfo=UTC)  # 4 November, 1:00 in Shanghai

    assert first_day(received, SHANGHAI) == date(2026, 11, 3)
    assert days_since_receipt(received, now, SHANGHAI) == 1


def test_month_and_year_ends_and_leap_days_count_as_days() -> None:
    received = datetime(2027, 12, 31, 20, 0, tzinfo=SHANGHAI)

    assert days_since_receipt(received, datetime(2028, 3, 1, 9, 0, tzinfo=SHANGHAI), SHANGHAI) == 60


def test_an_hour_lost_to_summer_time_changes_no_day() -> None:
    received = datetime(2026, 3, 27, 18, 0, tzinfo=BERLIN)

    assert days_since_receipt(received, datetime(2026, 3, 30, 0, 30, tzinfo=BERLIN), BERLIN) == 2


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2050, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - hypothesis adds the zone
    st.integers(0, 60),
)
def test_the_last_day_is_the_last_one_within_the_window(received: datetime, window: int) -> None:
    last = last_day(received, window, SHANGHAI)
    noon = datetime(last.year, last.month, last.day, 12, tzinfo=SHANGHAI)

    assert days_since_receipt(received, noon, SHANGHAI) == window
    assert days_since_receipt(received, noon + timedelta(days=1), SHANGHAI) == window + 1
