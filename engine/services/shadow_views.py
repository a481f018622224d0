"""Shadows as callers see them."""

from collections.abc import Iterable, Mapping
from datetime import datetime

import msgspec

from engine.planning.replay.changes import Side
from engine.store.shadow import Disagreement, Shadow


class ShadowView(msgspec.Struct, frozen=True, kw_only=True):
    """A candidate that is asked about live orders without deciding any. It came of a draft, a kept version, or both.

    `orders` were decided once more; `disagreeing` of them come out otherwise, in so many answers of each kind
    (`kinds`), of which the first `kept` can be listed. `errors`: the candidate broke; `skipped`: too little was kept of
    the order. `behind`: events of the log that it has not seen yet; of one that has ended 0.
    """

    id: str
    target: str
    kind: str
    sha: str
    draft: str | None
    version: int | None
    state: str
    started_at: datetime
    started_by: str
    reason: str
    ended_at: datetime | None
    ended_by: str | None
    ended_why: str | None
    orders: int
    skipped: int
    errors: int
    disagreeing: int
    kinds: Mapping[str, int]
    kept: int
    last_error: str | None
    behind: int


class DisagreementView(msgspec.Struct, frozen=True, kw_only=True):
    """One answer that comes out otherwise, with the rules that made each. `decision`: the one that stands."""

    number: int
    order_no: str
    decision: str | None
    kind: str
    subject: str
    at: datetime
    live: Side
    candidate: Side


class DisagreementPage(msgspec.Struct, frozen=True, kw_only=True):
    """A page of disagreements, the first found first. Ask with `after=next` for what follows."""

    items: tuple[DisagreementView, ...]
    next: int
    has_more: bool


def shadow_view(shadow: Shadow, last_event: int) -> ShadowView:
    """Return a shadow as it is shown."""
    names = [name for name in ShadowView.__struct_fields__ if name not in ("version", "behind")]
    return ShadowView(
        version=shadow.version or None,
        behind=max(0, last_event - shadow.place) if shadow.ended_at is None else 0,
        **{name: getattr(shadow, name) for name in names},
    )


def disagreement_page(found: Iterable[tuple[int, Disagreement]], after: int, limit: int) -> DisagreementPage:
    """Return a page of what was found; it was asked for one more than fit on it."""
    views = [
        DisagreementView(
            number=number,
            order_no=each.order_no,
            decision=each.decision,
            kind=each.kind,
            subject=each.subject,
            at=each.at,
            live=each.live,
            candidate=each.candidate,
        )
        for number, each in found
    ]
    page = tuple(views[:limit])
    return DisagreementPage(items=page, next=page[-1].number if page else after, has_more=len(views) > limit)
