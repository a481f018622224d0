"""Drafts, their revisions and what was said of them. A draft is written only over what was read."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

import msgspec
from piccolo.query.functions import Max

from engine.errors import NotFound, StaleWrite
from engine.store.audit_trail import AuditEvent, AuditTrail
from engine.store.documents import json_text
from engine.store.draft import Approval, Draft, DraftState, Remark, Review
from engine.store.engine import PooledEngine
from engine.store.tables_governance import DraftRemarkRow, DraftRevisionRow, DraftRow


class Saying(msgspec.Struct, frozen=True, kw_only=True):
    """Who does something to a draft, and the words for it; it stands among the remarks and in the audit."""

    actor: str
    at: datetime
    what: str
    words: str
    place: str | None = None
    data: Mapping[str, object] = {}


class _Kept(msgspec.Struct, frozen=True, kw_only=True):
    """What of a draft is kept as one document."""

    review: Review | None = None
    emergency: Approval | None = None


class DraftRepository:
    """Drafts by their id."""

    def __init__(self, engine: PooledEngine) -> None:
        self._engine = engine
        self._trail = AuditTrail(engine)

    async def add(self, draft: Draft, saying: Saying) -> None:
        """Keep a new draft with its first revision."""
        async with self._engine.transaction():
            await DraftRow.insert(DraftRow(id=draft.id, **_columns(draft)))
            await self._revise(draft)
            await self._say(draft, saying)

    async def keep(self, before: Draft, after: Draft, saying: Saying) -> Draft:
        """Write a draft over what was read of it. Raises StaleWrite where somebody else has written meanwhile."""
        async with self._engine.transaction():
            if await self.get(before.id) != before:
                raise StaleWrite(f"draft {before.id} was changed by somebody else meanwhile; read it again")
            await DraftRow.update(_columns(after)).where(DraftRow.id == after.id)
            if after.revision != before.revision:
                await self._revise(after)
            await self._say(after, saying)
        return after

    async def say(self, draft: Draft, saying: Saying) -> None:
        """Keep a remark that changes nothing."""
        async with self._engine.transaction():
            await self._say(draft, saying)

    async def get(self, draft_id: str) -> Draft:
        """Return a draft. Raises NotFound."""
        rows = await DraftRow.select().where(DraftRow.id == draft_id)
        if not rows:
            raise NotFound("draft", draft_id)
        return _draft(rows[0])

    async def find(
        self,
        *,
        kind: str | None = None,
        subject: str | None = None,
        states: Collection[DraftState] = (),
        limit: int = 200,
    ) -> tuple[Draft, ...]:
        """Return drafts, those that were last changed first."""
        query = DraftRow.select()
        if kind is not None:
            query = query.where(DraftRow.kind == kind)
        if subject is not None:
            query = query.where(DraftRow.subject == subject)
        if states:
            query = query.where(DraftRow.state.is_in([state.value for state in states]))
        rows = await query.order_by(DraftRow.updated_at, ascending=False).limit(limit)
        return tuple(map(_draft, rows))

    async def revision(self, draft_id: str, revision: int) -> str:
        """Return the text that a revision had. Raises NotFound."""
        rows = await DraftRevisionRow.select(DraftRevisionRow.text).where(
            (DraftRevisionRow.draft == draft_id) & (DraftRevisionRow.revision == revision)
        )
        if not rows:
            raise NotFound("revision", f"{revision} of draft {draft_id}")
        return str(rows[0]["text"])

    async def editors(self, draft_id: str) -> frozenset[str]:
        """Return who wrote any of its revisions."""
        rows = await DraftRevisionRow.select(DraftRevisionRow.editor).where(DraftRevisionRow.draft == draft_id)
        return frozenset(row["editor"] for row in rows)

    async def remarks(self, draft_id: str) -> tuple[Remark, ...]:
        """Return what was said and done, the oldest first."""
        rows = await DraftRemarkRow.select().where(DraftRemarkRow.draft == draft_id).order_by(DraftRemarkRow.number)
        return tuple(Remark(**{name: row[name] for name in Remark.__struct_fields__}) for row in rows)

    async def _revise(self, draft: Draft) -> None:
        await DraftRevisionRow.insert(
            DraftRevisionRow(
                draft=draft.id,
                revision=draft.revision,
                text=draft.text,
                editor=draft.updated_by,
                at=draft.updated_at,
            )
        )

    async def _say(self, draft: Draft, saying: Saying) -> None:
        rows: list[dict[str, Any]] = await DraftRemarkRow.select(Max(DraftRemarkRow.number, alias="last")).where(
            DraftRemarkRow.draft == draft.id
        )
        await DraftRemarkRow.insert(
            DraftRemarkRow(
                draft=draft.id,
                number=(rows[0]["last"] or 0) + 1,
                at=saying.at,
                actor=saying.actor,
                what=saying.what,
                revision=draft.revision,
                words=saying.words,
                place=saying.place,
            )
        )
        data = {
            "of": f"{draft.kind} {draft.subject}",
            "revision": draft.revision,
            "sha": draft.sha,
            "words": saying.words,
        }
        event = AuditEvent(action=f"draft_{saying.what}", subject=f"draft {draft.id}", data={**data, **saying.data})
        await self._trail.note([event], actor=saying.actor, at=saying.at)


def _columns(draft: Draft) -> dict[Any, Any]:
    values = msgspec.structs.asdict(draft)
    del values["id"]
    kept = _Kept(review=values.pop("review"), emergency=values.pop("emergency"))
    return {**values, "state": draft.state.value, "sha": draft.sha, "review": json_text(kept)}


def _draft(row: Mapping[str, Any]) -> Draft:
    kept = msgspec.json.decode(row["review"] or "{}", type=_Kept)
    values = {name: value for name, value in row.items() if name not in ("review", "sha", "state")}
    return Draft(**values, state=DraftState(row["state"]), review=kept.review, emergency=kept.emergency)
