"""The children of an order before they are routed: what the split decision says, one merchant to a child."""

from collections.abc import Mapping, Sequence

import msgspec

from engine.decisions.split import SplitAnswer
from engine.orders.order import LineQuantity
from engine.planning.deliberation import Deliberation
from engine.planning.order_facts import Case

UNDECIDED = "待定"  # the class of children that no rule set could group


class ChildGroup(msgspec.Struct, frozen=True, kw_only=True):
    """Lines that travel together."""

    merchant: str
    key: str
    group_class: str
    lines: tuple[LineQuantity, ...]


def child_groups(council: Deliberation, case: Case) -> tuple[ChildGroup, ...]:
    """Return the children that the split decision makes; where it cannot be made, one for each merchant.

    A child is settled with one merchant: lines of several that a set leaves together are parted here.
    """
    answer = council.ask("split", case.all_lines(), "order", SplitAnswer, shared=case.facts)
    if answer is None:
        whole = [LineQuantity(line=item.id, quantity=item.quantity) for item in case.items.values()]
        return tuple(
            ChildGroup(merchant=merchant, key=merchant, group_class=UNDECIDED, lines=shares)
            for merchant, shares in _by_merchant(whole, case).items()
        )
    return tuple(
        ChildGroup(merchant=merchant, key=child.key, group_class=child.group_class, lines=shares)
        for child in answer.children
        for merchant, shares in _by_merchant(
            [LineQuantity(line=share.line, quantity=share.quantity) for share in child.lines], case
        ).items()
    )


def _by_merchant(shares: Sequence[LineQuantity], case: Case) -> Mapping[str, tuple[LineQuantity, ...]]:
    found: dict[str, list[LineQuantity]] = {}
    for share in shares:
        found.setdefault(case.items[share.line].merchant, []).append(share)
    return {merchant: tuple(parts) for merchant, parts in found.items()}
