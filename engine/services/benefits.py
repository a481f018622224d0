"""Coupons and points: imported, looked at, granted."""

from collections.abc import Callable, Sequence
from datetime import datetime

import msgspec

from engine.errors import InvalidInput
from engine.orders.benefits import Coupon, CouponState, PointLot
from engine.store.benefit_repository import BenefitRepository


class CouponView(msgspec.Struct, frozen=True, kw_only=True):
    """A coupon with its state: `free`, `used`, or `void`."""

    id: str
    kind: str
    title: str
    customer: str | None
    scope: tuple[str, ...]
    valid_from: datetime | None
    valid_to: datetime | None
    uses: int | None
    used: int
    state: CouponState


class PointLotView(msgspec.Struct, frozen=True, kw_only=True):
    """Points granted at once: `left` of `granted` can be used until `expires_at`."""

    id: str
    granted: int
    left: int
    expires_at: datetime | None
    reason: str


class PointsView(msgspec.Struct, frozen=True, kw_only=True):
    """The points of a customer: those that can be used now, and where they come from."""

    customer: str
    balance: int
    lots: tuple[PointLotView, ...]


class BenefitService:
    """What buyers may have taken off. What it takes off is said by the promotion rules."""

    def __init__(self, benefits: BenefitRepository, clock: Callable[[], datetime]) -> None:
        self._benefits = benefits
        self._clock = clock

    async def coupons(
        self, after: str | None = None, limit: int = 100, customer: str | None = None
    ) -> tuple[CouponView, ...]:
        """Return coupons by id, those after one; `customer`: only those that are theirs."""
        return tuple(coupon_view(each) for each in await self._benefits.coupons(after, limit, customer))

    async def coupon(self, coupon_id: str) -> CouponView:
        """Return one coupon. Raises NotFound."""
        return coupon_view(await self._benefits.coupon(coupon_id))

    async def keep(self, coupons: Sequence[Coupon]) -> None:
        """Add coupons, or put them in the place of those with the same id; how often these were used stays as it is.

        Raises InvalidInput for dates that are reversed, or where one was used more often than it may be now.
        """
        for place, coupon in enumerate(coupons):
            if coupon.valid_from and coupon.valid_to and coupon.valid_to <= coupon.valid_from:
                message = f"{coupon.id} ends at {coupon.valid_to.isoformat()}, before it begins"
                raise InvalidInput.at(f"coupons[{place}].valid_to", message)
        await self._benefits.keep(coupons)

    async def points(self, customer: str) -> PointsView:
        """Return a customer's points; who never had any has none."""
        now, lots = self._clock(), await self._benefits.lots(customer)
        usable = [lot.left for lot in lots if lot.expires_at is None or lot.expires_at > now]
        return PointsView(
            customer=customer,
            balance=sum(usable),
            lots=tuple(
                PointLotView(
                    id=lot.id, granted=lot.granted, left=lot.left, expires_at=lot.expires_at, reason=lot.reason
                )
                for lot in lots
            ),
        )

    async def grant(self, lot: PointLot, *, actor: str) -> tuple[PointsView, bool]:
        """Give a customer points, and tell whether they are new: a grant of the same name counts once.

        Raises InvalidInput where they have run out already.
        """
        now = self._clock()
        if lot.expires_at is not None and lot.expires_at <= now:
            raise InvalidInput.at("expires_at", f"{lot.expires_at.isoformat()} is over")
        is_new = await self._benefits.grant(lot, at=now, actor=actor)
        return await self.points(lot.customer), is_new


def coupon_view(coupon: Coupon) -> CouponView:
    """Return a coupon as callers see it."""
    return CouponView(
        id=coupon.id,
        kind=coupon.kind,
        title=coupon.title,
        customer=coupon.customer,
        scope=coupon.scope,
        valid_from=coupon.valid_from,
        valid_to=coupon.valid_to,
        uses=coupon.uses,
        used=coupon.used,
        state=coupon.state,
    )
