"""Collecting what is wrong with a document, so that a person sees all of it at once."""

from collections.abc import Sequence
from typing import Final, Protocol

import msgspec

from engine.errors import Finding, RuleSetError
from engine.evaluation.ruleset import Position
from engine.evaluation.wording import Words, say

MOST_FINDINGS: Final = 200


class Placed(Protocol):
    """Anything that knows where it stands."""

    @property
    def position(self) -> Position | None: ...


def mistake(words: Words, *, code: str = "schema", allowed: Sequence[str] = ()) -> RuleSetError:
    """Return the error for one thing that is wrong, by somebody who does not know where it stands."""
    return RuleSetError(
        [Finding(code=code, severity="error", message=words.en, message_zh=words.zh, allowed=tuple(map(str, allowed)))]
    )


class Findings:
    """The findings of one file, in the order they were made."""

    def __init__(self, file: str | None = None) -> None:
        self.file = file
        self.found: list[Finding] = []

    def add(  # noqa: PLR0913  # a finding has that many parts
        self,
        words: Words,
        at: Placed | None,
        *,
        code: str = "schema",
        field: str | None = None,
        step: str | None = None,
        rules: tuple[str, ...] = (),
        allowed: Sequence[str] = (),
    ) -> None:
        """Note one error. `at` is the node where it stands."""
        if self.is_full:
            return
        error = mistake(words, code=code, allowed=allowed)
        self.place(error, at, field=field, step=step, rules=rules)

    def place(
        self,
        error: RuleSetError,
        at: Placed | None,
        *,
        field: str | None = None,
        step: str | None = None,
        rules: tuple[str, ...] = (),
    ) -> None:
        """Note the findings of an error, each with the place of a node where it has none."""
        if self.is_full:
            return
        position = at.position if at is not None else None
        for finding in error.findings:
            placed = finding
            if finding.line is None and position is not None:
                placed = msgspec.structs.replace(finding, line=position.line, column=position.column)
            placed = msgspec.structs.replace(
                placed,
                file=placed.file or self.file,
                field=placed.field or field,
                step=placed.step or step,
                rules=placed.rules or rules,
            )
            self.found.append(placed)

    @property
    def is_full(self) -> bool:
        """Whether there are so many that nobody would read more."""
        return len(self.found) >= MOST_FINDINGS

    def raise_all(self) -> None:
        """Raise RuleSetError with all findings, in the order of the file; do nothing where there are none."""
        if not self.found:
            return
        ordered = sorted(self.found, key=lambda one: (one.line or 0, one.column or 0))
        if self.is_full:
            ordered = [*ordered, *mistake(say("more_findings", count=len(ordered))).findings]
        raise RuleSetError(ordered)
