"""API keys, kept as hashes."""

from datetime import datetime

import msgspec

from engine.store.audit_trail import AuditEvent, AuditTrail
from engine.store.documents import json_text, texts_from
from engine.store.engine import PooledEngine
from engine.store.tables_access import ApiKeyRow


class KeptKey(msgspec.Struct, frozen=True, kw_only=True):
    """A key that is in use: who holds it and what it may do."""

    name: str
    scopes: tuple[str, ...]


class KeyRepository:
    """Keys by their hash. Who made and ended them stands in the audit: people approve under the names of their keys."""

    def __init__(self, engine: PooledEngine) -> None:
        self._engine = engine
        self._trail = AuditTrail(engine)

    async def add(self, hashed: str, key: KeptKey, *, actor: str, at: datetime) -> None:
        """Keep a key; one that is kept already stays as it is."""
        event = AuditEvent(action="key_made", subject=f"key {key.name}", data={"scopes": key.scopes})
        async with self._engine.transaction():
            if await ApiKeyRow.exists().where(ApiKeyRow.hash == hashed):
                return
            row = ApiKeyRow(hash=hashed, name=key.name, scopes=json_text(key.scopes), created_at=at)
            await ApiKeyRow.insert(row)
            await self._trail.note([event], actor=actor, at=at)

    async def find(self, hashed: str) -> KeptKey | None:
        """Return the key in use with this hash."""
        rows = await ApiKeyRow.select(ApiKeyRow.name, ApiKeyRow.scopes).where(
            (ApiKeyRow.hash == hashed) & ApiKeyRow.revoked_at.is_null()
        )
        return KeptKey(name=rows[0]["name"], scopes=texts_from(rows[0]["scopes"])) if rows else None

    async def revoke(self, name: str, *, actor: str, at: datetime) -> int:
        """End every key of this name and return how many there were."""
        async with self._engine.transaction():
            rows = (
                await ApiKeyRow.update({ApiKeyRow.revoked_at: at})
                .where((ApiKeyRow.name == name) & ApiKeyRow.revoked_at.is_null())
                .returning(ApiKeyRow.name)
            )
            event = AuditEvent(action="keys_ended", subject=f"key {name}", data={"count": len(rows)})
            await self._trail.note([event] if rows else [], actor=actor, at=at)
        return len(rows)

    async def exist(self) -> bool:
        """Tell whether there is a key in use."""
        return bool(await ApiKeyRow.exists().where(ApiKeyRow.revoked_at.is_null()))
