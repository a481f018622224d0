"""The rule book: the rule sets in force, in memory, never changed; it finds the set that decides, and decides."""

from collections.abc import Mapping, Sequence
from copy import copy
from datetime import datetime

import msgspec

from engine.decisions.gray import GrayRelease
from engine.decisions.registry import KINDS
from engine.decisions.step_record import StepWriter
from engine.errors import DecisionFailed, NotFound
from engine.evaluation import evaluator
from engine.evaluation.conditions import All
from engine.evaluation.fact_writer import money_paths
from engine.evaluation.facts import Facts
from engine.evaluation.kind import Kinds
from engine.evaluation.lists import Lists
from engine.evaluation.lowering.lowered import Predicate
from engine.evaluation.lowering.predicates import predicate
from engine.evaluation.needs import Needs, needs_of
from engine.evaluation.ruleset import Rule, RuleSet
from engine.evaluation.run import Circumstances, Decision, Program
from engine.evaluation.specificity import Specificity, specificity
from engine.geography.regions import RegionTree
from engine.orders.pin import SidePin


class SetInForce(msgspec.Struct, frozen=True, kw_only=True):
    """One rule set of a release, ready to run.

    Where it does not apply to everything, `holds` tells whether it does, and cannot do without the facts `needs`.

    For writing its decisions down: `money` are the paths of the amounts in its vocabulary, `steps` writes what
    they said, `lists` are the versions of its reference lists.
    """

    version: int
    program: Program
    needs: Needs
    holds: Predicate | None
    money: frozenset[str]
    steps: StepWriter
    lists: Mapping[str, int]

    @property
    def ruleset(self) -> RuleSet:
        """The rule set itself."""
        return self.program.ruleset


_MOST_VIEWS = 256  # of one release: which candidates orders are on together


class NoRuleSet(DecisionFailed):
    """No set of a kind is in force for these facts; where the kind has usual terms they count."""


class RuleBook:
    """One release: `sets` are (version, program) pairs of every kind, in any order; `gray` are its rollouts.

    `revoked` are rollouts that were taken back for orders in flight too. An order is decided by `for_order`, which puts
    in the candidates whose side it is on; `pins` says which.
    """

    __slots__ = (
        "_by_id",
        "_by_kind",
        "_views",
        "gray",
        "kinds",
        "lists",
        "pins",
        "regions",
        "release",
        "revoked",
        "sets",
    )

    def __init__(  # noqa: PLR0913  # the parts of a release
        self,
        *,
        release: int,
        sets: Sequence[tuple[int, Program]],
        lists: Lists,
        regions: RegionTree,
        kinds: Kinds = KINDS,
        gray: GrayRelease | None = None,
        revoked: frozenset[str] = frozenset(),
    ) -> None:
        self.release = release
        self.sets = tuple(sets)
        self.lists = lists
        self.regions = regions
        self.kinds = kinds
        # In the order of their ids, so that what decides never hangs on the order of loading.
        in_order = sorted(self.sets, key=lambda entry: entry[1].ruleset.id)
        self._by_kind: Mapping[str, tuple[SetInForce, ...]] = {
            name: tuple(
                _in_force(version, program, lists) for version, program in in_order if program.ruleset.kind == name
            )
            for name in kinds
        }
        self._by_id = {entry.ruleset.id: entry for entries in self._by_kind.values() for entry in entries}
        self.gray = gray
        self.revoked = revoked
        self.pins: tuple[SidePin, ...] = ()
        self._views: dict[tuple[str, ...], RuleBook] = {}

    def for_order(
        self, facts: Facts, key: str | None, at: datetime, settled: Mapping[str, str] | None = None
    ) -> "RuleBook":
        """Return the rule book for one order, with its side in every rollout. `key` is its number, or a quote's token.

        It is asked once for an order and all its children, before anything is decided. `settled` are the sides that a
        quote has promised, by rollout.
        """
        if self.gray is None or not self.gray.running:
            return self
        return self.pinned(self.gray.pins(facts, key, self.circumstances(at), settled))

    def pinned(self, pins: Sequence[SidePin]) -> "RuleBook":
        """Return the rule book for an order whose sides were chosen before. Rollouts that it does not have are none."""
        if not pins:
            return self
        candidates = tuple(pin.rollout for pin in pins if pin.is_candidate)
        view = copy(self._view(candidates))
        view.pins = tuple(pins)
        return view

    @property
    def rollouts(self) -> tuple[str, ...]:
        """The ids of the rollouts of this release, in their order."""
        return tuple(each.at.rollout.id for each in self.gray.running) if self.gray is not None else ()

    def pin_of(self, set_id: str) -> SidePin | None:
        """Return the pin of this order that is about a set: the candidate's first, then one that is counted."""
        found = [pin for pin in self.pins if pin.target == set_id]
        return max(found, key=lambda pin: (pin.is_candidate, pin.is_counted), default=None)

    def _view(self, candidates: tuple[str, ...]) -> "RuleBook":
        """Return the rule book with these rollouts' candidates in place of what they replace."""
        if not candidates or self.gray is None:
            return self
        view = self._views.get(candidates)
        if view is None:
            chosen = [each for each in self.gray.running if each.at.rollout.id in candidates]
            replaced = {each.candidate.ruleset.id: (each.at.rollout.candidate, each.candidate) for each in chosen}
            sets = [replaced.get(program.ruleset.id, (version, program)) for version, program in self.sets]
            view = RuleBook(
                release=self.release,
                sets=sets,
                lists=self.lists,
                regions=self.regions,
                kinds=self.kinds,
                gray=self.gray,
                revoked=self.revoked,
            )
            if len(self._views) >= _MOST_VIEWS:
                self._views.clear()
            self._views[candidates] = view
        return view

    def select(self, kind: str, facts: Facts, at: datetime) -> SetInForce:
        """Return the set in force at that time whose `applies` holds and is most specific.

        The deeper regions come first, then the more cells, then a set for a time only before one that always counts.
        Raises NoRuleSet where there is none, DecisionFailed where a named fact that an `applies` needs is missing.
        """
        circumstances = self.circumstances(at)
        found: list[tuple[Specificity, bool, SetInForce]] = []
        for entry in self._by_kind.get(kind, ()):
            if entry.ruleset.is_in_force(at) and _is_in_currency(entry.ruleset, facts):
                fit = _fit(entry, facts, circumstances)
                if fit is not None:
                    found.append((fit, entry.ruleset.is_dated, entry))
        if not found:
            raise NoRuleSet(f"no_rule_set: no rule set of kind {kind} is in force for this at {at.isoformat()}")
        return max(found, key=lambda each: each[:2])[2]

    def decide(self, kind: str, facts: Facts, at: datetime) -> Decision:
        """Decide by the set that `select` finds. Raises DecisionFailed as it does, and for a missing needed fact."""
        chosen = self.select(kind, facts, at)
        return evaluator.decide(self.kinds[kind], chosen.program, chosen.version, facts, self.circumstances(at))

    def circumstances(self, at: datetime) -> Circumstances:
        """Return what a decision at that time depends on beside its facts."""
        return Circumstances(at=at, lists=self.lists, regions=self.regions)

    def find(self, set_id: str) -> SetInForce:
        """Return a set of this release by its id. Raises NotFound."""
        try:
            return self._by_id[set_id]
        except KeyError:
            raise NotFound("rule set", set_id) from None


_EVERYTHING = Specificity(0, 0)  # a set without `applies`


def _in_force(version: int, program: Program, lists: Lists) -> SetInForce:
    ruleset = program.ruleset
    needs = Needs()
    if ruleset.applies is not None:
        applies = Rule(id="applies", when=All((ruleset.applies,)), then={})
        needs = needs_of((applies,), ruleset.vocabulary)
    return SetInForce(
        version=version,
        program=program,
        needs=needs,
        holds=None if ruleset.applies is None else predicate(ruleset.applies, ruleset.vocabulary),
        money=money_paths(ruleset.vocabulary),
        steps=StepWriter(ruleset),
        lists={name: lists[name].version for name in ruleset.lists if name in lists},
    )


def _is_in_currency(ruleset: RuleSet, facts: Facts) -> bool:
    """Tell whether the set's amounts are those of the order: 100.00 yuan say nothing about 100.00 pounds."""
    currency = facts.get("order.currency")
    return currency is None or currency == ruleset.currency


def _fit(entry: SetInForce, facts: Facts, circumstances: Circumstances) -> Specificity | None:
    """Return how specifically the set applies, None where it does not."""
    applies = entry.ruleset.applies
    if applies is None or entry.holds is None:
        return _EVERYTHING
    entry.needs.check("applies", facts, circumstances)
    if not entry.holds((facts,), circumstances):
        return None
    return specificity(applies, facts, circumstances)
