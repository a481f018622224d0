"""What a buyer may have taken off: coupons, and points in lots that run out."""

from datetime import datetime
from typing import Literal

import msgspec

CouponState = Literal["free", "used", "void"]


class Coupon(msgspec.Struct, frozen=True, kw_only=True):
    """One coupon. What it takes off is said by the promotion rules for its `kind`.

    `customer`: whose it is (None: whoever has it). `scope`: SKUs, categories or merchants it is for (all goods where
    empty). It holds in `[valid_from, valid_to)`. `uses`: how often it may be used (None: as often as wanted); `used`:
    how often it was.
    """

    id: str
    kind: str
    title: str = ""
    customer: str | None = None
    scope: tuple[str, ...] = ()
    valid_from: datetime | None = None
    valid_to: datetime | None = None
    uses: int | None = 1
    used: int = 0
    is_void: bool = False

    @property
    def state(self) -> CouponState:
        """Whether it can still be used; its dates are another matter."""
        if self.is_void:
            return "void"
        return "used" if self.uses is not None and self.used >= self.uses else "free"


class PointLot(msgspec.Struct, frozen=True, kw_only=True):
    """Points that a customer was granted at once. `left` of `granted` can be used until `expires_at` (None: ever)."""

    customer: str
    id: str  # the grant's own name: the same one is granted once
    granted: int
    left: int
    expires_at: datetime | None = None
    reason: str = ""


class Benefits(msgspec.Struct, frozen=True, kw_only=True):
    """What an order uses up: a coupon, and so many points of a customer."""

    coupon: str | None = None
    customer: str | None = None
    points: int = 0

    def __bool__(self) -> bool:
        return self.coupon is not None or self.points > 0
