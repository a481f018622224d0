"""The sample-ratio check: whether the sides have as many customers as they should, asked at any time.

It is the test of Lindon and Malek, "Anytime-valid inference for multinomial count data" (NeurIPS 2022): the odds of the
counts under a mixture of all shares to those under the right one. They exceed 1 / alpha for at most a share alpha of
all rollouts whose assignment is sound, however long they run.
"""

from math import lgamma, log
from typing import Final

_CONCENTRATION: Final = 100.0  # of the mixture around the right share: finds a share that is off by some points


def log_odds(candidate: int, control: int, share: float) -> float:
    """Return the logarithm of the odds against an assignment that gives the candidate this share of both sides."""
    if not 0 < share < 1:
        return 0.0
    a, b = share * _CONCENTRATION, (1 - share) * _CONCENTRATION
    mixture = _log_beta(a + candidate, b + control) - _log_beta(a, b)
    return mixture - candidate * log(share) - control * log(1 - share)


def is_broken(candidate: int, control: int, share: float, alpha: float) -> bool:
    """Tell whether customers are not parted as they should be."""
    return log_odds(candidate, control, share) > -log(alpha)


def _log_beta(a: float, b: float) -> float:
    return lgamma(a) + lgamma(b) - lgamma(a + b)
