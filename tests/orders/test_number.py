"""The order number: what it tells, what it hides, and which slips of a typing hand it notices."""

from collections import Counter
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import InvalidInput
from engine.orders.number import (
    ALPHABET,
    LENGTH,
    RANDOM_BITS,
    SHARDS,
    child_number,
    is_valid,
    make,
    parent_of,
    parse,
    shard_of_buyer,
    shard_of_guest,
)

BEIJING = timezone(timedelta(hours=8))
hours = st.datetimes(datetime(2001, 1, 1), datetime(2068, 12, 31), timezones=st.sampled_from([UTC, BEIJING]))  # noqa: DTZ001 - the strategy adds the zones
shards = st.integers(0, SHARDS - 1)
randoms = st.integers(0, (1 << RANDOM_BITS) - 1)
numbers = st.builds(make, hours, shards, randoms)


def test_a_number_shows_its_hour_in_utc_and_its_shard() -> None:
    number = make(datetime(2026, 11, 11, 0, 3, tzinfo=BEIJING), 7, 0)

    assert number[:9] == "261110167"
    assert len(number) == LENGTH


@given(hours, shards, randoms)
def test_a_number_parses_back_to_what_it_was_made_of(hour: datetime, shard: int, random_bits: int) -> None:
    number = make(hour, shard, random_bits)
    parts = parse(number)

    assert (parts.shard, parts.random) == (shard, random_bits)
    assert parts.hour == hour.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    assert str(parts) == number


@given(hours, hours, shards, randoms)
def test_numbers_sort_by_hour(hour: datetime, later: datetime, shard: int, random_bits: int) -> None:
    hour, later = sorted((hour, later))

    assert make(hour, shard, random_bits)[:8] <= make(later, shard, random_bits)[:8]


@given(numbers, st.data())
def test_every_single_wrong_character_is_noticed(number: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, LENGTH - 1))
    wrong = data.draw(st.sampled_from([character for character in ALPHABET if character != number[place]]))

    assert not is_valid(number[:place] + wrong + number[place + 1 :])


@given(numbers)
def test_every_swap_of_two_characters_is_noticed(number: str) -> None:
    for place in range(LENGTH):
        for other in range(place + 1, LENGTH):
            swapped = list(number)
            swapped[place], swapped[other] = swapped[other], swapped[place]
            assert is_valid("".join(swapped)) == (number[place] == number[other])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "26111016",
        "2" * 22,
        "2" * 24,
        "26111016IIIIIIIIIIIIIII",
        "26111016aaaaaaaaaaaaaaa",
        "２６１１１０１６000000000000000",
    ],
)
def test_what_is_no_order_number_is_refused_by_name(text: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        parse(text)
    assert refusal.value.problems[0].path == "order_no"


def test_a_right_check_character_behind_no_hour_is_refused() -> None:
    number = make(datetime(2026, 11, 11, tzinfo=UTC), 0, 0)
    wrong_hours = [f"26119900{'0' * 14}{check}" for check in ALPHABET]

    assert is_valid(number)
    assert not any(is_valid(text) for text in wrong_hours)


@pytest.mark.parametrize(("shard", "random_bits"), [(-1, 0), (SHARDS, 0), (0, -1), (0, 1 << RANDOM_BITS)])
def test_a_number_is_not_made_of_parts_out_of_range(shard: int, random_bits: int) -> None:
    with pytest.raises(ValueError, match="out of range"):
        make(datetime(2026, 11, 11, tzinfo=UTC), shard, random_bits)


def test_a_number_is_not_made_of_a_time_without_a_zone() -> None:
    with pytest.raises(ValueError, match="zone"):
        make(datetime(2026, 11, 11), 0, 0)  # noqa: DTZ001 - the missing zone is the case


def test_a_buyer_keeps_the_shard_for_ever() -> None:
    assert [shard_of_buyer("C-1"), shard_of_buyer("C-2"), shard_of_buyer("17850")] == [27, 28, 28]


def test_buyers_and_guests_spread_evenly_over_the_shards() -> None:
    buyers = Counter(shard_of_buyer(f"C-{number}") for number in range(32_000))
    guests = Counter(shard_of_guest(bits) for bits in range(32_000))

    assert set(buyers) == set(guests) == set(range(SHARDS))
    assert max(buyers.values()) < 1.1 * 1000
    assert max(guests.values()) == 1000


@given(numbers, st.integers(1, 9999))
def test_a_child_leads_to_its_parent(number: str, position: int) -> None:
    assert parent_of(child_number(number, position)) == number
    assert parent_of(number) == number
