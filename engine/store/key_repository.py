"""API keys, kept as hashes."""

from datetime import datetime

import msgspec

from engine.store.documents import json_text, texts_from
from engine.store.tables_access import ApiKeyRow


class KeptKey(msgspec.Struct, frozen=True, kw_only=True):
    """A key that is in use: who holds it and what it may do."""

    name: str
    scopes: tuple[str, ...]


class KeyRepository:
    """Keys by their hash."""

    async def add(self, hashed: str, key: KeptKey, at: datetime) -> None:
        """Keep a key; one that is kept already stays as it is."""
        row = ApiKeyRow(hash=hashed, name=key.name, scopes=json_text(key.scopes), created_at=at)
        await ApiKeyRow.insert(row).on_conflict(target=ApiKeyRow.hash, action="DO NOTHING")

    async def find(self, hashed: str) -> KeptKey | None:
        """Return the key in use with this hash."""
        rows = await ApiKeyRow.select(ApiKeyRow.name, ApiKeyRow.scopes).where(
            (ApiKeyRow.hash == hashed) & ApiKeyRow.revoked_at.is_null()
        )
        return KeptKey(name=rows[0]["name"], scopes=texts_from(rows[0]["scopes"])) if rows else None

    async def revoke(self, name: str, at: datetime) -> int:
        """End every key of this name and return how many there were."""
        rows = (
            await ApiKeyRow.update({ApiKeyRow.revoked_at: at})
            .where((ApiKeyRow.name == name) & ApiKeyRow.revoked_at.is_null())
            .returning(ApiKeyRow.name)
        )
        return len(rows)

    async def exist(self) -> bool:
        """Tell whether there is a key in use."""
        return bool(await ApiKeyRow.exists().where(ApiKeyRow.revoked_at.is_null()))
