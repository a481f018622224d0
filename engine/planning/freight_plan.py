"""Freight of an order: what is paid for each merchant's group, before routing parts it, and each line's share."""

from collections.abc import Mapping

from engine.decisions.freight import FreightAnswer
from engine.decisions.group_vocabulary import group_facts
from engine.errors import FieldProblem, Undeliverable
from engine.evaluation.facts import Facts
from engine.planning.deliberation import Deliberation
from engine.planning.order_facts import Case


def line_freights(council: Deliberation, case: Case, place: str) -> Mapping[str, int]:
    """Return the freight of each line by id, in minor units; a line that nothing is paid for is left out.

    Only goods travel, and a gift travels for nothing. Raises Undeliverable, which names `place`, where a merchant's
    goods are not delivered there. A group that could not be decided counts nothing: its failure is noted.
    """
    groups: dict[str, list[Facts]] = {}
    for line, item in case.items.items():
        if item.type == "goods" and item.gift_of is None:
            groups.setdefault(item.merchant, []).append(case.lines[line])
    fees: dict[str, int] = {}
    for merchant, group in groups.items():
        lines = case.elements if len(group) == len(case.elements) else tuple(group)
        answer = council.ask(
            "freight",
            {**group_facts(group), "lines": lines},
            merchant,
            FreightAnswer,
            shared=case.facts,
        )
        if answer is not None and not answer.deliverable:
            message = f"goods of {merchant} are not delivered to {place}"
            raise Undeliverable(message, [FieldProblem(path="address", message=message)])
        if answer is not None:
            fees.update({share.line: share.fee.amount for share in answer.shares})
    return fees
