"""Syntax nodes for the functions that are generated: built one by one, never read from text."""

import ast
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from typing import Any, Final

_ARGUMENTS: Final = ("facts", "circumstances")


class FunctionWriter:
    """A function of facts and circumstances in the making: its statements, and the constants bound to names."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._bound: dict[str, Any] = {"bisect_left": bisect_left, "bisect_right": bisect_right}
        self._body: list[ast.stmt] = []

    def constant(self, label: str, value: Any) -> ast.Name:
        """Bind a value to a name and return the node that reads it."""
        self._bound[label] = value
        return name(label)

    def add(self, statement: ast.stmt) -> None:
        """Append a statement."""
        self._body.append(statement)

    def function(self, result: ast.expr) -> Callable[..., Any]:
        """Return the function, compiled."""
        arguments = ast.arguments(
            posonlyargs=[], args=[ast.arg(one) for one in _ARGUMENTS], kwonlyargs=[], kw_defaults=[], defaults=[]
        )
        definition = ast.FunctionDef("made", arguments, [*self._body, ast.Return(result)], decorator_list=[])
        if "type_params" in ast.FunctionDef._fields:  # from Python 3.12 on
            definition.type_params = []  # type: ignore[attr-defined]  # checked as Python 3.11
        module = ast.fix_missing_locations(ast.Module([definition], type_ignores=[]))
        exec(compile(module, f"<{self._title}>", "exec"), self._bound)  # noqa: S102  # nodes of our own making, no text
        made: Callable[..., Any] = self._bound["made"]
        return made

    def cuts_below(self, label: str, *counts: tuple[str, Sequence[Any], ast.expr]) -> ast.expr:
        """Return how many cuts lie below a value: for each of the bisecting functions named, with its cuts."""
        total: ast.expr | None = None
        for place, (function, cuts, value) in enumerate(counts):
            if cuts:
                count = ast.Call(name(function), [self.constant(f"{label}_{place}", cuts), value], [])
                total = count if total is None else ast.BinOp(total, ast.Add(), count)
        return ast.Constant(0) if total is None else total

    def look_up(self, label: str, table: dict[Any, Any], key: ast.expr, other: ast.expr) -> ast.expr:
        """Return `table.get(key, other)`."""
        return ast.Call(self.constant(f"get_{label}", table.get), [key, other], [])

    def condition(self, label: str, function: Any) -> ast.expr:
        """Return the call of a condition that is found out beforehand."""
        scopes = ast.Tuple([name("facts")], ast.Load())
        return ast.Call(self.constant(label, function), [scopes, name("circumstances")], [])


def name(label: str) -> ast.Name:
    """Return the reading of a name."""
    return ast.Name(label, ast.Load())


def assign(label: str, value: ast.expr) -> ast.stmt:
    """Return `label = value`."""
    return ast.Assign([ast.Name(label, ast.Store())], value)


def fact(path: str) -> ast.expr:
    """Return `facts.get(path)`."""
    return ast.Call(ast.Attribute(name("facts"), "get", ast.Load()), [ast.Constant(path)], [])


def sure_fact(path: str) -> ast.expr:
    """Return `facts[path]`, of a fact that is there."""
    return ast.Subscript(name("facts"), ast.Constant(path), ast.Load())


def decision_time() -> ast.expr:
    """Return `circumstances.at`."""
    return ast.Attribute(name("circumstances"), "at", ast.Load())


def unless_missing(value: ast.expr, missing: ast.expr, present: ast.expr) -> ast.expr:
    """Return `missing if value is None else present`."""
    return ast.IfExp(ast.Compare(value, [ast.Is()], [ast.Constant(None)]), missing, present)
