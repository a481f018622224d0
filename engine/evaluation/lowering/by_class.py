"""Reading a constant by the class of a column: for given facts, one look-up or one bisection."""

import ast
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from engine.evaluation.facts import Fact, FactType
from engine.evaluation.lowering.lowered import (
    MISSING,
    OTHER,
    AtomColumn,
    Column,
    OrderedColumn,
    TimeColumn,
    ValueColumn,
)
from engine.evaluation.lowering.syntax import (
    FunctionWriter,
    assign,
    decision_time,
    fact,
    name,
    sure_fact,
    unless_missing,
)

Constants = Sequence[Any]  # one for each class of a column


class ColumnReader:
    """Expressions that read a constant by class: `quick` where facts are as they should be, `careful` of any facts."""

    def __init__(self, writer: FunctionWriter, columns: Sequence[Column], required: Mapping[str, Fact]) -> None:
        """Take the columns, and the facts that must be there."""
        self._writer = writer
        self._columns = columns
        self._required = required

    def assign(
        self, label: str, numbers: Sequence[int], constants: Mapping[int, Constants], joined: Callable[..., ast.expr]
    ) -> ast.stmt:
        """Return `label = joined(what is read of each column)`: quickly, or where that raises with care."""
        quick = [self.quick(number, constants[number]) for number in numbers]
        careful = [self.careful(number, constants[number]) for number in numbers]
        raised = ast.Tuple([name("KeyError"), name("TypeError")], ast.Load())
        again = ast.ExceptHandler(raised, None, [assign(label, joined(careful))])
        return ast.Try(body=[assign(label, joined(quick))], handlers=[again], orelse=[], finalbody=[])

    def quick(self, number: int, constants: Constants) -> ast.expr:
        """Return an expression that may raise KeyError or TypeError where a required fact is missing or odd."""
        column = self._columns[number]
        if isinstance(column, ValueColumn) and column.classes and column.path in self._required:
            known = _known_values(self._required[column.path])
            if not known:
                return self._looked_up(number, column, constants, sure_fact(column.path))
            named = {value: constants[class_] for value, class_ in column.classes.items()}
            table = {**dict.fromkeys(known, constants[OTHER]), **named}
            return _nth(self._writer.constant(f"known{number}", table), sure_fact(column.path))
        if isinstance(column, OrderedColumn) and column.path in self._required:
            return self._between(number, column, constants, sure_fact(column.path))
        return self.careful(number, constants)

    def careful(self, number: int, constants: Constants) -> ast.expr:
        """Return an expression for any facts."""
        writer = self._writer
        match column := self._columns[number]:
            case AtomColumn(predicate=predicate):
                no, yes = (writer.constant(f"{label}{number}", constants[at]) for at, label in enumerate(("no", "yes")))
                return ast.IfExp(writer.condition(f"condition{number}", predicate), yes, no)
            case TimeColumn(instants=instants):
                index = writer.cuts_below(f"instants{number}", ("bisect_right", instants, decision_time()))
                return _nth(writer.constant(f"times{number}", constants), index)
            case OrderedColumn():
                value = ast.NamedExpr(ast.Name("value", ast.Store()), fact(column.path))
                present = self._between(number, column, constants, name("value"))
                return unless_missing(value, self._constant("missing", number, constants[MISSING]), present)
            case ValueColumn(classes=classes) if classes:
                return self._looked_up(number, column, constants, fact(column.path))
            case ValueColumn():
                missing = self._constant("missing", number, constants[MISSING])
                return unless_missing(fact(column.path), missing, self._constant("other", number, constants[OTHER]))

    def _looked_up(self, number: int, column: ValueColumn, constants: Constants, value: ast.expr) -> ast.expr:
        table = {None: constants[MISSING], **{named: constants[class_] for named, class_ in column.classes.items()}}
        return self._writer.look_up(f"table{number}", table, value, self._constant("other", number, constants[OTHER]))

    def _between(self, number: int, column: OrderedColumn, constants: Constants, value: ast.expr) -> ast.expr:
        index = self._writer.cuts_below(
            f"cuts{number}", ("bisect_right", column.before, value), ("bisect_left", column.after, value)
        )
        return _nth(self._writer.constant(f"intervals{number}", constants[OTHER:]), index)

    def _constant(self, label: str, number: int, value: Any) -> ast.Name:
        return self._writer.constant(f"{label}{number}", value)


def _known_values(known: Fact) -> tuple[object, ...]:
    return (True, False) if known.type is FactType.BOOLEAN else known.values or ()


def _nth(table: ast.expr, index: ast.expr) -> ast.expr:
    return ast.Subscript(table, index, ast.Load())
