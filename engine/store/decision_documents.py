"""Decisions as JSON text: the first of an order whole, the others with the facts in which they differ from it."""

from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Final

import msgspec

from engine.decisions.record import DecisionRecord
from engine.encoding import to_json
from engine.store.shared_facts import NOTHING, Difference, difference, restored


class _Kept(DecisionRecord, frozen=True, kw_only=True, omit_defaults=True):
    """A record as kept. Where `apart` stands, `facts` are empty and are restored from the first record's."""

    apart: Difference | None = None


_NAMES: Final = DecisionRecord.__struct_fields__
_FIELDS: Final = attrgetter(*_NAMES)
_KEPT: Final = msgspec.json.Decoder(_Kept)


def first_of(decision_id: str) -> str:
    """Return the id of the first decision of the order, or of the return, that this one belongs to."""
    return decision_id.rpartition(".")[0] + ".1"


def record_texts(records: Sequence[DecisionRecord]) -> list[str]:
    """Return the decisions of one order, or of one return, as texts. The first of them must be number 1."""
    return [_text(record, None if place == 0 else records[0]) for place, record in enumerate(records)]


def records_from(texts: Iterable[str]) -> tuple[DecisionRecord, ...]:
    """Return the decisions that were kept, in the order of their texts, among which the first ones must be."""
    kept = [_KEPT.decode(text) for text in texts]
    whole = {record.id: record for record in kept if record.apart is None}
    return tuple(_record(record, whole) for record in kept)


def _text(record: DecisionRecord, first: DecisionRecord | None) -> str:
    if first is None:
        return to_json(record).decode()
    fields = dict(zip(_NAMES, _FIELDS(record), strict=True))
    fields["facts"] = NOTHING
    return to_json(_Kept(**fields, apart=difference(record.facts, first.facts))).decode()


def _record(kept: _Kept, whole: dict[str, _Kept]) -> DecisionRecord:
    fields = dict(zip(_NAMES, _FIELDS(kept), strict=True))
    if kept.apart is not None:
        fields["facts"] = restored(kept.apart, whole[first_of(kept.id)].facts)
    return DecisionRecord(**fields)
