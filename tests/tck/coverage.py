"""Which cases and expressions of the kit the format can say, and why it cannot say the others."""

from collections.abc import Iterator
from functools import cache
from typing import Final

import msgspec

from tests.tck.expressions import Question, question
from tests.tck.feel import Outside
from tests.tck.source import EXPRESSIONS, MODELS, Case, Expression, Model, Table
from tests.tck.tables import Converted, convert

_LOGIC: Final = {
    "literalExpression": "is a FEEL expression, no table",
    "invocation": "calls a function with arguments",
    "context": "is a boxed context, no table",
    None: "has no logic of its own",
}


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A decision that a case asks for, its table as a rule set, and what is expected."""

    model: Model
    case: Case
    table: Table
    converted: Converted
    expected: object

    @property
    def name(self) -> str:
        """What to call it."""
        return f"{self.model.id}/{self.case.id} {self.table.decision}"


class Missed(msgspec.Struct, frozen=True, kw_only=True):
    """What the format cannot say, and why."""

    name: str
    reason: str
    is_direct: bool = False


@cache
def decisions() -> tuple[tuple[Asked, ...], tuple[Missed, ...]]:
    """Return the decisions of all cases that are asked, and those that cannot be."""
    found = list(_decisions())
    asked = tuple(one for one in found if isinstance(one, Asked))
    return asked, tuple(one for one in found if isinstance(one, Missed))


@cache
def questions() -> tuple[tuple[tuple[Expression, Question], ...], tuple[Missed, ...]]:
    """Return the expressions that are asked, and those that cannot be."""
    asked: list[tuple[Expression, Question]] = []
    missed: list[Missed] = []
    for expression in EXPRESSIONS:
        try:
            asked.append((expression, question(expression)))
        except Outside as reason:
            missed.append(Missed(name=f"{expression.id} `{expression.expr}`", reason=str(reason)))
    return tuple(asked), tuple(missed)


def _decisions() -> Iterator[Asked | Missed]:
    for model in MODELS:
        tables = {table.decision: table for table in model.tables}
        for case in model.cases:
            for decision, expected in case.expected.items():
                try:
                    table = _table(model, decision, tables)
                    converted = convert(model, table)
                except Outside as reason:
                    name = f"{model.id}/{case.id} {decision}"
                    yield Missed(name=name, reason=str(reason), is_direct=model.direct)
                else:
                    yield Asked(model=model, case=case, table=table, converted=converted, expected=expected)


def _table(model: Model, decision: str, tables: dict[str, Table]) -> Table:
    logic = model.logic.get(decision)
    if logic != "decisionTable":
        raise Outside(f"it {_LOGIC[logic]}")
    return tables[decision]
