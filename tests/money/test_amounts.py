"""Amounts are exact, however long they are."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import InvalidInput
from engine.money import Money, half_up, minor_units, money_text


@given(st.integers(-(10**60), 10**60), st.sampled_from(["CNY", "JPY", "KWD"]))
def test_an_amount_written_and_read_again_is_the_same(amount: int, currency: str) -> None:
    assert minor_units(money_text(amount, currency), currency) == amount


@pytest.mark.parametrize(
    "text", ["12345678901234567890123456789.01", "99999999999999999999999999999999.99", "0.01", "19.90"]
)
def test_a_long_amount_is_not_rounded(text: str) -> None:
    assert money_text(minor_units(text, "CNY"), "CNY") == text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("12345678901234567890123456789.001", "more decimals"),
        ("0.00000000000000000000000000000000001", "more decimals"),
        ("NaN", "more decimals"),
        ("free", "not an amount"),
        ("1e99999", "more than can be reckoned with"),
    ],
)
def test_what_is_no_amount_is_refused_and_never_rounded(text: str, words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        minor_units(text, "CNY")


@pytest.mark.parametrize(("value", "rounded"), [("2.5", 3), ("2.49", 2), ("-2.5", -3), ("9" * 40 + ".5", 10**40)])
def test_halves_are_rounded_away_from_zero(value: str, rounded: int) -> None:
    assert half_up(Decimal(value)) == rounded


def test_two_currencies_are_never_added() -> None:
    with pytest.raises(InvalidInput, match="cannot be reckoned"):
        Money(1, "CNY") + Money(1, "GBP")
