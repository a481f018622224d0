"""`oms rules explain`: what a rule set answers to some facts, rule by rule, with what each condition saw."""

import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from engine.cli.command import DONE, Command
from engine.cli.rules.workbench import Workbench, add_lists, gathered
from engine.cli.screen import add_json, print_json
from engine.decisions.registry import KINDS
from engine.encoding import to_builtins, to_json
from engine.errors import InvalidInput, NotFound
from engine.evaluation.coercion import read_facts
from engine.evaluation.explain import ConditionSeen, RuleSeen, StepSeen, explained
from engine.evaluation.ruleset import RuleSet
from engine.evaluation.run import Circumstances


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """An answer and all that was seen on the way to it."""

    set: str
    sha: str
    at: datetime
    answer: object
    steps: tuple[StepSeen, ...]


def explain(given: Namespace) -> int:
    """Decide by the plain evaluator and print everything that it saw."""
    bench, (file,) = gathered(given)
    ruleset = bench.rule_set(file)
    facts, at = _given(given, ruleset)
    explanation = explanation_of(ruleset, bench, facts, given.at or at or datetime.now(UTC))
    if given.json:
        print_json(explanation)
        return DONE
    for step in explanation.steps:
        print("\n".join(_step(step)))
    print(f"answer  {to_json(explanation.answer).decode()}")
    return DONE


def explanation_of(ruleset: RuleSet, bench: Workbench, given: Mapping[str, object], at: datetime) -> Explanation:
    """Return the explanation of facts as they stand in a file."""
    facts = read_facts(given, ruleset.vocabulary, currency=ruleset.currency, regions=bench.regions)
    circumstances = Circumstances(at=at, lists=bench.lists, regions=bench.regions)
    seen = explained(ruleset, KINDS[ruleset.kind], facts, circumstances)
    return Explanation(set=ruleset.id, sha=ruleset.sha, at=at, answer=to_builtins(seen.answer), steps=seen.steps)


def _given(given: Namespace, ruleset: RuleSet) -> tuple[Mapping[str, object], datetime | None]:
    """Return the facts, and the time that goes with them where they come from a test of the set."""
    if given.facts is not None:
        return _facts(given.facts), None
    found = next((test for test in ruleset.tests if test.name == given.test), None)
    if found is None:
        names = ", ".join(test.name for test in ruleset.tests) or "none"
        raise NotFound("test", f"{given.test} in {ruleset.id}; its tests: {names}")
    return found.given, found.at


def _facts(path: Path) -> Mapping[str, object]:
    text = sys.stdin.read() if str(path) == "-" else path.read_text(encoding="utf-8")
    try:
        return msgspec.json.decode(text, type=dict[str, object])
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise InvalidInput(f"{path}: {error}; write facts as a JSON object") from None


def _step(step: StepSeen) -> Iterator[str]:
    over = f" over {step.over}" if step.over else ""
    default = " (default)" if step.defaulted else ""
    yield f"{step.step} ({step.hit_policy}){over} -> {to_json(step.out).decode()}{default}"
    for rule in step.rules:
        yield from _rule(rule)


def _rule(rule: RuleSeen) -> Iterator[str]:
    said = "hit" if rule.hit else "matched" if rule.matched else "-" if rule.in_force else "not in force"
    yield f"  {rule.rule}: {said}"
    for condition in rule.conditions:
        yield from _condition(condition, "    ")


def _condition(condition: ConditionSeen, indent: str) -> Iterator[str]:
    saw = "" if condition.path is None else f"  saw {'nothing' if condition.saw is None else condition.saw}"
    yield f"{indent}{'yes' if condition.held else 'no ':3} {condition.text}{saw}"
    for part in condition.parts:
        yield from _condition(part, indent + "    ")


def _instant(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{error}; write 2026-11-11T00:03:00+08:00") from None
    if at.tzinfo is None:
        raise ArgumentTypeError(f"{text} has no zone; write 2026-11-11T00:03:00+08:00")
    return at


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("paths", nargs=1, type=Path, metavar="FILE", help="the rule set")
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument(
        "--facts", type=Path, metavar="FILE", help="facts as JSON, by path or nested; - reads them here"
    )
    source.add_argument("--test", metavar="NAME", help="the facts of one of its tests")
    parser.add_argument("--at", type=_instant, metavar="TIME", help="the decision time; now where it is left out")
    add_lists(parser)
    add_json(parser)


EXPLAIN = Command(
    name="explain", help="decide over some facts and show what every condition saw", run=explain, arguments=_arguments
)
