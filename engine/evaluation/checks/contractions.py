"""Contractions: rows that say the same, differ in one cell only, and could be one row."""

from collections.abc import Iterator

from engine.evaluation.checks.boxes import Box
from engine.evaluation.checks.columns import Mask
from engine.evaluation.checks.examined import RANKED, Examined
from engine.evaluation.checks.report import WARNING
from engine.evaluation.checks.row_index import BoxSet, bits
from engine.evaluation.checks.wording import listed, say

_Key = tuple[object, ...]


def check_contractions(step: Examined) -> None:
    """Find rows that could be written as one, a list or a wider range in the cell in which they differ."""
    single = {rule: own for rule, own in step.of_rule.items() if own.bit_count() == 1 and rule not in step.masked}
    entries = sorted((own.bit_length() - 1 for own in single.values()), key=lambda place: step.entries[place].rule)
    said: set[int] = set()
    for dimension in range(len(step.everything)):
        for group in _groups(step, entries, dimension):
            rows = _mergeable(step, [place for place in group if step.entries[place].rule not in said], dimension)
            if len(rows) > 1:
                said |= {step.entries[place].rule for place in rows}
                _say(step, rows, dimension)


def _say(step: Examined, rows: list[int], dimension: int) -> None:
    names = [step.name(step.entries[place].rule) for place in rows]
    paths = step.space.dimensions[dimension].paths
    label = step.words.label(paths[0]) if paths else None
    path = label.en if label is not None else "one condition"
    words = say("contraction", rules=listed(names), path=path, label=label.zh if label is not None else "一个条件")
    step.report.add("contraction", WARNING, words, rules=tuple(names), field=paths[0] if paths else None)


def _groups(step: Examined, entries: list[int], dimension: int) -> Iterator[list[int]]:
    """Yield entries of rules that are the same but for what they take of a dimension."""
    groups: dict[_Key, list[int]] = {}
    for place in entries:
        if dimension in step.entries[place].box:
            step.budget.spend()
            groups.setdefault(_key(step, place, dimension), []).append(place)
    for group in groups.values():
        if len(group) > 1:
            rest = _rest(step, group[0], dimension)
            yield [place for place in group if _rest(step, place, dimension) == rest]


def _key(step: Examined, place: int, dimension: int) -> _Key:
    """Return what entries of one group share. The rest of the box is told by a sum of hashes, and compared later."""
    entry = step.entries[place]
    rule = step.space.rules[entry.rule]
    rest = step.box_hashes[place] - hash((dimension, entry.box[dimension]))
    # Of ranked rules only those of one rank can stand in one place.
    rank = entry.rank[:-1] if step.step.hit in RANKED else ()
    return (step.answer(entry.rule), rest, rank, rule.starts, rule.ends)


def _rest(step: Examined, place: int, dimension: int) -> Box:
    return {other: taken for other, taken in step.entries[place].box.items() if other != dimension}


def _mergeable(step: Examined, group: list[int], dimension: int) -> list[int]:
    """Return the rows of a group that can move to its first without another rule's answer changing."""
    if not group:
        return []
    first, *others = group
    movable = (place for place in others if step.step.hit not in RANKED or _may_move(step, place, first))
    taken = step.entries[first].box[dimension]
    return [first, *(place for place in movable if not _is_nested(taken, step.entries[place].box[dimension]))]


def _is_nested(one: Mask, other: Mask) -> bool:
    """Tell whether one cell has everything that the other has: then a rule is subsumed, which is said elsewhere."""
    return one & other in {one, other}


def _may_move(step: Examined, place: int, to: int) -> bool:
    """Tell whether no rule that says otherwise stands between two entries and meets the one that would move."""
    between: BoxSet = (1 << place) - (1 << to + 1) if to < place else 0
    others = between & ~step.of_answer[step.answer(step.entries[place].rule)]
    box: Box = step.entries[place].box
    return not any(True for _ in bits(step.index.meeting(box, others)))
