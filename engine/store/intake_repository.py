"""What intake knows of channels: mappings, codes of goods, linked customers."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

import msgspec

from engine.intake.goods_codes import CodePart
from engine.orders.catalogue import Sku
from engine.store.catalogue_rows import sku_from
from engine.store.documents import json_text
from engine.store.engine import PooledEngine
from engine.store.tables_catalogue import SkuRow
from engine.store.tables_intake import ChannelMappingRow, CustomerLinkRow, GoodsCodeRow

_PARTS: Final = msgspec.json.Decoder(tuple[CodePart, ...])
_LINK: Final = """INSERT INTO customer_links (channel, channel_customer, customer_id, at, actor) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (channel, channel_customer) DO UPDATE SET customer_id = excluded.customer_id, at = excluded.at,
    actor = excluded.actor"""
_CODE: Final = """INSERT INTO goods_codes (channel, code, parts, at, actor) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (channel, code) DO UPDATE SET parts = excluded.parts, at = excluded.at, actor = excluded.actor"""
_MAPPING: Final = """INSERT INTO channel_mappings (channel, version, text, at, actor, reason)
    SELECT ?, COALESCE(MAX(version), 0) + 1, ?, ?, ?, ? FROM channel_mappings WHERE channel = ?"""


class KeptMapping(msgspec.Struct, frozen=True, kw_only=True):
    """A mapping as it was last put in force; version 0 comes with the package."""

    channel: str
    version: int
    text: str
    at: datetime | None = None
    actor: str = "system"
    reason: str = ""


class IntakeRepository:
    """Mappings, codes and links."""

    def __init__(self, engine: PooledEngine) -> None:
        self._engine = engine

    async def mapping(self, channel: str) -> KeptMapping | None:
        """Return the newest mapping of a channel that was put in force here."""
        rows = (
            await ChannelMappingRow.select()
            .where(ChannelMappingRow.channel == channel)
            .order_by(ChannelMappingRow.version, ascending=False)
            .limit(1)
        )
        return KeptMapping(**rows[0]) if rows else None

    async def put_mapping(self, channel: str, text: str, *, at: datetime, actor: str, reason: str) -> None:
        """Put a mapping in force as the channel's next version."""
        row = (channel, text, at, actor, reason, channel)
        await self._engine.write(lambda connection: connection.execute(_MAPPING, row))

    async def codes(self, channel: str, codes: Sequence[str]) -> Mapping[str, tuple[CodePart, ...]]:
        """Return what these codes of a channel are; one that nobody has said is left out."""
        if not codes:
            return {}
        rows = await GoodsCodeRow.select(GoodsCodeRow.code, GoodsCodeRow.parts).where(
            (GoodsCodeRow.channel == channel) & GoodsCodeRow.code.is_in(list(codes))
        )
        return {row["code"]: _PARTS.decode(row["parts"]) for row in rows}

    async def all_codes(self, channel: str, after: str, limit: int) -> tuple[tuple[str, tuple[CodePart, ...]], ...]:
        """Return the codes of a channel by code, those after one."""
        rows = (
            await GoodsCodeRow.select(GoodsCodeRow.code, GoodsCodeRow.parts)
            .where((GoodsCodeRow.channel == channel) & (GoodsCodeRow.code > after))
            .order_by(GoodsCodeRow.code)
            .limit(limit)
        )
        return tuple((row["code"], _PARTS.decode(row["parts"])) for row in rows)

    async def put_code(
        self, channel: str, code: str, parts: Sequence[CodePart], *, at: datetime, actor: str
    ) -> None:  # fmt: skip
        """Say what a code is; what was said before no longer counts."""
        row = (channel, code, json_text(tuple(parts)), at, actor)
        await self._engine.write(lambda connection: connection.execute(_CODE, row))

    async def skus(self, ids: Sequence[str]) -> Mapping[str, Sku]:
        """Return those of these SKUs that there are."""
        if not ids:
            return {}
        rows = await SkuRow.select().where(SkuRow.id.is_in(list(ids)))
        return {row["id"]: sku_from(row) for row in rows}

    async def customer(self, channel: str, channel_customer: str) -> str | None:
        """Return who a channel's customer is, where he was linked."""
        rows = await CustomerLinkRow.select(CustomerLinkRow.customer_id).where(
            (CustomerLinkRow.channel == channel) & (CustomerLinkRow.channel_customer == channel_customer)
        )
        return rows[0]["customer_id"] if rows else None

    async def link(
        self, channel: str, channel_customer: str, customer_id: str, *, at: datetime, actor: str
    ) -> None:  # fmt: skip
        """Say who a channel's customer is."""
        row = (channel, channel_customer, customer_id, at, actor)
        await self._engine.write(lambda connection: connection.execute(_LINK, row))
