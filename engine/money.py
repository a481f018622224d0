"""Money in integer minor units: sums, text, and sharing out to the last unit."""

from collections.abc import Iterable, Sequence
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, ROUND_HALF_UP, Context, Decimal, InvalidOperation
from functools import lru_cache, total_ordering
from typing import Final, Literal

from engine.errors import InvalidInput

# ISO 4217 minor units that are not two decimals.
_EXPONENTS: Final = {"JPY": 0, "KRW": 0, "VND": 0, "CLP": 0, "ISK": 0, "BHD": 3, "KWD": 3, "OMR": 3, "TND": 3, "JOD": 3}
# The usual context of Decimal rounds at 28 digits; an amount is never rounded by chance.
_EXACT: Final = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN)
_MOST_DIGITS: Final = 100  # of an amount in minor units: more is no money, and would only cost time

_TEXTS_KEPT: Final = 10_000  # an order's amounts are written some sixty times, mostly the same few

ApportionmentMode = Literal["largest_remainder", "last_absorbs", "first_absorbs"]


def exponent(currency: str) -> int:
    """Return how many decimals the currency's minor unit has (ISO 4217)."""
    return _EXPONENTS.get(currency, 2)


def minor_units(text: str | int | Decimal, currency: str) -> int:
    """Return an amount written in major units as minor units: `"19.90"` CNY is 1990.

    Raises InvalidInput where it is no number or has more decimals than the currency.
    """
    decimals = exponent(currency)
    try:
        scaled = Decimal(str(text)).scaleb(decimals, _EXACT)
    except InvalidOperation:
        raise InvalidInput(f"{text!r} is not an amount of money; write it like 19.90") from None
    if scaled.is_finite() and scaled.adjusted() >= _MOST_DIGITS:
        raise InvalidInput(f"{text} is more than can be reckoned with")
    if not scaled.is_finite() or scaled != scaled.to_integral_value():
        raise InvalidInput(f"{text} has more decimals than {currency} has ({decimals})")
    return int(scaled)


@lru_cache(maxsize=_TEXTS_KEPT)
def money_text(amount: int, currency: str) -> str:
    """Return minor units as text in major units: 1990 CNY is `"19.90"`."""
    decimals = exponent(currency)
    digits = str(abs(amount)).zfill(decimals + 1)
    text = f"{digits[:-decimals]}.{digits[-decimals:]}" if decimals else digits
    return f"-{text}" if amount < 0 else text


def half_up(value: Decimal) -> int:
    """Round to the whole minor unit, halves away from zero."""
    return int(value.to_integral_value(rounding=ROUND_HALF_UP))


@total_ordering
class Money:
    """An amount in minor units of one currency. Sums of two currencies are refused."""

    __slots__ = ("amount", "currency")

    amount: int
    currency: str

    def __init__(self, amount: int, currency: str) -> None:
        object.__setattr__(self, "amount", amount)
        object.__setattr__(self, "currency", currency)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"Money does not change: {name}")

    @classmethod
    def parse(cls, text: str | int | Decimal, currency: str) -> "Money":
        """Return the amount written in major units."""
        return cls(minor_units(text, currency), currency)

    @classmethod
    def sum(cls, amounts: Iterable["Money"], currency: str) -> "Money":
        """Return the total; of none it is zero in `currency`."""
        total = cls(0, currency)
        for amount in amounts:
            total = total + amount
        return total

    @property
    def text(self) -> str:
        """The amount in major units: `19.90`."""
        return money_text(self.amount, self.currency)

    def __add__(self, other: "Money") -> "Money":
        return Money(self.amount + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.amount - self._same(other), self.currency)

    def __mul__(self, quantity: int) -> "Money":
        return Money(self.amount * quantity, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.amount, self.currency)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Money) and (self.amount, self.currency) == (other.amount, other.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.amount < self._same(other)

    def __hash__(self) -> int:
        return hash((self.amount, self.currency))

    def __repr__(self) -> str:
        return f"Money({self.amount}, {self.currency!r})"

    def __str__(self) -> str:
        return f"{self.text} {self.currency}"

    def _same(self, other: "Money") -> int:
        if other.currency != self.currency:
            raise InvalidInput(f"{other.currency} cannot be reckoned with {self.currency}")
        return other.amount


def share_out(total: int, weights: Sequence[int], mode: ApportionmentMode = "largest_remainder") -> tuple[int, ...]:
    """Share a total out by weight; the shares add up to it exactly. Of no weights: no shares.

    `largest_remainder` (Hamilton): no share is off by a whole unit; ties go to the earlier one. `last_absorbs`,
    `first_absorbs`: every share is rounded down, and the last (first) one bears what is left. Where the total is no
    more than the weights together, no share is above its own weight: what one cannot bear goes to its neighbour.
    Where nothing weighs anything the shares are equal.
    """
    if not weights:
        return ()
    if sum(weights) == 0:
        weights = [1] * len(weights)
    whole, amount = sum(weights), abs(total)
    shares = [amount * weight // whole for weight in weights]
    left = amount - sum(shares)
    if mode == "largest_remainder":
        order = sorted(range(len(weights)), key=lambda i: (-(amount * weights[i] % whole), i))
        for i in order[:left]:
            shares[i] += 1
    elif left:
        _absorb(shares, left, weights, amount, mode)
    return tuple(-share for share in shares) if total < 0 else tuple(shares)


def _absorb(shares: list[int], left: int, weights: Sequence[int], amount: int, mode: ApportionmentMode) -> None:
    """Add what rounding down has left over to the first or the last that can bear it."""
    places = range(len(shares)) if mode == "first_absorbs" else range(len(shares) - 1, -1, -1)
    is_bounded = amount <= sum(weights)
    for place in places:
        bears = min(left, weights[place] - shares[place]) if is_bounded else left * (weights[place] > 0)
        shares[place] += bears
        left -= bears
