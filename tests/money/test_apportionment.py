"""Sharing out: the tables of the three modes, and what holds for every basket."""

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, get_args

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine.demo.invoices import read_invoices
from engine.money import ApportionmentMode, minor_units, share_out

MODES: Final[tuple[ApportionmentMode, ...]] = get_args(ApportionmentMode)
# Discounts of every basket, in thousandths of its goods, and a few fen that never come out even.
THOUSANDTHS: Final = (1, 50, 117, 333, 500, 999, 1000)
ODD: Final = (1, 2, 7, 299)


@pytest.mark.parametrize(
    ("mode", "weights", "total", "shares"),
    [
        ("largest_remainder", (4300, 1400, 2300), 299, (161, 52, 86)),
        ("largest_remainder", (1000, 1000, 1000), 299, (100, 100, 99)),
        ("largest_remainder", (10, 20, 10, 30, 50, 20, 10, 40), 93, (5, 10, 5, 15, 24, 10, 5, 19)),
        ("first_absorbs", (4300, 1400, 2300), 300, (162, 52, 86)),
        ("last_absorbs", (1, 1, 1), 1000, (333, 333, 334)),
        ("last_absorbs", (100_00, 100_00, 100_00), 1000, (333, 333, 334)),
        ("last_absorbs", (150_00, 60_00), 42_00, (30_00, 12_00)),
        ("largest_remainder", (150_00, 60_00), 42_00, (30_00, 12_00)),
        ("last_absorbs", (1, 1, 1), 2, (0, 1, 1)),
        ("first_absorbs", (1, 1, 1), 2, (1, 1, 0)),
        ("last_absorbs", (5, 5, 0), 9, (4, 5, 0)),
        ("last_absorbs", (3, 0), 10, (10, 0)),
        ("first_absorbs", (0, 3, 3), 7, (0, 4, 3)),
        ("last_absorbs", (0, 0, 0), 10, (3, 3, 4)),
        ("largest_remainder", (1, 2), -10, (-3, -7)),
        ("last_absorbs", (), 10, ()),
    ],
)
def test_a_total_is_shared_out_as_the_table_says(
    mode: ApportionmentMode, weights: Sequence[int], total: int, shares: Sequence[int]
) -> None:
    assert share_out(total, weights, mode) == shares


def test_who_gives_the_first_of_two_lines_back_gets_what_was_paid_for_it() -> None:
    off = share_out(42_00, (150_00, 60_00), "last_absorbs")

    assert 150_00 - off[0] == 120_00


@given(st.lists(st.integers(0, 10**12), min_size=1, max_size=12), st.integers(0, 10**6), st.sampled_from(MODES))
@example([1, 1, 1], 666_667, "last_absorbs")
def test_no_unit_is_lost_and_no_line_bears_more_than_it_costs(
    weights: list[int], millionths: int, mode: ApportionmentMode
) -> None:
    total = sum(weights) * millionths // 10**6
    shares = share_out(total, weights, mode)

    assert sum(shares) == total
    assert all(0 <= share <= weight for share, weight in zip(shares, weights, strict=True))


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=12), st.integers(0, 10**9), st.sampled_from(MODES))
def test_every_share_but_the_absorbing_one_is_within_a_unit_of_the_exact_one(
    weights: list[int], total: int, mode: ApportionmentMode
) -> None:
    shares, whole = share_out(total, weights, mode), sum(weights)
    off = [abs(share * whole - total * weight) >= whole for share, weight in zip(shares, weights, strict=True) if whole]

    assert sum(shares) == total
    if mode == "largest_remainder":
        assert not any(off)
    elif total > whole:
        assert sum(off) <= 1


def baskets() -> Iterator[tuple[int, ...]]:
    """Yield the amounts of the lines of every real basket at hand: the whole data set, else the packaged extract."""
    folder = os.environ.get("OMS_RETAIL_DATA")
    for invoice in read_invoices(Path(folder) if folder else None).invoices:
        yield tuple(minor_units(line.unit_price, "CNY") * line.quantity for line in invoice.lines)


def test_no_real_basket_is_shared_out_wrongly() -> None:
    shared, wrong, off, negative, above = Counter[str](), Counter[str](), 0, Counter[str](), Counter[str]()
    for weights in baskets():
        whole = sum(weights)
        totals = {*(whole * part // 1000 for part in THOUSANDTHS), *(odd for odd in ODD if odd <= whole)}
        for mode in MODES:
            for total in totals:
                shares = share_out(total, weights, mode)
                shared[mode] += 1
                wrong[mode] += sum(shares) != total
                negative[mode] += min(shares) < 0
                above[mode] += any(share > weight for share, weight in zip(shares, weights, strict=True))
                if mode == "largest_remainder":
                    pairs = zip(shares, weights, strict=True)
                    off += sum(abs(share * whole - total * weight) >= whole for share, weight in pairs)

    assert min(shared.values()) > 25_000
    assert (wrong.total(), off, negative.total(), above.total()) == (0, 0, 0, 0)
