"""Rules that match together and must not: under `unique`, `any` and `specific`."""

from collections.abc import Callable, Iterator
from functools import partial

from engine.evaluation.checks.asked import placeholders
from engine.evaluation.checks.boxes import Box, meet
from engine.evaluation.checks.examined import Entry, Examined
from engine.evaluation.checks.report import ERROR, WARNING
from engine.evaluation.checks.row_index import BoxSet, bits
from engine.evaluation.checks.witness import Witness
from engine.evaluation.checks.wording import say
from engine.evaluation.specificity import specificity
from engine.evaluation.templates import filled


def check_overlaps(step: Examined) -> None:
    """Under `unique`: find two rules that match together."""
    for one, other in _pairs(step, lambda _: 0):
        _try(step, "overlap", one, other, lambda _: True)
        if step.report.is_full("overlap", ERROR):
            return


def check_conflicts(step: Examined) -> None:
    """Under `any`: find two rules that match together and say different things."""
    for one, other in _pairs(step, lambda entry: step.of_answer[step.answer(entry.rule)]):
        _try(step, "conflict", one, other, partial(_differ, step, one, other))
        if step.report.is_full("conflict", ERROR):
            return


def check_ties(step: Examined, code: str = "tie") -> None:
    """Under `specific`: find two rules that match together, equally specific, where no rule is more specific.

    The same of whole rule sets, for which rules stand, is a `collision`, also where they would say the same.
    """
    for one, other in _pairs(step, lambda entry: _unequal(step, entry)):
        both = meet(one.box, other.box)
        more_specific = _above(step, one)
        part = None if both is None else step.index.uncovered(both, more_specific)
        if both is None or part is None:
            continue
        # What more specific rules take of what the two share is theirs: the witness must lie in the rest.
        _try(step, code, one, other, partial(_wins, step, one), {**both, **part})
        if step.report.is_full(code, ERROR):
            return


def _pairs(step: Examined, apart: Callable[[Entry], BoxSet]) -> Iterator[tuple[Entry, Entry]]:
    """Yield pairs of entries of different rules that share something; `apart` are entries that do not count."""
    said: set[tuple[int, int]] = set()
    for place, entry in enumerate(step.entries):
        step.budget.spend()
        later = step.index.everyone >> place + 1 << place + 1
        others = step.index.meeting(entry.box, later & ~step.of_rule[entry.rule] & ~apart(entry))
        for other in map(step.entries.__getitem__, bits(others)):
            step.budget.spend()
            pair = (min(entry.rule, other.rule), max(entry.rule, other.rule))
            if pair not in said and step.is_shown(meet(entry.box, other.box) or {}):
                said.add(pair)
                yield (entry, other) if entry.rule < other.rule else (other, entry)


def _try(
    step: Examined,
    code: str,
    one: Entry,
    other: Entry,
    is_so: Callable[[Witness], bool],
    part: Box | None = None,
) -> None:
    """Look in what the two share, or in a part of it, for facts that show it, and say it; or that none do."""
    severity = WARNING if code == "tie" and step.answer(one.rule) == step.answer(other.rule) else ERROR
    if step.report.is_full(code, severity):
        return
    both = part if part is not None else meet(one.box, other.box) or {}
    rules = step.space.rules[one.rule], step.space.rules[other.rule]
    match = step.witnesses.all_match(*rules)
    filled_in = {path for rule in rules for path in placeholders(rule.then.values())} if code == "conflict" else set()
    witness = step.witnesses.find(both, lambda seen: match(seen) and is_so(seen), filled_in)
    names = {"one": rules[0].id, "other": rules[1].id}
    ids = (rules[1].id, rules[0].id)  # the later one is where the finding stands
    if witness is not None:
        words = say(code, where=step.words.part(both, step.everything), **names)
        step.report.add(code, severity, words, rules=ids, witness=step.witnesses.written(witness))
    else:
        step.report.add("unchecked", WARNING, say("unchecked_pair", **names), rules=ids)


def _differ(step: Examined, one: Entry, other: Entry, seen: Witness) -> bool:
    """Tell whether two rules say different things over some facts, placeholders filled in."""
    units = step.space.setting.units
    said = [filled(step.space.rules[entry.rule].then, seen.facts, units) for entry in (one, other)]
    return said[0] != said[1]


def _unequal(step: Examined, entry: Entry) -> BoxSet:
    """Return the entries that are more or less specific than one."""
    return step.index.everyone & ~step.of_rank[entry.rank[:-1]]


def _above(step: Examined, entry: Entry) -> BoxSet:
    equal = step.of_rank[entry.rank[:-1]]
    return (equal & -equal) - 1  # entries stand in the order of their ranks


def _wins(step: Examined, entry: Entry, seen: Witness) -> bool:
    """Tell whether no rule that matches is more specific."""
    known = step.witnesses.circumstances(seen)
    rank = specificity(step.space.rules[entry.rule].when, seen.facts, known)
    above = {step.entries[place].rule for place in bits(_above(step, entry))}
    matched = (rule for rule in map(step.space.rules.__getitem__, above) if step.witnesses.matches(rule, seen))
    return not any(specificity(rule.when, seen.facts, known) > rank for rule in matched)
