"""Which state a draft may go to, by what move."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from engine.errors import IllegalMove
from engine.store.draft import DraftState


class DraftMove(StrEnum):
    """What can be done to a draft."""

    SAVE = "save"
    REQUEST_REVIEW = "request_review"
    APPROVE = "approve"
    SEND_BACK = "send_back"
    SCHEDULE = "schedule"
    UNSCHEDULE = "unschedule"
    PUBLISH = "publish"
    BREAK_GLASS = "break_glass"
    ABANDON = "abandon"


_S, _M = DraftState, DraftMove

# Any edit ends a review and an approval. Without approval is published only where none is required, or by two people
# who break the glass; that is asked for beside this table.
MOVES: Final[Mapping[DraftState, Mapping[DraftMove, DraftState]]] = {
    _S.EDITING: {
        _M.SAVE: _S.EDITING,
        _M.REQUEST_REVIEW: _S.IN_REVIEW,
        _M.SCHEDULE: _S.SCHEDULED,
        _M.PUBLISH: _S.PUBLISHED,
        _M.BREAK_GLASS: _S.PUBLISHED,
        _M.ABANDON: _S.ABANDONED,
    },
    _S.IN_REVIEW: {
        _M.SAVE: _S.EDITING,
        _M.APPROVE: _S.APPROVED,
        _M.SEND_BACK: _S.EDITING,
        _M.BREAK_GLASS: _S.PUBLISHED,
        _M.ABANDON: _S.ABANDONED,
    },
    _S.APPROVED: {
        _M.SAVE: _S.EDITING,
        _M.SEND_BACK: _S.EDITING,
        _M.SCHEDULE: _S.SCHEDULED,
        _M.PUBLISH: _S.PUBLISHED,
        _M.BREAK_GLASS: _S.PUBLISHED,
        _M.ABANDON: _S.ABANDONED,
    },
    _S.SCHEDULED: {
        _M.SAVE: _S.EDITING,
        _M.SCHEDULE: _S.SCHEDULED,
        _M.UNSCHEDULE: _S.APPROVED,
        _M.PUBLISH: _S.PUBLISHED,
        _M.BREAK_GLASS: _S.PUBLISHED,
        _M.ABANDON: _S.ABANDONED,
    },
    _S.PUBLISHED: {},
    _S.ABANDONED: {},
}


def next_state(current: DraftState, move: DraftMove) -> DraftState:
    """Return where a move leads. Raises IllegalMove that names the legal ones."""
    legal = MOVES[current]
    if move not in legal:
        raise IllegalMove("draft", current, move, legal=tuple(legal))
    return legal[move]
