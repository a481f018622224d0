"""Two versions of a rule set compared by rule and cell, not by line."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Final, Literal

import msgspec

from engine.evaluation.condition_text import Wording
from engine.evaluation.conditions import All, AnyOf, Condition, Every, NoneOf, Some, TagCondition, When
from engine.evaluation.facts import FactType
from engine.evaluation.literals import Units
from engine.evaluation.ruleset import OutputValue, Placeholder, Rule, RuleSet, RuleTest, Step, Template
from engine.geography.regions import RegionTree

What = Literal["added", "removed", "changed", "moved"]

_HEADER: Final = ("kind", "id", "title", "currency", "starts", "ends")
_NAMES: Final = {"starts": "from", "ends": "to"}


class Change(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that differs. `before` and `after` are as a person writes them; None where there is nothing."""

    what: What
    step: str | None = None
    rule: str | None = None
    test: str | None = None
    field: str | None = None  # "title", "params.free_over", "hit", "when address.region", "then fee", "priority"
    before: str | None = None
    after: str | None = None


def compare(old: RuleSet, new: RuleSet, regions: RegionTree) -> tuple[Change, ...]:
    """Return what the newer one has changed, in the order of the file; nothing where they are the same."""
    before, after = _Reader(old, regions), _Reader(new, regions)
    return (
        *_fields(before.header(), after.header()),
        *_steps(before, after),
        *_tests({test.name: test for test in old.tests}, {test.name: test for test in new.tests}),
    )


def _steps(before: "_Reader", after: "_Reader") -> Iterator[Change]:
    old, new = before.ruleset.steps, after.ruleset.steps
    for name in _both(old, new):
        if name not in old or name not in new:
            yield Change(what="added" if name in new else "removed", step=name)
        here = [before.step(old[name]) if name in old else {}, after.step(new[name]) if name in new else {}]
        for change in _fields(*here):
            yield msgspec.structs.replace(change, step=name)
        for change in _rules(
            {rule.id: before.rule(rule, old[name]) for rule in old[name].rules} if name in old else {},
            {rule.id: after.rule(rule, new[name]) for rule in new[name].rules} if name in new else {},
        ):
            yield msgspec.structs.replace(change, step=name)


def _rules(old: Mapping[str, Mapping[str, str]], new: Mapping[str, Mapping[str, str]]) -> Iterator[Change]:
    moved = _moved([rule for rule in old if rule in new], [rule for rule in new if rule in old])
    for rule in _both(old, new):
        if rule not in new:
            yield Change(what="removed", rule=rule, before=_whole(old[rule]))
        elif rule not in old:
            yield Change(what="added", rule=rule, after=_whole(new[rule]))
        else:
            if rule in moved:
                places = [str(list(rules).index(rule) + 1) for rules in (old, new)]
                yield Change(what="moved", rule=rule, before=places[0], after=places[1])
            for change in _fields(old[rule], new[rule]):
                yield msgspec.structs.replace(change, rule=rule)


def _tests(old: Mapping[str, RuleTest], new: Mapping[str, RuleTest]) -> Iterator[Change]:
    for name in _both(old, new):
        if name not in old or name not in new:
            yield Change(what="added" if name in new else "removed", test=name)
        elif _promise(old[name]) != _promise(new[name]):
            yield Change(what="changed", test=name)


def _promise(test: RuleTest) -> RuleTest:
    """Return a test without its place in the file."""
    return msgspec.structs.replace(test, position=None)


def _fields(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Change]:
    for field in _both(old, new):
        if old.get(field) != new.get(field):
            what: What = "changed" if field in old and field in new else "added" if field in new else "removed"
            yield Change(what=what, field=field, before=old.get(field), after=new.get(field))


def _moved(old: Sequence[str], new: Sequence[str]) -> frozenset[str]:
    """Return the fewest rules that must have moved for one order to become the other."""
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    kept = {rule for block in blocks for rule in old[block.a : block.a + block.size]}
    return frozenset(old) - kept


def _both(old: Mapping[str, object], new: Mapping[str, object]) -> tuple[str, ...]:
    """Return all names, those of the newer one in its order, then what was taken away."""
    return (*new, *(name for name in old if name not in new))


def _whole(rule: Mapping[str, str]) -> str:
    return "; ".join(f"{field} {text}" if text else field for field, text in rule.items())


class _Reader:
    """Tells what a rule set says, as texts by the name of the field."""

    def __init__(self, ruleset: RuleSet, regions: RegionTree) -> None:
        self.ruleset = ruleset
        self._wording = Wording(Units(ruleset.currency, regions))

    def header(self) -> dict[str, str]:
        found = {
            _NAMES.get(name, name): str(getattr(self.ruleset, name)) for name in _HEADER if getattr(self.ruleset, name)
        }
        if self.ruleset.applies is not None:
            found["applies"] = self._condition(self.ruleset.applies)
        found |= {f"params.{name}": self._value(value, None) for name, value in self.ruleset.params.items()}
        found |= {name: _json(value) for name, value in self.ruleset.settings.items()}
        return found | {f"meta.{name}": _json(value) for name, value in self.ruleset.meta.items()}

    def step(self, step: Step) -> dict[str, str]:
        found = {"hit": step.hit.value}
        if step.by:
            found["by"] = ", ".join(step.by)
        if step.default is not None:
            found |= {f"default {name}": self._output(value, step, name) for name, value in step.default.items()}
        return found

    def rule(self, rule: Rule, step: Step) -> dict[str, str]:
        found: dict[str, str] = {}
        for entry in rule.when.entries:
            if isinstance(entry, Condition) and not entry.tests:
                continue  # `-` says nothing
            key, text = self._cell(entry)
            found[key] = f"{found[key]} and {text}" if key in found else text
        found |= {
            f"then {name}": self._output(value, step, name) for name, value in rule.then.items() if value is not None
        }
        if rule.priority:
            found["priority"] = str(rule.priority)
        if not rule.enabled:
            found["enabled"] = "false"
        dates = {"from": rule.starts, "to": rule.ends, "note": rule.note}
        return found | {name: str(value) for name, value in dates.items() if value is not None}

    def _cell(self, entry: When) -> tuple[str, str]:
        """Return the field of a condition and its cell; a block is a field by itself."""
        match entry:
            case Condition(path=path):
                return f"when {path}", self._wording.cell(entry)
            case TagCondition(path=path):
                return f"when {path}", self._wording.condition(entry).removeprefix(f"{path}: ")
            case _:
                return f"when {self._condition(entry)}", ""

    def _condition(self, when: When) -> str:
        match when:
            case All(entries=entries) | AnyOf(entries=entries) | NoneOf(entries=entries):
                inner = "; ".join(self._condition(entry) for entry in entries)
            case Some(where=where) | Every(where=where):
                inner = self._condition(where)
            case _:
                return self._wording.condition(when)
        return f"{self._wording.condition(when)} ({inner})"

    def _output(self, value: OutputValue, step: Step, name: str) -> str:
        if isinstance(value, Template):
            return "".join(f"{{{part.path}}}" if isinstance(part, Placeholder) else part for part in value.parts)
        return self._value(value, step.outputs.get(name))

    def _value(self, value: object, kind: FactType | None) -> str:
        plain = self._wording.plain(value, kind)
        return plain if isinstance(plain, str) else _json(plain)


def _json(value: object) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(msgspec.to_builtins(value)).decode()
