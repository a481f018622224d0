"""Python as one would write it by hand for just these rules: the ceiling for an engine in Python."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from benchmarks.rule_engines.contender import InProcess
from benchmarks.rule_engines.workload import AmongValues, Between, PlainRule, Value, Workload

_Function = Callable[[Any], Any]


def plain(workload: Workload) -> InProcess:
    """Return one function with one `if` a rule."""
    numbered = tuple(enumerate(workload.rules))
    ids = tuple(rule.id for rule in workload.rules)

    def load() -> _Function:
        found = _function(numbered)
        return lambda order: [ids[place] for place in found(order)]

    return InProcess("generated Python", load, workload.orders, tuple)


def indexed(workload: Workload) -> InProcess:
    """Return a function for each value of the most selective equality that rules have, looked up by it."""
    ids = tuple(rule.id for rule in workload.rules)

    def load() -> _Function:
        indexes = tuple((path, _by_value(rules)) for path, rules in _by_path(workload.rules).items())

        def decide(order: Any) -> list[str]:
            places: list[int] = []
            for path, functions in indexes:
                function = functions.get(order[path])
                if function is not None:
                    places += function(order)
            places.sort()
            return [ids[place] for place in places]

        return decide

    return InProcess("generated Python, indexed", load, workload.orders, tuple)


_Numbered = Sequence[tuple[int, PlainRule]]


def _by_path(rules: Sequence[PlainRule]) -> Mapping[str, _Numbered]:
    """Part rules by the fact of their most selective equality, which stands first."""
    found: dict[str, list[tuple[int, PlainRule]]] = {}
    for place, rule in enumerate(rules):
        found.setdefault(rule.conditions[0].path, []).append((place, rule))
    return found


def _by_value(rules: _Numbered) -> Mapping[Value, _Function]:
    found: dict[Value, list[tuple[int, PlainRule]]] = {}
    for place, rule in rules:
        first = rule.conditions[0]
        if isinstance(first, AmongValues):
            found.setdefault(first.values[0], []).append((place, rule))
    return {value: _function(some, tested_already=1) for value, some in found.items()}


def _function(rules: _Numbered, tested_already: int = 0) -> _Function:
    """Return a function of an order that gives the places of the rules that hold."""
    left = [(place, rule.conditions[tested_already:]) for place, rule in rules]
    paths = sorted({condition.path for _, conditions in left for condition in conditions})
    lines = ["def decide(order):", *(f"    {_name(path)} = order[{path!r}]" for path in paths), "    places = []"]
    for place, conditions in left:
        lines.append(f"    if {' and '.join(_text(condition) for condition in conditions)}:")
        lines.append(f"        places.append({place})")
    scope: dict[str, Any] = {}
    exec("\n".join([*lines, "    return places"]), scope)  # noqa: S102 - the text is of the benchmark's own making
    made: _Function = scope["decide"]
    return made


def _text(condition: AmongValues | Between) -> str:
    name = _name(condition.path)
    if isinstance(condition, Between):
        return f"{condition.low} <= {name} < {condition.high}"
    return f"{name} == {condition.values[0]!r}" if len(condition.values) == 1 else f"{name} in {condition.values!r}"


def _name(path: str) -> str:
    return path.replace(".", "_")
