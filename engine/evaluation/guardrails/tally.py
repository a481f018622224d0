"""What is known of one metric on one side, customer by customer: whoever orders often is still one customer."""

import msgspec


class Moments(msgspec.Struct, frozen=True, kw_only=True):
    """Sums over customers of what each brought (`x`, say rejected orders) and of how often (`w`, say orders)."""

    customers: int = 0
    x: float = 0
    w: float = 0
    xx: float = 0
    ww: float = 0
    xw: float = 0

    @property
    def ratio(self) -> float:
        """What was brought for each time; 0 where there was none."""
        return self.x / self.w if self.w else 0.0

    @property
    def variance(self) -> float:
        """Variance of the ratio by the delta method, the customer being the unit (Deng, Knoblich and Lu, KDD 2018)."""
        if self.customers < 2 or not self.w:  # noqa: PLR2004  # one says nothing of how they differ
            return float("inf")
        ratio = self.ratio
        spread = self.xx - 2 * ratio * self.xw + ratio * ratio * self.ww
        return max(spread, 0.0) / (self.w * self.w) * self.customers / (self.customers - 1)


class Tally:
    """Grows order by order. A customer's earlier orders are remembered, so that the sums stay those over customers."""

    __slots__ = ("_own", "_sums")

    def __init__(self) -> None:
        self._own: dict[str, tuple[float, float]] = {}
        self._sums = [0.0] * 5

    def add(self, customer: str, x: float, w: float = 1) -> None:
        """Count what a customer brought (in one order, or in all that are known)."""
        own_x, own_w = self._own.get(customer, (0.0, 0.0))
        new_x, new_w = own_x + x, own_w + w
        self._own[customer] = (new_x, new_w)
        sums = self._sums
        sums[0] += x
        sums[1] += w
        sums[2] += new_x * new_x - own_x * own_x
        sums[3] += new_w * new_w - own_w * own_w
        sums[4] += new_x * new_w - own_x * own_w

    @property
    def moments(self) -> Moments:
        """The sums of this moment."""
        x, w, xx, ww, xw = self._sums
        return Moments(customers=len(self._own), x=x, w=w, xx=xx, ww=ww, xw=xw)
