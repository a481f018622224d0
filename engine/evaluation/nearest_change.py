"""The nearest change: the smallest changes of facts that would have given another answer, each found by deciding.

Facts are moved to the edges of what the rules name (values, lists, tags, other facts); an amount that an answer is
reckoned from in proportion changes it in between, too.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import combinations, islice
from typing import Any, Final, cast

import msgspec

from engine.errors import OmsError
from engine.evaluation.alternatives import Alternative, alternatives
from engine.evaluation.condition_text import Wording
from engine.evaluation.evaluator import decide, prepare
from engine.evaluation.facts import Fact, Facts
from engine.evaluation.kind import Kind
from engine.evaluation.literals import Units
from engine.evaluation.named_values import Named, named_values
from engine.evaluation.ruleset import RuleSet
from engine.evaluation.run import Circumstances, Decision
from engine.evaluation.templates import value_text
from engine.evaluation.testing import plain_answer

_MOST_SINGLES: Final = 2_000  # decisions that are tried with one fact changed
_MOST_PAIRED: Final = 48  # nearest single changes that are tried two at a time
_OUTCOMES: Final = ("action", "outcome")  # what an answer comes to, where it says so; else all of it

Outcome = Callable[[object], object]


class FactChange(msgspec.Struct, frozen=True, kw_only=True):
    """One fact that would have to be otherwise, in plain values.

    `text` says how: `order.goods_total <= 500.00`, `lines[0] line.category != 瓷器`, `customer.tags without VIP`.
    """

    path: str
    text: str
    label_zh: str
    label_en: str
    saw: object
    would_be: object


class NearestChange(msgspec.Struct, frozen=True, kw_only=True):
    """Changes that together give another answer, and that answer."""

    changes: tuple[FactChange, ...]
    answer: object


class _Slot(msgspec.Struct, frozen=True):
    """One fact of the order, or of an element of one of its lists."""

    fact: Fact
    list_name: str | None = None
    element: int | None = None

    def seen_in(self, facts: Facts) -> Any:
        if self.list_name is None or self.element is None:
            return facts.get(self.fact.path)
        return cast("tuple[Facts, ...]", facts[self.list_name])[self.element].get(self.fact.path)

    @property
    def place(self) -> str:
        """Where it stands: `order.goods_total`, `lines[0] line.category`."""
        return self.fact.path if self.list_name is None else f"{self.list_name}[{self.element}] {self.fact.path}"

    def set_in(self, facts: Facts, value: Any) -> Facts:
        if self.list_name is None or self.element is None:
            return {**facts, self.fact.path: value}
        elements = list(cast("tuple[Facts, ...]", facts[self.list_name]))
        elements[self.element] = {**elements[self.element], self.fact.path: value}
        return {**facts, self.list_name: tuple(elements)}


_Change = tuple[_Slot, Alternative]
_Changes = tuple[_Change, ...]


def outcome_of(answer: object) -> object:
    """Return what an answer comes to: its action or outcome, where it has one, else the whole of it."""
    plain = plain_answer(answer)
    if isinstance(plain, Mapping):
        return next((plain[name] for name in _OUTCOMES if name in plain), plain)
    return plain


def nearest_changes(
    ruleset: RuleSet,
    kind: Kind,
    facts: Facts,
    circumstances: Circumstances,
    *,
    outcome: Outcome = outcome_of,
    most: int = 3,
) -> tuple[NearestChange, ...]:
    """Return the smallest changes that give another outcome, the nearest first; two facts only where one is not enough.

    Every change was decided; none is a guess. Raises DecisionFailed where the facts as they are cannot be decided.
    """
    program = prepare(ruleset, circumstances.regions, "compiled")
    now = decide(kind, program, 0, facts, circumstances)
    present = outcome(now.answer)

    def other_answer(changes: _Changes) -> object | None:
        """Return the answer under the changes, where its outcome is another."""
        changed = facts
        for slot, alternative in changes:
            changed = slot.set_in(changed, alternative.value)
        try:
            answer = decide(kind, program, 0, changed, circumstances).answer
        except OmsError:
            return None  # such facts cannot be
        return answer if outcome(answer) != present else None

    singles = _singles(ruleset, facts, now, circumstances)
    found = list(islice(_found(((change,) for change in singles), other_answer), most))
    if not found:
        pairs = sorted(combinations(singles[:_MOST_PAIRED], 2), key=lambda pair: sum(one.distance for _, one in pair))
        found = list(islice(_found(pairs, other_answer), most))
    wording = Wording(Units(ruleset.currency, circumstances.regions))
    return tuple(
        NearestChange(changes=tuple(_told(facts, wording, *change) for change in changes), answer=answer)
        for changes, answer in found
    )


def _found(
    tried: Iterable[_Changes], other_answer: Callable[[_Changes], object | None]
) -> Iterator[tuple[_Changes, object]]:
    """Yield changes with the other answer that they give, for each set of facts the first that does."""
    seen: set[tuple[str, ...]] = set()
    for changes in tried:
        places = tuple(slot.place for slot, _ in changes)
        if places in seen or len(set(places)) < len(places):
            continue
        answer = other_answer(changes)
        if answer is not None:
            seen.add(places)
            yield changes, answer


def _told(facts: Facts, wording: Wording, slot: _Slot, alternative: Alternative) -> FactChange:
    fact = slot.fact
    told = "" if alternative.told is None else f" {value_text(alternative.told, fact.type, wording.units)}"
    return FactChange(
        path=fact.path,
        text=f"{slot.place} {alternative.how}{told}",
        label_zh=fact.label.zh,
        label_en=fact.label.en,
        saw=wording.plain(slot.seen_in(facts), fact.type),
        would_be=wording.plain(alternative.value, fact.type),
    )


def _singles(ruleset: RuleSet, facts: Facts, now: Decision, circumstances: Circumstances) -> list[_Change]:
    """Return the changes of one fact that are worth trying, the smallest first."""
    others = {**{f"{step.step}.{name}": value for step in now.steps for name, value in step.out.items()}, **facts}
    changes = (
        (slot, alternative)
        for named, slot in _slots(ruleset, facts)
        for alternative in alternatives(slot.fact, slot.seen_in(facts), named, others, circumstances)
    )
    return sorted(islice(changes, _MOST_SINGLES), key=lambda change: change[1].distance)


def _slots(ruleset: RuleSet, facts: Facts) -> Iterator[tuple[Named, _Slot]]:
    """Yield the facts that rules name and that a decision is given."""
    vocabulary = ruleset.vocabulary
    for path, named in named_values(ruleset).items():
        if path in vocabulary.facts:
            yield named, _Slot(vocabulary.facts[path])
        for elements in vocabulary.lists.values():
            if path in elements.facts:
                count = len(cast("tuple[Facts, ...]", facts.get(elements.name) or ()))
                yield from ((named, _Slot(elements.facts[path], elements.name, place)) for place in range(count))
