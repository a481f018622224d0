"""On small tables the checks say exactly what going through every situation shows: no false alarm, no miss."""

from itertools import combinations

import msgspec
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

from engine.errors import Finding
from engine.evaluation.conditions import All, AnyOf
from engine.evaluation.evaluator import ReferenceProgram
from engine.evaluation.facts import Facts
from engine.evaluation.kind import Hit
from engine.evaluation.reference import holds
from engine.evaluation.ruleset import Rule, RuleSet
from engine.evaluation.specificity import specificity
from tests.evaluation.small_tables import KNOWN, every_situation, found_in, matched, of_rules, small_sets

EXAMPLES = settings(max_examples=30, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
MOST = 1_000  # situations; tables of more are left out
ONE_HIT = (Hit.FIRST, Hit.UNIQUE, Hit.ANY, Hit.PRIORITY, Hit.SPECIFIC)


def situations(ruleset: RuleSet) -> list[Facts]:
    found = []
    for facts in every_situation(ruleset.steps["step"].rules):
        found.append(facts)
        assume(len(found) <= MOST)
    return found


def said(findings: tuple[Finding, ...], code: str, severity: str | None = None) -> list[Finding]:
    return [one for one in findings if one.code == code and severity in {None, one.severity}]


def answers(ruleset: RuleSet, seen: list[Facts]) -> list[object]:
    program = ReferenceProgram(ruleset)
    return [program.step("step", facts, KNOWN).out for facts in seen]


def without(ruleset: RuleSet, *rules: str) -> RuleSet:
    step = ruleset.steps["step"]
    return of_rules(tuple(rule for rule in step.rules if rule.id not in rules), step.hit)


@EXAMPLES
@given(ruleset=small_sets(ONE_HIT))
def test_a_gap_is_found_if_and_only_if_no_rule_covers_some_situation(ruleset: RuleSet) -> None:
    seen = situations(ruleset)
    open_ones = [facts for facts in seen if not matched(ruleset, facts)]
    paths = {path for facts in seen for path in facts}
    present = [facts for facts in open_ones if len(facts) == len(paths)]
    findings = found_in(ruleset)

    assert bool(said(findings, "gap", "error")) is bool(present)
    assert bool(said(findings, "gap")) is bool(open_ones)
    assert not said(findings, "unchecked")


@EXAMPLES
@given(ruleset=small_sets((Hit.UNIQUE,)))
def test_overlaps_are_exactly_the_pairs_that_match_together(ruleset: RuleSet) -> None:
    together = {pair for facts in situations(ruleset) for pair in combinations(matched(ruleset, facts), 2)}

    assert {tuple(sorted(one.rules)) for one in said(found_in(ruleset), "overlap")} == together


@EXAMPLES
@given(ruleset=small_sets((Hit.ANY,)))
def test_conflicts_are_exactly_the_pairs_that_match_together_and_differ(ruleset: RuleSet) -> None:
    then = {rule.id: rule.then["points"] for rule in ruleset.steps["step"].rules}
    together = {pair for facts in situations(ruleset) for pair in combinations(matched(ruleset, facts), 2)}
    differing = {(one, other) for one, other in together if then[one] != then[other]}

    assert {tuple(sorted(one.rules)) for one in said(found_in(ruleset), "conflict")} == differing


@EXAMPLES
@given(ruleset=small_sets((Hit.FIRST, Hit.PRIORITY, Hit.SPECIFIC)))
def test_masked_are_exactly_the_rules_that_match_and_never_decide(ruleset: RuleSet) -> None:
    program = ReferenceProgram(ruleset)
    seen = situations(ruleset)
    match = {rule for facts in seen for rule in matched(ruleset, facts)}
    decide = {rule for facts in seen for rule in program.step("step", facts, KNOWN).hit}

    assert {one.rules[0] for one in said(found_in(ruleset), "masked")} == match - decide


@EXAMPLES
@given(ruleset=small_sets())
def test_impossible_are_exactly_the_rules_that_never_match(ruleset: RuleSet) -> None:
    match = {rule for facts in situations(ruleset) for rule in matched(ruleset, facts)}
    whole = {rule.id for rule in ruleset.steps["step"].rules}
    cells_too = {one.rules[0] for one in said(found_in(ruleset), "impossible")}

    assert whole - match <= cells_too
    assert all(_has_dead_cell(ruleset, rule) for rule in cells_too & match)


def _has_dead_cell(ruleset: RuleSet, rule: str) -> bool:
    """Tell whether a rule that may match has a cell that never holds, inside of any or none."""
    (found,) = (one for one in ruleset.steps["step"].rules if one.id == rule)
    cells = [cell for entry in found.when.entries for cell in getattr(entry, "entries", (entry,))]
    alone = [of_rules((Rule(id="cell", when=All((cell,)), then={"points": 1}),), Hit.FIRST) for cell in cells]
    return any(not any(matched(one, facts) for facts in situations(one)) for one in alone)


@EXAMPLES
@given(ruleset=small_sets((Hit.FIRST, Hit.PRIORITY, Hit.SPECIFIC, Hit.ANY)))
def test_a_subsumed_rule_can_be_left_out_and_no_answer_changes(ruleset: RuleSet) -> None:
    findings = found_in(ruleset)
    assume(not said(findings, "conflict"))
    seen = situations(ruleset)
    before = answers(ruleset, seen)
    subsumed = [one.rules[0] for one in said(findings, "subsumed")]

    assert answers(without(ruleset, *subsumed), seen) == before
    if ruleset.steps["step"].hit is not Hit.ANY and not subsumed and not said(findings, "masked"):
        match = {rule for facts in seen for rule in matched(ruleset, facts)}
        assert all(answers(without(ruleset, rule), seen) != before for rule in match)


@EXAMPLES
@given(ruleset=small_sets((Hit.FIRST, Hit.PRIORITY, Hit.SPECIFIC, Hit.ANY, Hit.UNIQUE)))
def test_rows_that_could_be_one_row_are_one_without_changing_an_answer(ruleset: RuleSet) -> None:
    findings = found_in(ruleset)
    assume(not said(findings, "conflict") and not said(findings, "overlap"))
    seen = situations(ruleset)
    step = ruleset.steps["step"]
    for finding in said(findings, "contraction"):
        first, *others = finding.rules
        both = AnyOf(tuple(rule.when for rule in step.rules if rule.id in finding.rules))
        merged = tuple(
            msgspec.structs.replace(rule, when=All((both,)))
            if rule.id == first and step.hit is not Hit.SPECIFIC
            else rule
            for rule in step.rules
            if rule.id not in others or step.hit is Hit.SPECIFIC
        )
        assert answers(of_rules(merged, step.hit), seen) == answers(ruleset, seen)


@EXAMPLES
@given(ruleset=small_sets((Hit.SPECIFIC,)))
def test_ties_are_exactly_the_pairs_of_which_neither_wins_and_no_other_does(ruleset: RuleSet) -> None:
    ties: set[tuple[str, str]] = set()
    for facts in situations(ruleset):
        rank = {
            rule.id: specificity(rule.when, facts, KNOWN)
            for rule in ruleset.steps["step"].rules
            if holds(rule.when, facts, KNOWN)
        }
        best = [rule for rule, found in rank.items() if found == max(rank.values())]
        ties |= set(combinations(best, 2))

    assert {tuple(sorted(one.rules)) for one in said(found_in(ruleset), "tie")} == ties


@EXAMPLES
@given(ruleset=small_sets((Hit.FIRST,)), data=st.data())
def test_a_misleading_pair_matches_together_says_different_things_and_neither_holds_wherever_the_other_does(
    ruleset: RuleSet, data: st.DataObject
) -> None:
    seen = situations(ruleset)
    then = {rule.id: rule.then["points"] for rule in ruleset.steps["step"].rules}
    findings = found_in(ruleset)
    never = {one.rules[0] for one in said(findings, "masked")}
    where = {rule: {place for place, facts in enumerate(seen) if rule in matched(ruleset, facts)} for rule in then}
    pairs = {
        (one, other)
        for one, other in combinations([rule for rule in then if rule not in never], 2)
        if then[one] != then[other] and where[one] & where[other] and not where[one] <= where[other]
    }
    misleading = [one for one in said(findings, "misleading") if one.field is None]

    assert len(misleading) <= 1
    if misleading:
        assert tuple(misleading[0].rules) in pairs
    else:
        assert not pairs
