"""Rules of which the first that matches decides: those that never do, or need not be there, or whose order does."""

from functools import reduce
from typing import Final, NamedTuple

from engine.evaluation.checks.boxes import Box, meet
from engine.evaluation.checks.examined import Entry, Examined
from engine.evaluation.checks.report import ERROR, WARNING
from engine.evaluation.checks.row_index import BoxSet, bits
from engine.evaluation.checks.wording import listed, say
from engine.evaluation.kind import Hit
from engine.evaluation.wording import Words

_MOST_PAIRS: Final = 1_000
_MOST_TRIES: Final = 10


def check_masked(step: Examined) -> None:
    """Find rules that never decide: wherever one matches, another comes first."""
    for rule, own in step.of_rule.items():
        step.budget.spend()
        first: BoxSet = 0
        is_masked = True
        for place in bits(own):
            above = step.index.meeting(step.entries[place].box, (1 << place) - 1 & ~own)
            first |= above
            if not above or step.index.uncovered(step.entries[place].box, above) is not None:
                is_masked = False
                break
        if is_masked:
            step.masked.add(rule)
            _report_masked(step, rule, first)


def _report_masked(step: Examined, rule: int, first: BoxSet) -> None:
    if step.report.is_full("masked", ERROR):
        return
    boxes = step.space.boxes[rule]
    whole = reduce(lambda found, box: step.index.containing(box, found), boxes, first)
    names = step.names(whole & -whole or first)
    witness = step.witnesses.find(boxes[0], step.witnesses.all_match(step.space.rules[rule]))
    written = None if witness is None else step.witnesses.written(witness)
    words = say("masked", rule=step.name(rule), others=listed(names))
    step.report.add("masked", ERROR, words, rules=(step.name(rule), *names), witness=written)


def check_subsumed(step: Examined) -> None:
    """Find rules that need not be there: wherever one decides, those after it would say the same.

    All that are found may go at once, whether masked ones go too or stay: none is the reason for which another may.
    """
    masked: BoxSet = sum(step.of_rule[rule] for rule in step.masked)
    left_out: BoxSet = 0
    for rule, own in step.of_rule.items():
        if rule in step.masked:
            continue
        step.budget.spend()
        after: BoxSet = 0
        for place in bits(own):
            found = (
                _alike(step, place, own | left_out)
                if step.step.hit is Hit.ANY
                else _same_after(step, place, own | left_out, masked)
            )
            if not found:
                break
            after |= found
        else:
            left_out |= own
            names = step.names(after)
            words = say("subsumed", rule=step.name(rule), others=listed(names))
            step.report.add("subsumed", WARNING, words, rules=(step.name(rule), *names))


def _alike(step: Examined, place: int, out: BoxSet) -> BoxSet:
    """Return the entries that say the same and cover one together; none where they do not."""
    entry = step.entries[place]
    alike = step.index.meeting(entry.box, step.of_answer[step.answer(entry.rule)] & ~out)
    return alike if alike and step.index.uncovered(entry.box, alike) is None else 0


def _same_after(step: Examined, place: int, out: BoxSet, masked: BoxSet) -> BoxSet:
    """Return the entries that say the same wherever one decides and is left out; none where some say otherwise.

    `masked` entries are in the way where they say otherwise, and are no help where they say the same.
    """
    entry = step.entries[place]
    same_answer = step.of_answer[step.answer(entry.rule)]
    alike = same_answer & ~masked
    above = step.index.meeting(entry.box, (1 << place) - 1 & ~out & ~masked)
    below = step.index.meeting(
        entry.box, step.index.everyone >> place + 1 << place + 1 & ~out & ~(same_answer & masked)
    )
    same: BoxSet = 0
    for other in bits(below):
        step.budget.spend()
        if alike >> other & 1:
            same |= 1 << other
            if step.index.uncovered(entry.box, same | above) is None:
                return same
        else:
            both = meet(entry.box, step.entries[other].box)
            if both is not None and step.index.uncovered(both, same | above) is not None:
                return 0
    return 0


class _Pair(NamedTuple):
    """Two entries, the first of which decides where both match, and what they share."""

    one: Entry
    other: Entry
    both: Box


def check_misleading(step: Examined) -> None:
    """Under `first`: find rules that match together in part and say different things, so that their order decides.

    An exception before the rule that it is an exception of is not meant: there the order is plain to see.
    """
    pairs: list[_Pair] = []
    for place, entry in enumerate(step.entries):
        if entry.rule not in step.masked and len(pairs) < _MOST_PAIRS:
            pairs += _misleading(step, place, entry)
    for pair in pairs[:_MOST_TRIES]:
        one, other = step.space.rules[pair.one.rule], step.space.rules[pair.other.rule]
        witness = step.witnesses.find(pair.both, step.witnesses.all_match(one, other))
        if witness is not None:
            count = len({(pair.one.rule, pair.other.rule) for pair in pairs})
            count_text = f"{count}+" if len(pairs) >= _MOST_PAIRS else str(count)
            more = say("misleading_more", count=count_text) if count > 1 else Words("", "")
            where = step.words.part(pair.both, step.everything)
            words = say("misleading", one=one.id, other=other.id, where=where, more=more)
            written = step.witnesses.written(witness)
            step.report.add("misleading", WARNING, words, rules=(one.id, other.id), witness=written)
            return
    if pairs:
        names = {"one": step.name(pairs[0].one.rule), "other": step.name(pairs[0].other.rule)}
        step.report.add("unchecked", WARNING, say("unchecked_pair", **names), rules=tuple(names.values()))


def _misleading(step: Examined, place: int, entry: Entry) -> list[_Pair]:
    step.budget.spend()
    later = step.index.everyone >> place + 1 << place + 1
    others = later & ~step.of_rule[entry.rule] & ~step.of_answer[step.answer(entry.rule)]
    is_single = step.of_rule[entry.rule].bit_count() == 1
    if is_single:
        others &= ~step.index.containing(entry.box, others)
    pairs = []
    for other in map(step.entries.__getitem__, bits(step.index.meeting(entry.box, others))):
        step.budget.spend()
        both = meet(entry.box, other.box)
        if both is None or other.rule in step.masked or not step.is_shown(both):
            continue
        is_plain = is_single and step.of_rule[other.rule].bit_count() == 1
        if is_plain or not _lies_in(step, entry.rule, other.rule):
            pairs.append(_Pair(entry, other, both))
    return pairs


def _lies_in(step: Examined, one: int, other: int) -> bool:
    """Tell whether one rule holds only where another does, all their alternatives taken together."""
    boxes = (step.entries[place].box for place in bits(step.of_rule[one]))
    return all(step.index.uncovered(box, step.of_rule[other]) is None for box in boxes)
