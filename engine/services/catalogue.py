"""Master data: warehouses, goods, stock, customers, lists, regions."""

from collections.abc import Callable, Sequence
from datetime import datetime

from engine.geography.regions import Region, RegionTree
from engine.orders.catalogue import Customer, Sku, StockLevel, Warehouse
from engine.services.views import ListRow
from engine.store.catalogue_repository import CatalogueRepository
from engine.store.rule_repository import RuleRepository
from engine.store.stock_audit import Disagreement
from engine.store.stock_repository import Movement, StockRepository


class CatalogueService:
    """What is sold, where it lies, who buys, and where to."""

    def __init__(
        self,
        catalogue: CatalogueRepository,
        stock: StockRepository,
        rules: RuleRepository,
        regions: RegionTree,
        clock: Callable[[], datetime],
    ) -> None:
        self._catalogue = catalogue
        self._stock = stock
        self._rules = rules
        self._regions = regions
        self._clock = clock

    async def warehouses(self) -> tuple[Warehouse, ...]:
        """Return every warehouse, by id."""
        return await self._catalogue.warehouses()

    async def skus(self, after: str | None = None, limit: int = 100, text: str | None = None) -> tuple[Sku, ...]:
        """Return SKUs by id, those after one; `text` is part of an id or a name."""
        return await self._catalogue.skus(after, limit, text)

    async def sku(self, sku_id: str) -> Sku:
        """Return one SKU. Raises NotFound."""
        return await self._catalogue.sku(sku_id)

    async def stock(self, sku: str) -> tuple[StockLevel, ...]:
        """Return the stock of a SKU in every warehouse that has it. Raises NotFound for an unknown SKU."""
        await self._catalogue.sku(sku)
        return await self._stock.levels(sku)

    async def movements(self, sku: str, limit: int = 100) -> tuple[Movement, ...]:
        """Return the last movements of a SKU's stock, the newest first."""
        return await self._stock.movements(sku, limit)

    async def disagreements(self) -> tuple[Disagreement, ...]:
        """Return where stock, ledger, orders, holds and transfers contradict each other; there should be none."""
        return await self._stock.disagreements()

    async def customers(self, after: str | None = None, limit: int = 100) -> tuple[Customer, ...]:
        """Return customers by id, those after one."""
        return await self._catalogue.customers(after, limit)

    async def customer(self, customer_id: str) -> Customer:
        """Return one customer. Raises NotFound."""
        return await self._catalogue.customer(customer_id)

    async def lists(self) -> tuple[ListRow, ...]:
        """Return the reference lists in force."""
        _, lists = await self._rules.in_release(await self._rules.release())
        return tuple(
            ListRow(
                id=each.list_id,
                title=each.title,
                version=each.version,
                members=each.member_count,
                published_at=each.published_at,
                published_by=each.published_by,
                reason=each.reason,
            )
            for each in sorted(lists, key=lambda each: each.list_id)
        )

    def regions(self, text: str, limit: int = 20) -> tuple[Region, ...]:
        """Return regions whose path holds every word of the text or whose code begins with it, best first."""
        return self._regions.search(text, limit)

    async def is_empty(self) -> bool:
        """Tell whether nothing is sold yet."""
        return await self._catalogue.is_empty()

    async def has_stock(self) -> bool:
        """Tell whether any stock was ever received."""
        return await self._stock.has_any()

    async def keep(
        self,
        *,
        warehouses: Sequence[Warehouse] = (),
        skus: Sequence[Sku] = (),
        customers: Sequence[Customer] = (),
    ) -> None:
        """Add master data, or put it in the place of what has the same id; the next order sees it."""
        await self._catalogue.keep(warehouses=warehouses, skus=skus, customers=customers)

    async def receive(self, arrived: Sequence[StockLevel], *, actor: str, reason: str | None = None) -> None:
        """Add units on hand to the stock (a negative number takes away), or raise InvalidInput and change nothing."""
        await self._stock.receive(arrived, at=self._clock(), actor=actor, reason=reason)
