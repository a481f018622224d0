"""The audit as people read it: its entries, and whether anybody has changed them."""

from collections.abc import Sequence
from typing import Final

import msgspec

from engine.errors import InvalidInput
from engine.store.audit_trail import BEGINNING, AuditEntry, AuditFilter, AuditTrail, Kept

_AT_ONCE: Final = 1_000
MOST_EXPORTED: Final = 50_000


class Tampering(msgspec.Struct, frozen=True, kw_only=True):
    """The first entry that is not as it was written, and what is wrong with it."""

    number: int
    what: str
    what_zh: str


class Verification(msgspec.Struct, frozen=True, kw_only=True):
    """What came of looking through all entries. `head` is the hash of the last: kept elsewhere, it proves them all."""

    ok: bool
    entries: int
    head: str
    tampering: Tampering | None = None


class Anchor(msgspec.Struct, frozen=True):
    """The hash that an entry had when somebody wrote it down elsewhere."""

    number: int
    hash: str

    @classmethod
    def parse(cls, text: str) -> "Anchor":
        """Return the anchor of `NUMBER:HASH`. Raises InvalidInput."""
        number, _, digest = text.partition(":")
        if not number.isdecimal() or not digest:
            raise InvalidInput.at("anchor", "write it as NUMBER:HASH, as the verification before printed it")
        return cls(int(number), digest)


class AuditNames(msgspec.Struct, frozen=True, kw_only=True):
    """Who did something, and what was done, each once."""

    actors: tuple[str, ...]
    actions: tuple[str, ...]


class AuditService:
    """Reads and verifies the audit."""

    def __init__(self, trail: AuditTrail) -> None:
        self._trail = trail

    async def entries(self, after: int = 0, limit: int = 100) -> tuple[AuditEntry, ...]:
        """Return entries after one, the oldest first."""
        return await self._trail.after(after, limit)

    async def find(self, wanted: AuditFilter, before: int | None = None, limit: int = 50) -> tuple[AuditEntry, ...]:
        """Return the entries that fit, the newest first; `before` is the number of the last one that was read."""
        return await self._trail.find(wanted, before, limit)

    async def names(self) -> AuditNames:
        """Return what entries can be narrowed to."""
        actors, actions = await self._trail.names()
        return AuditNames(actors=actors, actions=actions)

    async def export(self, wanted: AuditFilter) -> bytes:
        """Return the entries that fit as lines of JSON, the oldest first, with their hashes; 50,000 at most."""
        found = await self._trail.find(wanted, None, MOST_EXPORTED)
        return msgspec.json.Encoder().encode_lines(found[::-1])

    async def verify(self, anchors: Sequence[Anchor] = ()) -> Verification:
        """Look through every entry: its number, its hash, that of the one before; and hold it to the anchors."""
        known = {anchor.number: anchor.hash for anchor in anchors}
        seen, head = 0, BEGINNING
        while found := await self._trail.kept_after(seen, _AT_ONCE):
            for kept in found:
                wrong = _tampering(kept, seen, head, known)
                if wrong is not None:
                    return Verification(ok=False, entries=seen, head=head, tampering=wrong)
                seen, head = kept.number, kept.hash
        missing = max([await self._trail.count(), *known])
        if missing > seen:
            wrong = Tampering(
                number=seen + 1,
                what=f"entries {seen + 1} to {missing} were written and are gone",
                what_zh=f"第 {seen + 1} 至 {missing} 条记录曾经写入，现已不存在",
            )
            return Verification(ok=False, entries=seen, head=head, tampering=wrong)
        return Verification(ok=True, entries=seen, head=head)


def _tampering(kept: Kept, before: int, head: str, anchors: dict[int, str]) -> Tampering | None:
    expected = before + 1
    if kept.number != expected:
        what = (f"entry {expected} is gone", f"第 {expected} 条记录不存在")
    elif kept.previous != head:
        what = ("does not follow the entry before it", "与前一条记录的散列不衔接")
    elif kept.hash != kept.right_hash:
        what = ("its content was changed after it was written", "内容在写入后被修改")
    elif anchors.get(kept.number, kept.hash) != kept.hash:
        what = ("is not what the anchor says; the entries up to here were rewritten", "与锚点不符，此前的记录被改写")
    else:
        return None
    return Tampering(number=min(kept.number, expected), what=what[0], what_zh=what[1])
