"""What is asked of a replay: a candidate, and over which orders."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec

from engine.errors import FieldProblem, InvalidInput, RuleSetError
from engine.evaluation.literals import duration_of
from engine.store.replay_source import Window

MOST_ORDERS: Final = 1_000_000
USUAL_PERCENT: Final = 10.0  # of a first step
_WHOLE_PAST: Final = timedelta(days=36_500)


class ReplayRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A candidate as text, or a kept version of a set; over the orders of the `last` time, or the newest `orders`.

    `audience` are blocks of cells as in rollouts. `percent` is that of the step whose length is asked for.
    """

    yaml: str | None = None
    set: str | None = None
    version: int | None = None
    last: str | None = None
    orders: int | None = None
    audience: tuple[Mapping[str, Any], ...] | None = None
    percent: float = USUAL_PERCENT

    def window(self, now: datetime) -> Window:
        """Return which orders are meant. Raises InvalidInput."""
        problems = [*_candidate_problems(self), *_range_problems(self)]
        if problems:
            raise InvalidInput("; ".join(f"{each.path}: {each.message}" for each in problems), problems)
        length = _length(self.last) if self.last is not None else min(_WHOLE_PAST, now - _FIRST)
        return Window(from_at=now - length, to_at=now, most=self.orders or MOST_ORDERS)


_FIRST: Final = datetime.fromisoformat("2000-01-01T00:00:00+00:00")


def _candidate_problems(request: ReplayRequest) -> list[FieldProblem]:
    named = request.set is not None and request.version is not None
    if (request.yaml is not None) == named or (request.set is None) != (request.version is None):
        return [FieldProblem(path="yaml", message="give either yaml, or set and version")]
    return []


def _range_problems(request: ReplayRequest) -> list[FieldProblem]:
    problems = []
    if request.orders is not None and not 1 <= request.orders <= MOST_ORDERS:
        problems.append(FieldProblem(path="orders", message=f"{request.orders} is not between 1 and {MOST_ORDERS}"))
    if not 0 < request.percent <= 100:  # noqa: PLR2004 - per cent
        problems.append(FieldProblem(path="percent", message=f"{request.percent} is not above 0 and at most 100"))
    return problems


def _length(text: str) -> timedelta:
    try:
        length = duration_of(text)
    except RuleSetError as error:
        raise InvalidInput.at("last", error.findings[0].message) from None
    if not timedelta() < length <= _WHOLE_PAST:
        raise InvalidInput.at("last", f"{text} is no length of time in the past; write one like 30d or 12h")
    return length
