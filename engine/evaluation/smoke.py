"""The smoke test of a new version: its rules run on durable-rules in a process of their own, with a time limit.

durable-rules can hang with the interpreter lock held, or take its process down. Whatever it does with a new set of
rules, it does it here first, where nobody waits.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import msgspec

from engine.evaluation.compiler import lower
from engine.evaluation.envelope import PRIME_RULE, Definition, OutsideEnvelope, definitions_of
from engine.evaluation.lowering.lowered import MISSING, OTHER, LoweredStep, TimeColumn, Variant
from engine.evaluation.lowering.masks import COMPLETE, Mask, masks_of
from engine.evaluation.ruleset import RuleSet
from engine.geography.regions import RegionTree

MOST_CASES: Final = 2_000  # a step
_CHILD: Final = "engine.evaluation.smoke_child"

Case = Sequence[int]  # a class for each column


class SmokeReport(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it. `served_by_compiled` are steps that durable-rules is never given, each with the reason."""

    cases: int
    failures: tuple[str, ...] = ()
    served_by_compiled: Mapping[str, str] = {}

    @property
    def passed(self) -> bool:
        """Tell whether every answer came in time and was right."""
        return not self.failures


class _Asked(msgspec.Struct, frozen=True):
    """What the child is asked of one handle: its rules, and messages with the variants that have to fire."""

    step: str
    rules: str
    messages: tuple[str, ...]
    expected: tuple[frozenset[int], ...]


def smoke_test(ruleset: RuleSet, regions: RegionTree, *, seconds: float = 30) -> SmokeReport:
    """Run boundary cases of every rule of every step on durable-rules in a child process, and compare the answers."""
    asked: list[_Asked] = []
    outside: dict[str, str] = {}
    for name, step in ruleset.steps.items():
        lowered = lower(step, regions)
        try:
            definitions = definitions_of(lowered)
        except OutsideEnvelope as reason:
            outside[name] = str(reason)
            continue
        cases = tuple(_cases(lowered))
        asked.extend(_asked(lowered, definition, cases) for definition in definitions)
    failures = _failures(asked, seconds) if asked else ()
    return SmokeReport(
        cases=sum(len(one.messages) for one in asked), failures=tuple(failures), served_by_compiled=outside
    )


def _cases(lowered: LoweredStep) -> Iterator[Case]:
    """Yield for each variant a case that it takes, and for each of its columns one that it just does not take."""
    usual = [MISSING if isinstance(column, TimeColumn) else OTHER for column in lowered.columns]
    made = 0
    yield usual
    for variant in lowered.variants:
        taken = list(usual)
        for number, classes in variant.tests.items():
            taken[number] = (classes & -classes).bit_length() - 1
        near = (_outside(lowered, taken, number, variant) for number in variant.tests)
        for case in (taken, *near):
            made += 1
            if made > MOST_CASES:
                return
            yield case


def _outside(lowered: LoweredStep, taken: Case, number: int, variant: Variant) -> Case:
    other = ~variant.tests[number] & (1 << lowered.columns[number].size) - 1
    return [*taken[:number], (other & -other).bit_length() - 1, *taken[number + 1 :]]


def _asked(lowered: LoweredStep, definition: Definition, cases: Sequence[Case]) -> _Asked:
    masks = [masks_of(lowered, number) for number in range(len(lowered.columns))]
    return _Asked(
        step=lowered.name,
        rules=definition.rules,
        messages=tuple(definition.message(case) for case in cases),
        expected=tuple(frozenset(_variants(lowered, masks, case)) & definition.variants for case in cases),
    )


def _variants(lowered: LoweredStep, masks: Sequence[Sequence[Mask]], case: Case) -> Iterator[int]:
    found = (1 << len(lowered.variants) + 1) - 1 & ~COMPLETE
    for number, class_ in enumerate(case):
        found &= masks[number][class_]
    while found:
        lowest = found & -found
        yield lowest.bit_length() - 2
        found ^= lowest


def _failures(asked: Sequence[_Asked], seconds: float) -> Iterator[str]:
    questions = [{"step": one.step, "rules": one.rules, "messages": one.messages} for one in asked]
    try:
        answered = subprocess.run(  # noqa: S603  # this interpreter, a module of ours, the rules on its input
            [sys.executable, "-m", _CHILD],
            input=json.dumps(questions).encode(),
            capture_output=True,
            timeout=seconds,
            check=False,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
    except subprocess.TimeoutExpired:
        yield f"durable-rules did not answer within {seconds:g} seconds"
        return
    if answered.returncode != 0:
        yield f"durable-rules took its process down ({answered.returncode}): {answered.stderr.decode()[-400:].strip()}"
        return
    for one, said in zip(asked, msgspec.json.decode(answered.stdout, type=list[list[list[str]]]), strict=True):
        for message, names, expected in zip(one.messages, said, one.expected, strict=True):
            fired = {int(name.partition("#")[0]) for name in names if name != PRIME_RULE}
            if fired != expected:
                yield f"step {one.step}: {message} fired {sorted(fired)}, not {sorted(expected)}"
