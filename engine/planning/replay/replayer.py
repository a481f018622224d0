"""Decides an order once more, by the rule book in force and by the same book with the candidate in it."""

from collections.abc import Mapping, Sequence
from itertools import count

from engine.decisions.promotion import PromotionAnswer
from engine.decisions.risk import RiskAnswer
from engine.decisions.rulebook import RuleBook
from engine.errors import Undeliverable
from engine.orders.number import child_number
from engine.planning.child_groups import ChildGroup, child_groups
from engine.planning.free_stock import FreeStock
from engine.planning.freight_plan import line_freights
from engine.planning.hold import hold_of
from engine.planning.order_facts import Case
from engine.planning.pricing import NO_PROMOTION
from engine.planning.replay.outcome import Outcome
from engine.planning.replay.reconsideration import Reconsideration
from engine.planning.replay.situation import Situation
from engine.planning.routing_plan import Routed, Router
from engine.planning.terms_plan import order_terms


class Replayer:
    """Goes the way of `plan_order` over what was kept: price, risk, split, routing, freight, terms.

    What is not kept stays as it was: the lines with the gifts among them, and how much the channels were promised.
    """

    def __init__(self, live: RuleBook, candidate: RuleBook) -> None:
        self._live, self._candidate = live, candidate
        self.changed_kinds = changed_kinds(live, candidate)

    def replay(self, situation: Situation) -> tuple[Outcome, Outcome]:
        """Return what the live rule book makes of an order today, and what the candidate's would."""
        live = Reconsideration(self._live, situation.order_no, situation.at)
        course = _Course(live, situation)
        before = course.outcome()
        if not self.changed_kinds:
            return before, before
        again = Reconsideration(
            self._candidate, situation.order_no, situation.at, before=live, changed=self.changed_kinds
        )
        return before, _Course(again, situation, course).outcome()


def changed_kinds(live: RuleBook, candidate: RuleBook) -> frozenset[str]:
    """Return the kinds of which the two have different sets, told by what they say: equal texts decide the same."""
    sets = [
        {(program.ruleset.kind, program.ruleset.id, program.ruleset.sha, _lists(book, program.ruleset.lists))
         for _, program in book.sets}
        for book in (live, candidate)
    ]  # fmt: skip
    return frozenset(kind for kind, *_ in sets[0] ^ sets[1])


def _lists(book: RuleBook, names: Sequence[str]) -> tuple[tuple[str, int], ...]:
    return tuple((name, book.lists[name].version) for name in names if name in book.lists)


class _Course:
    """The way of one order through the decisions. Where a course before it saw the same, its answers are taken over."""

    __slots__ = ("_before", "_council", "_situation", "case", "discount", "fees", "groups", "risk", "routed")

    def __init__(self, council: Reconsideration, situation: Situation, before: "_Course | None" = None) -> None:
        self._council, self._situation, self._before = council, situation, before
        self.case, self.discount = self._priced()
        self.risk: RiskAnswer | None = None
        self.groups: Sequence[ChildGroup] | None = None
        self.routed: Sequence[Routed] | None = None
        self.fees: Mapping[str, int] | None = None

    def outcome(self) -> Outcome:
        """Go the whole way, as far as the order gets."""
        council, case = self._council, self.case
        same = self._before if self._before is not None and self._before.case is case else None
        if same is not None and council.takes_over("risk"):
            self.risk = same.risk
        else:
            self.risk = council.ask("risk", case.all_lines(), "order", RiskAnswer, shared=case.facts)
        if self.risk is not None and self.risk.action == "reject":
            return self._refused("risk")
        self.groups = self._split(same)
        self.routed = self._routed(same)
        if any(each.outcome == "cancel" for each in self.routed):
            return self._refused("routing")
        try:
            self.fees = self._charged(same)
        except Undeliverable:
            return self._refused("freight")
        order_terms(council, case, self.risk, self._situation.at)
        return Outcome(
            answers=council.answers,
            is_held=hold_of(self.risk, council.failures) is not None,
            freight=_by_merchant(self.fees, case),
            discount=self.discount,
            parcels=_parcels(self.routed),
        )

    def _refused(self, kind: str) -> Outcome:
        return Outcome(answers=self._council.answers, refused=kind, discount=self.discount)

    def _priced(self) -> tuple[Case, Mapping[str, int]]:
        """Return what the other decisions see once the order is priced, and what each merchant's lines have off."""
        case, seen = self._situation.case, self._situation.promotion
        if seen is None:
            return (case if self._before is None else self._before.case), {}
        if self._before is not None and self._council.takes_over("promotion"):
            return self._before.case, self._before.discount
        answer = self._council.ask("promotion", seen, "order", PromotionAnswer, usual=NO_PROMOTION)
        off: dict[str, int] = {}
        for adjustment in answer.adjustments if answer is not None else ():
            for share in adjustment.lines:
                off[share.line] = off.get(share.line, 0) + share.amount.amount
        total = sum(off.values())
        if total != case.facts.get("order.discount_total"):
            facts = {**case.facts, "order.discount_total": total}
            case = Case(facts=facts, items=case.items, lines=case.lines, elements=case.elements)
        return case, _by_merchant(off, case)

    def _split(self, same: "_Course | None") -> Sequence[ChildGroup]:
        if same is not None and same.groups is not None and self._council.takes_over("split"):
            return same.groups
        return child_groups(self._council, self.case)

    def _routed(self, same: "_Course | None") -> Sequence[Routed]:
        """Return where the children are taken from; nothing where it is not known what the warehouses had."""
        situation, groups = self._situation, self.groups or ()
        if situation.warehouses is None:
            return ()
        is_same = same is not None and same.groups == groups
        if same is not None and is_same and same.routed is not None and self._council.takes_over("routing"):
            return same.routed
        router = Router(self._council, self.case, situation.warehouses, FreeStock(situation.stock))
        numbers = (child_number(situation.order_no, position) for position in count(1))
        return [router.route(group, number) for group, number in zip(groups, numbers, strict=False)]

    def _charged(self, same: "_Course | None") -> Mapping[str, int]:
        if same is not None and same.fees is not None and self._council.takes_over("freight"):
            return same.fees
        return line_freights(self._council, self.case, str(self.case.facts["address.region"]))


def _by_merchant(amounts: Mapping[str, int], case: Case) -> Mapping[str, int]:
    """Return amounts by line as amounts by merchant; those of 0 too."""
    found: dict[str, int] = {}
    for line, amount in amounts.items():
        merchant = case.items[line].merchant
        found[merchant] = found.get(merchant, 0) + amount
    return found


def _parcels(routed: Sequence[Routed]) -> Mapping[str, int]:
    parcels: dict[str, int] = {}
    for each in routed:
        for allocation in each.allocations:
            parcels[allocation.warehouse] = parcels.get(allocation.warehouse, 0) + 1
    return parcels
