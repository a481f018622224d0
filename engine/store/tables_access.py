"""Tables of access: API keys, and the keys that make a repeated call harmless."""

from piccolo.columns import SmallInt, Text, Timestamptz
from piccolo.table import Table


class ApiKeyRow(Table, tablename="api_keys"):
    """A key is kept as its hash only."""

    hash = Text(primary_key=True)
    name = Text()
    scopes = Text()  # JSON
    created_at = Timestamptz()
    revoked_at = Timestamptz(null=True, default=None)  # Piccolo would put the present time


class IdempotencyRow(Table, tablename="idempotency_keys"):
    """Key: scope, key. Scopes: `key:<caller>`, `operation:<caller>`, `channel:<channel>` (channel order ids)."""

    scope = Text()
    key = Text(primary_key=True)
    body_hash = Text()
    shard = SmallInt()
    order_no = Text()
    at = Timestamptz()
    refusal = Text(null=True)  # JSON: the error that was answered
    answer = Text(null=True)  # JSON: what an operation on an order was answered
