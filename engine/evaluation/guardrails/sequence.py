"""The sequential test: a lower bound that holds at every moment at once, however often somebody looks.

It is the one-sided asymptotic confidence sequence of Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas, "Time-uniform
central limit theory and asymptotic confidence sequences" (Annals of Statistics 52, 2024), with Robbins' normal mixture;
its parameter is tuned so that the bound is tightest where rollouts are usually judged.
"""

from math import log, sqrt
from statistics import NormalDist
from typing import Final

TIGHTEST_AT: Final = 1_500  # customers of both sides together
POWER: Final = 0.8
LEVEL: Final = 0.01
_NORMAL: Final = NormalDist()


def lower_bound(estimate: float, variance: float, customers: int, alpha: float) -> float:
    """Return what the true value is above at all times, but for a share `alpha` of all rollouts."""
    if customers < 1:
        return float("-inf")
    return estimate - sqrt(variance) * _width(customers, alpha)


def _width(customers: int, alpha: float) -> float:
    """Return the half-width in standard errors; a test that is asked once would take 2.3 for one in a hundred."""
    grown = customers * _rho_squared(alpha)
    return sqrt(2 * (grown + 1) / grown * log(1 + sqrt(grown + 1) / (2 * alpha)))


def _rho_squared(alpha: float) -> float:
    far = -2 * log(2 * alpha)
    return (far + log(far + 1)) / TIGHTEST_AT


def customers_needed(before: float, after: float, *, level: float = LEVEL, power: float = POWER) -> int:
    """Return how many customers of each side tell two rates apart when looked at once, at the end.

    The sequential test may be looked at all the time and asks for about two and a half times as many.
    """
    if not (0 <= before < 1 and 0 < after <= 1) or before == after:
        raise ValueError(f"two different shares of one are needed, not {before} and {after}")
    return customers_for(after - before, before * (1 - before) + after * (1 - after), level=level, power=power)


def customers_for(effect: float, spread: float, *, level: float = LEVEL, power: float = POWER) -> int:
    """Return the same for any effect. `spread` is the variance of one customer, of both sides together."""
    both = _NORMAL.inv_cdf(1 - level) + _NORMAL.inv_cdf(power)
    return round(both * both * spread / (effect * effect))
