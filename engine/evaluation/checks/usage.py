"""What is there for nothing: params and outputs that nothing uses, rules that no test fires, what has expired."""

from collections.abc import Iterator
from datetime import datetime

from engine.evaluation.checks.asked import leaves, mentioned, placeholders
from engine.evaluation.checks.report import ERROR, WARNING, Report
from engine.evaluation.checks.wording import say
from engine.evaluation.conditions import When
from engine.evaluation.kind import Kind
from engine.evaluation.lists import Lists
from engine.evaluation.ruleset import Rule, RuleSet, Step
from engine.evaluation.testing import TestReport

_FOR_PEOPLE = frozenset({"reason", "note"})  # outputs that are kept with the decision to be read


def check_params(ruleset: RuleSet, report: Report) -> None:
    """Find params that nothing uses."""
    for name in ruleset.unused_params:
        report.add("unused", WARNING, say("unused_param", name=name), field=name)


def check_outputs(ruleset: RuleSet, kind: Kind, report: Report) -> None:
    """Find outputs of a set of open steps that neither a later step nor the answer has."""
    if not kind.open_steps:
        return
    steps = list(ruleset.steps.values())
    for place, step in enumerate(steps[:-1]):
        read = {path for later in steps[place + 1 :] for path in _read_by(later)}
        for name in step.outputs:
            if f"{step.name}.{name}" not in read and name not in _FOR_PEOPLE:
                words = say("unused_output", name=name, step=step.name)
                report.add("unused", WARNING, words, field=f"{step.name}.{name}")


def _read_by(step: Step) -> Iterator[str]:
    for rule in step.rules:
        yield from _tested(rule.when)
        yield from placeholders(rule.then.values())
    yield from placeholders((step.default or {}).values())
    yield from step.by


def _tested(when: When) -> Iterator[str]:
    for leaf in leaves(when):
        yield from mentioned(leaf)


def check_tests(ruleset: RuleSet, tests: TestReport, report: Report) -> None:
    """Note tests that fail, and rules that none fires."""
    for outcome in tests.failed:
        report.add("test", ERROR, say("test", name=outcome.name, why=outcome.message), field=outcome.name)
    if not ruleset.tests:
        report.add("untested", WARNING, say("untested_set"))
        return
    for rule in tests.unfired:
        report.add("untested", WARNING, say("untested", rule=rule), rules=(rule,))


def check_dates(ruleset: RuleSet, lists: Lists, now: datetime, report: Report) -> None:
    """Find what was over before now: the set, rules, members of the lists that it uses."""
    if ruleset.ends is not None and ruleset.ends <= now:
        report.add("expired", WARNING, say("expired_set", ends=ruleset.ends.isoformat()), field="to")
    for rule in _rules(ruleset):
        if rule.enabled and rule.ends is not None and rule.ends <= now:
            words = say("expired_rule", rule=rule.id, ends=rule.ends.isoformat())
            report.add("expired", WARNING, words, rules=(rule.id,))
    for name in ruleset.lists:
        known = lists[name].members if name in lists else {}
        over = [value for value, ends in known.items() if ends is not None and ends <= now]
        if over:
            words = say("expired_members", list=name, count=len(over), member=over[0])
            report.add("expired", WARNING, words, field=name)


def _rules(ruleset: RuleSet) -> Iterator[Rule]:
    for step in ruleset.steps.values():
        yield from step.rules
