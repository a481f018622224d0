"""Pickup points: where buyers may fetch their orders."""

from collections.abc import Sequence

from engine.errors import InvalidInput
from engine.geography.regions import RegionTree
from engine.orders.pickup import PickupPoint
from engine.store.pickup_points import PickupPointRepository


class PickupPointService:
    """Master data of pickup points; the next order sees every change."""

    def __init__(self, points: PickupPointRepository, regions: RegionTree) -> None:
        self._points = points
        self._regions = regions

    async def list(
        self, after: str | None = None, limit: int = 50, region: str | None = None
    ) -> tuple[PickupPoint, ...]:
        """Return points by id, those after one; `region` is a code, or the beginning of one: `3301` is Hangzhou."""
        return await self._points.list(after, limit, region)

    async def get(self, point: str) -> PickupPoint:
        """Return one point. Raises NotFound."""
        return await self._points.get(point)

    async def keep(self, points: Sequence[PickupPoint]) -> None:
        """Add points, or change those with the same ids. Raises InvalidInput for a region that is no district."""
        for point in points:
            region = self._regions.get(point.region)
            if region is None or self._regions.children(point.region):
                message = f"{point.region} is not the code of a district; GET /v1/regions?text= finds it"
                raise InvalidInput.at("region", message)
        await self._points.keep(tuple(points))
