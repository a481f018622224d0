"""The embedded tests of a rule set: promises of its author, run."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Final

import msgspec

from engine.errors import OmsError
from engine.evaluation.coercion import read_facts
from engine.evaluation.evaluator import decide
from engine.evaluation.facts import FactType
from engine.evaluation.kind import Kind
from engine.evaluation.lists import Lists, ReferenceList
from engine.evaluation.ruleset import RuleSet, RuleTest
from engine.evaluation.run import Circumstances, Program
from engine.geography.regions import RegionTree
from engine.money import Money

# A test that names no time is run at this one: in a set without dates any will do.
NO_PARTICULAR_TIME: Final = datetime(2026, 1, 1, tzinfo=UTC)


class TestOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """One embedded test, run."""

    __test__ = False  # not a test of ours, whatever its name says to the test runner

    name: str
    passed: bool
    message: str = ""  # what differed: expected … but …
    fired: tuple[str, ...] = ()
    line: int | None = None


class TestReport(msgspec.Struct, frozen=True, kw_only=True):
    """All embedded tests of a set, run."""

    __test__ = False  # as above

    passed: int
    failed: tuple[TestOutcome, ...]
    outcomes: tuple[TestOutcome, ...]
    coverage: float  # share of rules that a test fires, 0 to 1
    unfired: tuple[str, ...]


def run_tests(ruleset: RuleSet, kind: Kind, program: Program, lists: Lists, regions: RegionTree) -> TestReport:
    """Run every embedded test through a program made of the set."""
    outcomes = tuple(_run(test, kind, program, lists, regions) for test in ruleset.tests)
    fired = {rule for outcome in outcomes for rule in outcome.fired}
    rules = [rule.id for step in ruleset.steps.values() for rule in step.rules if rule.enabled]
    unfired = tuple(rule for rule in rules if rule not in fired)
    return TestReport(
        passed=sum(outcome.passed for outcome in outcomes),
        failed=tuple(outcome for outcome in outcomes if not outcome.passed),
        outcomes=outcomes,
        coverage=1 - len(unfired) / len(rules) if rules else 1.0,
        unfired=unfired,
    )


def _run(test: RuleTest, kind: Kind, program: Program, lists: Lists, regions: RegionTree) -> TestOutcome:
    line = None if test.position is None else test.position.line
    ruleset = program.ruleset
    at = test.at or ruleset.starts or NO_PARTICULAR_TIME
    circumstances = Circumstances(at=at, lists=_with_lists(lists, test), regions=regions)
    try:
        facts = read_facts(test.given, ruleset.vocabulary, currency=ruleset.currency, regions=regions)
        decision = decide(kind, program, 0, facts, circumstances)
    except OmsError as error:  # a promise that cannot be kept is a failed test, with the reason
        return TestOutcome(name=test.name, passed=False, message=str(error), line=line)
    fired = tuple(dict.fromkeys(rule for step in decision.steps for rule in step.hit))
    problems = differences(test.expect, plain_answer(decision.answer))
    problems += [
        f"expected rule {rule} to fire; fired: {', '.join(fired) or 'none'}" for rule in test.fires if rule not in fired
    ]
    problems += decision.alarms
    return TestOutcome(name=test.name, passed=not problems, message="; ".join(problems), fired=fired, line=line)


def _with_lists(lists: Lists, test: RuleTest) -> Lists:
    if not test.lists:
        return lists
    own = {
        list_id: ReferenceList(
            id=list_id,
            title=list_id,
            type=lists[list_id].type if list_id in lists else FactType.TEXT,
            members=dict.fromkeys(values),
        )
        for list_id, values in test.lists.items()
    }
    return {**lists, **own}


def plain_answer(answer: object) -> object:
    """Return an answer as plain values in which money and decimals are exact numbers."""
    return msgspec.to_builtins(answer, builtin_types=(Decimal,), enc_hook=_number)


def _number(value: object) -> object:
    if isinstance(value, Money):
        return Decimal(value.text)
    raise NotImplementedError(f"{type(value).__name__} has no plain form")


def differences(expected: object, actual: object, path: str = "") -> list[str]:
    """Return where an answer is not what was expected: mappings may hold more, lists must have the same length."""
    if isinstance(expected, Mapping):
        if not isinstance(actual, Mapping):
            return [_differs(path, expected, actual)]
        return [
            difference
            for key, value in expected.items()
            for difference in differences(value, actual.get(key), f"{path}.{key}" if path else str(key))
        ]
    if isinstance(expected, list | tuple):
        if not isinstance(actual, list | tuple) or len(actual) != len(expected):
            return [_differs(path, expected, actual)]
        return [
            difference
            for position, (wanted, got) in enumerate(zip(expected, actual, strict=True))
            for difference in differences(wanted, got, f"{path}[{position}]")
        ]
    return [] if is_same(expected, actual) else [_differs(path, expected, actual)]


def _differs(path: str, expected: object, actual: object) -> str:
    return f"{path or 'answer'}: expected {_shown(expected)} but got {_shown(actual)}"


def _shown(value: object) -> str:
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{key}: {_shown(item)}' for key, item in value.items())}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(_shown(item) for item in value)}]"
    if isinstance(value, bool):
        return str(value).lower()
    return "null" if value is None else str(value)


def is_same(expected: object, actual: object) -> bool:
    """Compare one value: numbers and amounts by value (9.6 is 9.60), everything else as it stands.

    Expected values may come as the text of their scalars, so that `true` is true and `12.50` the amount.
    """
    if isinstance(actual, bool):
        return expected is actual or expected == str(actual).lower()
    if isinstance(actual, int | Decimal):
        wanted = _decimal(expected)
        return wanted is not None and wanted == actual
    if isinstance(actual, str) and isinstance(expected, str | int | Decimal) and not isinstance(expected, bool):
        return str(expected) == actual or _is_same_amount(str(expected), actual)
    return expected == actual


def _is_same_amount(expected: str, actual: str) -> bool:
    # An answer's amounts may be text already; other text that looks like a number (`0571`) is compared as text.
    wanted, got = _decimal(expected), _decimal(actual)
    return "." in actual and wanted is not None and wanted == got


def _decimal(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
