"""Instants are kept in UTC, whatever zone they come in, also in the hour that comes twice."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from piccolo.engine.sqlite import convert_datetime_in

from engine.store.sqlite_instants import instant_text

LONDON = ZoneInfo("Europe/London")


def test_an_instant_is_written_as_piccolo_writes_it() -> None:
    for instant in (
        datetime(2026, 11, 11, 0, 3, tzinfo=ZoneInfo("Asia/Shanghai")),
        datetime(2026, 11, 11, 0, 3, 0, 123, tzinfo=UTC),
        datetime(2026, 11, 11),  # noqa: DTZ001 - Piccolo's own tables have such
    ):
        assert instant_text(instant) == convert_datetime_in(instant)
        assert instant_text(instant) == convert_datetime_in(instant), "once more, from memory"


def test_the_hour_that_comes_twice_is_two_hours() -> None:
    first = datetime(2026, 10, 25, 1, 30, tzinfo=LONDON)
    second = first.replace(fold=1)

    assert first == second, "so Python says of one zone (PEP 495)"
    assert instant_text(first) == "2026-10-25 00:30:00+00:00"
    assert instant_text(second) == "2026-10-25 01:30:00+00:00"
