"""The report of one step: findings as they are made, so many of a kind, each placed where its first rule stands."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from engine.errors import Finding
from engine.evaluation.checks.wording import say
from engine.evaluation.ruleset import Position, RuleSet
from engine.evaluation.wording import Words

ERROR: Final = "error"
WARNING: Final = "warning"
MOST_OF_A_KIND: Final = 50  # in one step; nobody reads more


class Report:
    """Collects the findings of one step; they get their places later, which may move while the step stays the same."""

    def __init__(self, step: str | None = None) -> None:
        self._step = step
        self._found: list[Finding] = []
        self._counts: Counter[tuple[str, str]] = Counter()

    def add(
        self,
        code: str,
        severity: str,
        words: Words,
        *,
        rules: tuple[str, ...] = (),
        field: str | None = None,
        witness: dict[str, object] | None = None,
    ) -> None:
        """Note one finding. The first of its rules says where it stands."""
        self._counts[code, severity] += 1
        if self._counts[code, severity] <= MOST_OF_A_KIND:
            self._found.append(
                Finding(
                    code=code,
                    severity=severity,
                    message=words.en,
                    message_zh=words.zh,
                    step=self._step,
                    rules=rules,
                    field=field,
                    witness=witness,
                )
            )

    def is_full(self, code: str, severity: str) -> bool:
        """Tell whether so many of a kind are there that no more are listed."""
        return self._counts[code, severity] > MOST_OF_A_KIND

    def findings(self) -> tuple[Finding, ...]:
        """Return the findings, with a word about those that are not listed."""
        left = [
            Finding(
                code=code,
                severity=severity,
                message=(words := say("more", count=MOST_OF_A_KIND, step=self._step or "")).en,
                message_zh=words.zh,
                step=self._step,
            )
            for (code, severity), count in self._counts.items()
            if count > MOST_OF_A_KIND
        ]
        return (*self._found, *left)


def placed(findings: Iterable[Finding], ruleset: RuleSet) -> tuple[Finding, ...]:
    """Return findings with file, line and column: of their first rule, of the test that failed, else of their step."""
    rules: Mapping[str, Position | None] = {
        rule.id: rule.position for step in ruleset.steps.values() for rule in step.rules
    }

    tests = {test.name: test.position for test in ruleset.tests}

    def at(finding: Finding) -> Finding:
        position = rules.get(finding.rules[0]) if finding.rules else None
        if finding.code == "test" and finding.field is not None:
            position = tests.get(finding.field)
        if position is None and finding.step is not None and finding.step in ruleset.steps:
            position = ruleset.steps[finding.step].position
        if finding.line is not None or position is None:
            return msgspec.structs.replace(finding, file=ruleset.file)
        return msgspec.structs.replace(finding, file=ruleset.file, line=position.line, column=position.column)

    return tuple(at(finding) for finding in findings)
