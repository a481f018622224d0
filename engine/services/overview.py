"""The overview: how many orders there are, in what state, and where they go."""

import time
from typing import Final

from engine.geography.regions import RegionTree
from engine.money import money_text
from engine.services.overview_view import OverviewView
from engine.store.overview_repository import Figures, OverviewRepository

_HOME_CURRENCY: Final = "CNY"  # shown while there is no order
_SHORT_SECONDS: Final = 0.1  # figures that take no longer are reckoned anew for everybody who looks
_REST: Final = 20  # others are shown for so many times as long as they took: reckoning takes a twentieth of a thread


class OverviewService:
    """Figures for people."""

    def __init__(self, figures: OverviewRepository, regions: RegionTree) -> None:
        self._figures = figures
        self._regions = regions
        self._last: Figures | None = None
        self._good_until = 0.0

    async def overview(self) -> OverviewView:
        """Return the figures of all orders, some seconds old where there are very many.

        Amounts are of the currency that most orders are in.
        """
        found = await self._found()
        currency = found.currency or _HOME_CURRENCY
        return OverviewView(
            orders=found.orders,
            held=found.held,
            children=found.children,
            by_status=found.by_status,
            by_channel=found.by_channel,
            by_warehouse=found.by_warehouse,
            by_province={self._name(code): count for code, count in found.by_province.items()},
            by_day=found.by_day,
            goods=money_text(found.goods, currency),
            freight=money_text(found.freight, currency),
            payable=money_text(found.payable, currency),
            currency=currency,
            release=found.release,
        )

    async def _found(self) -> Figures:
        began = time.monotonic()
        if self._last is not None and began < self._good_until:
            return self._last
        self._last = await self._figures.figures()
        took = time.monotonic() - began
        self._good_until = began + took * _REST if took > _SHORT_SECONDS else 0.0
        return self._last

    def _name(self, code: str) -> str:
        region = self._regions.get(code)
        return region.name if region else code
