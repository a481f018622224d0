"""Stock: what lies where, what may be promised, and what people do with it; each change with its actor and reason."""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

import msgspec

from engine.orders.catalogue import StockLevel
from engine.orders.sales_level import SalesLevel, available_to_promise
from engine.orders.stock import (
    BookingKind,
    SalesLevelRequest,
    StockArrival,
    StockBooking,
    StockHold,
    StockTransfer,
    check_booking,
    check_sales_level,
)
from engine.store import stock_deeds
from engine.store.catalogue_repository import CatalogueRepository
from engine.store.sales_levels import keep_sales_level
from engine.store.stock_deeds import Deed
from engine.store.stock_repository import CallKey, Done, Hold, Movement, StockRepository, Transfer

_OPEN: Final = "open"


class StockOverview(msgspec.Struct, frozen=True, kw_only=True):
    """The stock of a SKU: `on_hand = free + reserved`; `sellable` is what is free in open warehouses.

    `available_to_promise` is what any channel without a row of its own can be promised; `by_channel` what the others
    can. `held` units are among the reserved ones, `in_transit` ones are in no warehouse.
    """

    sku: str
    name: str
    on_hand: int
    reserved: int
    free: int
    held: int
    in_transit: int
    sellable: int
    available_to_promise: int
    by_channel: dict[str, int]
    levels: tuple[StockLevel, ...]
    sales_levels: tuple[SalesLevel, ...]
    holds: tuple[Hold, ...]
    transfers: tuple[Transfer, ...]


class StockRow(msgspec.Struct, frozen=True, kw_only=True):
    """A SKU in the list: what lies anywhere, and what any channel without a row of its own can be promised."""

    sku: str
    name: str
    merchant: str
    on_hand: int
    reserved: int
    available_to_promise: int


class StockService:
    """Use cases of stock beside orders. Writes take the caller's key: the same call again gives the first answer."""

    def __init__(self, stock: StockRepository, catalogue: CatalogueRepository, clock: Callable[[], datetime]) -> None:
        self._stock = stock
        self._catalogue = catalogue
        self._clock = clock

    async def list(self, after: str | None = None, limit: int = 50, text: str | None = None) -> tuple[StockRow, ...]:
        """Return SKUs by id, those after one; `text` is part of an id or a name."""
        skus = await self._catalogue.skus(after, limit, text)
        sums = await self._stock.sums([sku.id for sku in skus])
        return tuple(
            StockRow(
                sku=sku.id,
                name=sku.name,
                merchant=sku.merchant,
                on_hand=sums[sku.id].on_hand,
                reserved=sums[sku.id].reserved,
                available_to_promise=available_to_promise(sums[sku.id].sellable, "", sums[sku.id].sales),
            )
            for sku in skus
        )

    async def of(self, sku_id: str) -> StockOverview:
        """Return the stock of a SKU with what may be promised of it. Raises NotFound."""
        sku = await self._catalogue.sku(sku_id)
        levels = await self._stock.levels(sku_id)
        sales = await self._stock.sales_levels(sku_id)
        holds = await self._stock.holds(sku_id)
        transfers = [each for each in await self._stock.transfers(sku_id, None, 50) if each.state == "in_transit"]
        is_open = {each.id: each.status == _OPEN for each in await self._catalogue.warehouses()}
        sellable = sum(level.free for level in levels if is_open.get(level.warehouse, False))
        return StockOverview(
            sku=sku_id,
            name=sku.name,
            on_hand=sum(level.on_hand for level in levels),
            reserved=sum(level.reserved for level in levels),
            free=sum(level.free for level in levels),
            held=sum(each.quantity for each in holds),
            in_transit=sum(each.quantity - each.arrived - each.lost for each in transfers),
            sellable=sellable,
            available_to_promise=available_to_promise(sellable, "", sales),
            by_channel={
                level.channel: available_to_promise(sellable, level.channel, sales) for level in sales if level.channel
            },
            levels=levels,
            sales_levels=sales,
            holds=holds,
            transfers=tuple(transfers),
        )

    async def movements(self, sku: str, after: int | None = None, limit: int = 50) -> tuple[Movement, ...]:
        """Return the movements of a SKU, the newest first; `after` is the id of the last one of the page before.

        Raises NotFound for an unknown SKU.
        """
        await self._catalogue.sku(sku)
        return await self._stock.movements(sku, limit, after)

    async def transfers(
        self, sku: str | None = None, after: str | None = None, limit: int = 50
    ) -> tuple[Transfer, ...]:
        """Return transfers, the newest first; `after` is the number of the last one of the page before."""
        return await self._stock.transfers(sku, after, limit)

    async def book(
        self, kind: BookingKind, booking: StockBooking, *, actor: str, key: str | None = None, body_hash: str = ""
    ) -> tuple[Done, bool]:
        """Book a receipt, an adjustment, a count or damage, and tell whether the same call did so before.

        Raises InvalidInput that names each line, IdempotencyConflict.
        """
        check_booking(kind, booking.lines)
        deed = self._deed(_MARKS[kind], actor, booking.reason)
        return await self._stock.perform(
            lambda connection, it: stock_deeds.book(connection, kind, booking, it),
            deed,
            _key(kind, actor, key, body_hash),
        )

    async def hold(
        self, asked: StockHold, *, actor: str, key: str | None = None, body_hash: str = ""
    ) -> tuple[Done, bool]:
        """Take free units out of sale where they lie; the answer's number lifts the hold. Raises InvalidInput."""
        deed = self._deed("HD", actor, asked.reason)
        return await self._stock.perform(
            lambda connection, it: stock_deeds.hold(connection, asked, it), deed, _key("hold", actor, key, body_hash)
        )

    async def lift(
        self, hold_no: str, reason: str, *, actor: str, key: str | None = None, body_hash: str = ""
    ) -> tuple[Done, bool]:
        """Let held units be sold again. Raises NotFound."""
        deed = self._deed(hold_no, actor, reason)
        return await self._stock.perform(
            lambda connection, it: stock_deeds.lift(connection, hold_no, it),
            deed,
            _key(f"lift:{hold_no}", actor, key, body_hash),
        )

    async def send(
        self, asked: StockTransfer, *, actor: str, key: str | None = None, body_hash: str = ""
    ) -> tuple[Done, bool]:
        """Send free units to another warehouse; the answer's number names the transfer. Raises InvalidInput."""
        deed = self._deed("TR", actor, asked.reason)
        return await self._stock.perform(
            lambda connection, it: stock_deeds.send(connection, asked, it), deed, _key("send", actor, key, body_hash)
        )

    async def arrive(
        self, transfer_no: str, come: StockArrival, *, actor: str, key: str | None = None, body_hash: str = ""
    ) -> tuple[Done, bool]:
        """Put what came of a transfer on the shelf. Raises NotFound, InvalidInput, Conflict where all came before."""
        deed = self._deed(transfer_no, actor, transfer_no)
        return await self._stock.perform(
            lambda connection, it: stock_deeds.arrive(connection, transfer_no, come, it),
            deed,
            _key(f"arrive:{transfer_no}", actor, key, body_hash),
        )

    async def set_sales_level(
        self, sku: str, asked: SalesLevelRequest, *, actor: str, key: str | None = None, body_hash: str = ""
    ) -> tuple[StockOverview, bool]:
        """Say what may be promised of a SKU; the next order is held against it. Raises InvalidInput, NotFound."""
        check_sales_level(asked)
        await self._catalogue.sku(sku)
        deed = self._deed("SL", actor, asked.reason)
        _, was_done = await self._stock.perform(
            lambda connection, it: keep_sales_level(connection, sku, asked, it),
            deed,
            _key(f"sales:{sku}", actor, key, body_hash),
        )
        return await self.of(sku), was_done

    def _deed(self, mark: str, actor: str, reason: str) -> Deed:
        """Return a deed with a number of its own: it begins with `mark`, then grows with time."""
        now = self._clock()
        stamp = f"{now.astimezone(UTC):%y%m%d%H%M%S%f}{secrets.token_hex(2)}"
        return Deed(reference=f"{mark}-{stamp}", at=now, actor=actor, reason=reason)


_MARKS: Final[dict[BookingKind, str]] = {"receive": "RC", "adjust": "AD", "count": "CT", "damage": "DM"}


def _key(what: str, actor: str, key: str | None, body_hash: str) -> CallKey:
    return CallKey(scope=f"stock:{what}:{actor}", key=key, body_hash=body_hash)
