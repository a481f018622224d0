"""Decides an order once more, by the rule book in force and by the same book with the candidate in it."""

from collections.abc import Mapping, Sequence

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
        before = _decided(live, situation)
        if not self.changed_kinds:
            return before, before
        again = Reconsideration(
            self._candidate, situation.order_no, situation.at, before=live, changed=self.changed_kinds
        )
        return before, _decided(again, situation)


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


def _decided(council: Reconsideration, situation: Situation) -> Outcome:
    case, discount = _priced(council, situation)
    risk = council.ask("risk", case.all_lines(), "order", RiskAnswer, shared=case.facts)
    if risk is not None and risk.action == "reject":
        return Outcome(answers=council.answers, refused="risk", discount=discount)
    groups = child_groups(council, case)
    routed = _routed(council, case, situation, groups)
    if any(each.outcome == "cancel" for each in routed):
        return Outcome(answers=council.answers, refused="routing", discount=discount)
    try:
        fees = line_freights(council, case, str(case.facts["address.region"]))
    except Undeliverable:
        return Outcome(answers=council.answers, refused="freight", discount=discount)
    order_terms(council, case, risk, situation.at)
    return Outcome(
        answers=council.answers,
        is_held=hold_of(risk, council.failures) is not None,
        freight=_by_merchant(fees, case),
        discount=discount,
        parcels=_parcels(routed),
    )


def _priced(council: Reconsideration, situation: Situation) -> tuple[Case, Mapping[str, int]]:
    """Return what the other decisions see once the order is priced, and what each merchant's lines have off."""
    case = situation.case
    if situation.promotion is None:
        return case, {}
    answer = council.ask("promotion", situation.promotion, "order", PromotionAnswer, usual=NO_PROMOTION)
    off: dict[str, int] = {}
    for adjustment in answer.adjustments if answer is not None else ():
        for share in adjustment.lines:
            off[share.line] = off.get(share.line, 0) + share.amount.amount
    total = sum(off.values())
    if total != case.facts.get("order.discount_total"):
        facts = {**case.facts, "order.discount_total": total}
        case = Case(facts=facts, items=case.items, lines=case.lines, elements=case.elements)
    return case, _by_merchant(off, case)


def _routed(
    council: Reconsideration, case: Case, situation: Situation, groups: Sequence[ChildGroup]
) -> Sequence[Routed]:
    """Return where the children are taken from; nothing where it is not known what the warehouses had."""
    if situation.warehouses is None:
        return ()
    router = Router(council, case, situation.warehouses, FreeStock(situation.stock))
    return [
        router.route(group, child_number(situation.order_no, position))
        for position, group in enumerate(groups, start=1)
    ]


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
