"""First fit of a group's units into child orders."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.decisions.packing import Limits, Parcel, Piece, pack
from engine.errors import DecisionFailed


def units(parcels: tuple[Parcel, ...]) -> list[dict[int, int]]:
    return [parcel.units for parcel in parcels]


def test_without_limits_everything_travels_together() -> None:
    pieces = [Piece(line="1", quantity=500), Piece(line="2", quantity=3)]

    assert units(pack(pieces, Limits())) == [{0: 500, 1: 3}]


def test_the_units_of_a_line_part_where_the_amount_is_full() -> None:
    pieces = [Piece(line="1", quantity=3, unit_price=200_000)]

    assert units(pack(pieces, Limits(amount=500_000))) == [{0: 2}, {0: 1}]


def test_a_later_line_fills_the_first_parcel_that_has_room() -> None:
    pieces = [
        Piece(line="1", quantity=2, weight_grams=6000),
        Piece(line="2", quantity=1, weight_grams=3000),
        Piece(line="3", quantity=2, weight_grams=4000),
    ]

    assert units(pack(pieces, Limits(weight_grams=10_000))) == [{0: 1, 1: 1}, {0: 1, 2: 1}, {2: 1}]


def test_a_unit_above_the_limit_stands_alone() -> None:
    pieces = [
        Piece(line="1", quantity=2, weight_grams=40_000),
        Piece(line="2", quantity=1, weight_grams=0),
    ]

    assert units(pack(pieces, Limits(weight_grams=30_000))) == [{0: 1}, {0: 1}, {1: 1}]


def test_a_parcel_holds_no_more_lines_than_it_may() -> None:
    pieces = [Piece(line=str(number), quantity=1) for number in range(5)]

    assert units(pack(pieces, Limits(lines=2))) == [{0: 1, 1: 1}, {2: 1, 3: 1}, {4: 1}]


def test_a_limit_on_what_is_not_known_is_a_named_error() -> None:
    with pytest.raises(DecisionFailed, match=r"line\.unit_price of line 1"):
        pack([Piece(line="1", quantity=1)], Limits(amount=100))


_PIECES = st.lists(
    st.builds(
        Piece,
        line=st.text(max_size=2),
        quantity=st.integers(1, 30),
        unit_price=st.integers(0, 2000),
        weight_grams=st.integers(0, 2000),
    ),
    max_size=8,
)
_LIMITS = st.builds(
    Limits,
    amount=st.none() | st.integers(1, 5000),
    weight_grams=st.none() | st.integers(1, 5000),
    lines=st.none() | st.integers(1, 4),
)


@given(_PIECES, _LIMITS)
def test_each_unit_is_in_exactly_one_parcel(pieces: list[Piece], limits: Limits) -> None:
    packed: Counter[int] = Counter()
    for parcel in pack(pieces, limits):
        packed.update(parcel.units)

    assert packed == {position: piece.quantity for position, piece in enumerate(pieces)}


@given(_PIECES, _LIMITS)
def test_only_a_single_unit_may_be_above_a_limit(pieces: list[Piece], limits: Limits) -> None:
    for parcel in pack(pieces, limits):
        amount = sum(units * (pieces[position].unit_price or 0) for position, units in parcel.units.items())
        weight = sum(units * (pieces[position].weight_grams or 0) for position, units in parcel.units.items())
        fits = (
            (limits.amount is None or amount <= limits.amount)
            and (limits.weight_grams is None or weight <= limits.weight_grams)
            and (limits.lines is None or len(parcel.units) <= limits.lines)
        )
        assert fits or sum(parcel.units.values()) == 1
