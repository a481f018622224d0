"""A shadow: a candidate that is asked about live orders without deciding any, and what it would have said."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

import msgspec

from engine.planning.replay.changes import Side

RUNNING: Final = "running"
ENDED: Final = "ended"


class Shadow(msgspec.Struct, frozen=True, kw_only=True):
    """A shadow as it stands. It came of a draft, of a kept version (0: none), or of both, which say the same.

    `place` is the id of the last event that it has seen. `orders` were decided again, `errors` of them broke; of the
    `skipped` too little was kept. `disagreeing` are orders, `kinds` answers by kind of decision, of which `kept` are
    kept one by one.
    """

    id: str
    target: str
    kind: str
    sha: str
    text: str
    draft: str | None
    version: int
    started_at: datetime
    started_by: str
    reason: str
    place: int
    state: str = RUNNING
    ended_at: datetime | None = None
    ended_by: str | None = None
    ended_why: str | None = None
    orders: int = 0
    skipped: int = 0
    errors: int = 0
    disagreeing: int = 0
    kinds: Mapping[str, int] = {}
    kept: int = 0
    last_error: str | None = None


class Disagreement(msgspec.Struct, frozen=True, kw_only=True):
    """One answer that comes out otherwise. `decision` is the id of the kept decision; None: it is not asked today."""

    shard: int
    order_no: str
    decision: str | None
    kind: str
    subject: str
    at: datetime
    live: Side
    candidate: Side


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """What a shadow said of some orders."""

    orders: int = 0
    skipped: int = 0
    errors: int = 0
    disagreeing: int = 0
    disagreements: tuple[Disagreement, ...] = ()
    last_error: str | None = None


class Placed(msgspec.Struct, frozen=True, kw_only=True):
    """Orders newly placed, by the event log: their shards and numbers, and the place up to which they are all."""

    keys: tuple[tuple[int, str], ...]
    place: int
