"""What is left to pay of each line while discounts are taken off."""

from collections.abc import Mapping, Sequence

from engine.decisions.values import elements_of, needed_text, needed_whole, text_of, whole_of
from engine.evaluation.facts import Facts
from engine.money import share_out

_NAMES = ("line.id", "line.sku", "line.category")


class Remainder:
    """Minor units left by line. Where the lines are not told it is the order's goods total, and there are no shares."""

    __slots__ = ("_left", "_names", "_total")

    def __init__(self, facts: Facts) -> None:
        lines = elements_of(facts, "lines")
        amounts = [whole_of(line, "line.amount") for line in lines]
        told = bool(lines) and None not in amounts
        self._left = (
            {needed_text(line, "line.id"): whole_of(line, "line.amount") or 0 for line in lines} if told else {}
        )
        self._names = {needed_text(line, "line.id"): {text_of(line, name) for name in _NAMES} for line in lines}
        self._total = 0 if told else needed_whole(facts, "order.goods_total")

    def left(self, scope: Sequence[str] = ()) -> int:
        """Return what is left of the lines that the scope names by id, SKU or category; of all without a scope."""
        return sum(self._left[line] for line in self._within(scope)) + (0 if scope else self._total)

    def take(self, amount: int, scope: Sequence[str] = ()) -> tuple[int, Mapping[str, int]]:
        """Take an amount off, never more than is left; return what was taken and each line's share of it.

        The shares go by what is left of each line, so that no line gets below zero.
        """
        taken = max(0, min(amount, self.left(scope)))
        lines = self._within(scope)
        if not self._left:
            self._total -= taken
            return taken, {}
        shares = dict(zip(lines, share_out(taken, [self._left[line] for line in lines]), strict=True))
        for line, share in shares.items():
            self._left[line] -= share
        return taken, {line: share for line, share in shares.items() if share}

    def _within(self, scope: Sequence[str]) -> tuple[str, ...]:
        wanted = set(scope)
        return tuple(line for line in self._left if not wanted or self._names[line] & wanted)
