"""Gaps: situations for which a step has no rule and no default."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from engine.evaluation.checks.boxes import Box
from engine.evaluation.checks.columns import Mask
from engine.evaluation.checks.examined import ONE_HIT, Examined, UnknownRank
from engine.evaluation.checks.index import BoxIndex
from engine.evaluation.checks.report import ERROR, WARNING
from engine.evaluation.checks.rows import Grade
from engine.evaluation.checks.wording import say

MOST_GAPS: Final = 5  # in one step; closing one often closes others
_Room = tuple[Mask, ...]


def check_gaps(step: Examined) -> None:
    """Find what no rule covers, first among what surely may be, then where facts may be missing."""
    if step.step.default is not None or step.step.hit not in ONE_HIT:
        return
    index = _index(step)
    known: list[Box] = []
    for room in (step.space.universe(doubtful=False, imagined=False), step.space.universe(imagined=False)):
        for gap in _gaps(index, tuple(room), known):
            if len(known) == MOST_GAPS:
                step.report.add("gap", WARNING, say("more", count=MOST_GAPS, step=step.step.name))
                return
            known.append(gap)
            _tell(step, gap, room)


def _index(step: Examined) -> BoxIndex:
    try:
        return step.index
    except UnknownRank:  # which of two rules wins does not matter here
        return BoxIndex(step.everything, [box for boxes in step.space.boxes for box in boxes], step.budget)


def _gaps(index: BoxIndex, room: _Room, known: Sequence[Box]) -> Iterator[Box]:
    """Yield parts of a room that no box covers, each as large as it is; `known` are left out."""
    rooms = [room]
    for gap in known:
        rooms = [part for one in rooms for part in _without(one, gap)]
    while rooms:
        own = rooms.pop(0)
        parted = {place: rows for place, rows in enumerate(own) if rows != index.universe[place]}
        part = index.uncovered(parted, index.everyone)
        if part is not None:
            gap = index.widened(part, own)
            yield gap
            rooms += _without(own, gap)


def _without(room: _Room, gap: Mapping[int, Mask]) -> Iterator[_Room]:
    """Yield what is left of a room without a gap, in parts that share nothing."""
    left = list(room)
    for place, taken in gap.items():
        rest = left[place] & ~taken
        if rest:
            yield (*left[:place], rest, *left[place + 1 :])
        left[place] &= taken
        if not left[place]:
            return


def _tell(step: Examined, gap: Box, room: Sequence[Mask]) -> None:
    where = step.words.part(gap, room)
    witness = step.witnesses.find(gap, step.witnesses.none_matches(step.step))
    if witness is None:
        step.report.add("unchecked", WARNING, say("unchecked_gap", where=where))
    else:
        severity = ERROR if witness.grade is Grade.SURE else WARNING
        step.report.add("gap", severity, say("gap", where=where), witness=step.witnesses.written(witness))
