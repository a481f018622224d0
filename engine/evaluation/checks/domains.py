"""Domains: what the outputs of earlier steps can be, so that a later step is not blamed for what never happens."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from engine.evaluation.checks.points import Bounds
from engine.evaluation.checks.rows import Grade, Row, Rows
from engine.evaluation.facts import FactType
from engine.evaluation.kind import Hit
from engine.evaluation.policies import AGGREGATES
from engine.evaluation.ruleset import OutputValue, Step, Template

MOST_SUMS: Final = 2_000
_ONE_HIT: Final = frozenset({Hit.FIRST, Hit.UNIQUE, Hit.ANY, Hit.PRIORITY, Hit.SPECIFIC})
_NUMBERS: Final = frozenset({FactType.INTEGER, FactType.DECIMAL, FactType.MONEY})


class Domains:
    """What is known of the outputs of the steps before one: rows for groups of paths that go together."""

    def __init__(self, earlier: Iterable[Step] = ()) -> None:
        self._rows: dict[str, tuple[str, Rows]] = {}  # path → the group that it belongs to, and the group's rows
        self._spans: dict[str, Bounds] = {}  # path → the least and the first too large value
        for step in earlier:
            self._note(step)

    def group_of(self, path: str) -> str | None:
        """Return the group of outputs that a path belongs to; None where its values are not known one by one."""
        return self._rows[path][0] if path in self._rows else None

    def rows(self, paths: Iterable[str]) -> Rows:
        """Return what the outputs of one group can be together, each combination once."""
        wanted = tuple(paths)
        found: dict[tuple[object, ...], Row] = {}
        for row in self._rows[wanted[0]][1]:
            values = {path: row.values[path] for path in wanted}
            grade = Grade.DOUBTFUL if None in values.values() else row.grade
            found.setdefault(tuple(values.values()), Row(values, grade))
        return list(found.values())

    def bounds(self, path: str) -> Bounds | None:
        """Return between which values an output lies, where that is all that is known."""
        return self._spans.get(path)

    def fingerprint(self, paths: Iterable[str]) -> str:
        """Return a text that changes whenever what is known of some paths does."""
        known = [path for path in paths if path in self._rows or path in self._spans]
        return repr([(path, self._rows.get(path, ("", ()))[1], self._spans.get(path)) for path in known])

    def _note(self, step: Step) -> None:
        if step.hit in _ONE_HIT:
            self._note_answers(step)
        elif step.hit in AGGREGATES and step.outputs:
            self._note_aggregate(step, next(iter(step.outputs)))

    def _note_answers(self, step: Step) -> None:
        answers = [rule.then for rule in step.rules if rule.enabled]
        answers.append(step.default if step.default is not None else {})
        known = [name for name in step.outputs if not any(isinstance(one.get(name), Template) for one in answers)]
        rows = [Row({f"{step.name}.{name}": answer.get(name) for name in known}) for answer in answers]
        for name in known:
            self._rows[f"{step.name}.{name}"] = (step.name, rows)

    def _note_aggregate(self, step: Step, name: str) -> None:
        path, kind = f"{step.name}.{name}", step.outputs[name]
        if step.hit is Hit.COUNT:
            self._spans[path] = Bounds(0, sum(rule.enabled for rule in step.rules) + 1)
            return
        if kind not in _NUMBERS:
            return
        values = [_number(rule.then.get(name)) for rule in step.rules if rule.enabled]
        numbers = [value for value in values if value is not None]
        default = None if step.default is None else _number(step.default.get(name))
        if step.hit is Hit.SUM:
            self._note_sums(path, numbers, 0 if step.default is None else default)
        else:
            rows = [Row({path: value}) for value in sorted({*numbers, *([] if default is None else [default])})]
            without_hits = [] if default is not None else [Row({path: None}, Grade.DOUBTFUL)]
            self._rows[path] = (step.name, [*without_hits, *rows])

    def _note_sums(self, path: str, numbers: list[int | Decimal], without_hits: int | Decimal | None) -> None:
        """Note what some of the numbers can add up to. `without_hits` is the sum of none of them."""
        sums: set[int | Decimal] = {0}
        for number in numbers:
            sums |= {total + number for total in sums}
            if len(sums) > MOST_SUMS:
                low = sum(number for number in numbers if number < 0)
                high = sum(number for number in numbers if number > 0)
                self._spans[path] = Bounds(low, high + 1)
                return
        known = sums | ({without_hits} if without_hits is not None else set())
        self._rows[path] = (path, [Row({path: total}) for total in sorted(known)])


def _number(value: OutputValue) -> int | Decimal | None:
    return value if isinstance(value, int | Decimal) and not isinstance(value, bool) else None
