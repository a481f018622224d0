"""What is left to pay of each line while discounts are taken off."""

from collections.abc import Mapping, Sequence

from engine.decisions.values import elements_of, needed_text, needed_whole, text_of, whole_of
from engine.evaluation.facts import Facts
from engine.money import ApportionmentMode, share_out

_NAMES = ("line.id", "line.sku", "line.category", "line.merchant")


class Remainder:
    """Minor units left by line. Where the lines are not told it is the order's goods total, and there are no shares."""

    __slots__ = ("_left", "_merchants", "_mode", "_names", "_total")

    def __init__(self, facts: Facts, mode: ApportionmentMode = "largest_remainder") -> None:
        lines = elements_of(facts, "lines")
        amounts = [whole_of(line, "line.amount") for line in lines]
        told = bool(lines) and None not in amounts
        self._left = (
            {needed_text(line, "line.id"): whole_of(line, "line.amount") or 0 for line in lines} if told else {}
        )
        self._names = {needed_text(line, "line.id"): {text_of(line, name) for name in _NAMES} for line in lines}
        self._merchants = {needed_text(line, "line.id"): text_of(line, "line.merchant") for line in lines}
        self._total = 0 if told else needed_whole(facts, "order.goods_total")
        self._mode = mode

    def within(self, names: Sequence[str], merchant: str | None = None) -> tuple[str, ...]:
        """Return the ids of the lines that these names mean: ids, SKUs, categories, merchants; all without a name.

        `merchant`: only those of this one.
        """
        wanted = set(names)
        return tuple(
            line
            for line, known in self._names.items()
            if (not wanted or known & wanted) and merchant in (None, self._merchants[line])
        )

    def left(self, scope: Sequence[str] | None = None) -> int:
        """Return what is left of the lines with these ids; of all without a scope."""
        if scope is None:
            return sum(self._left.values()) + self._total
        return sum(self._left.get(line, 0) for line in scope)

    def take(self, amount: int, scope: Sequence[str] | None = None) -> tuple[int, Mapping[str, int]]:
        """Take an amount off, never more than is left; return what was taken and each line's share of it.

        The shares go by what is left of each line, so that no line gets below zero.
        """
        taken = max(0, min(amount, self.left(scope)))
        if not self._left:
            self._total -= taken
            return taken, {}
        lines = [line for line in (self._left if scope is None else scope) if line in self._left]
        shares = share_out(taken, [self._left[line] for line in lines], self._mode)
        for line, share in zip(lines, shares, strict=True):
            self._left[line] -= share
        return taken, {line: share for line, share in zip(lines, shares, strict=True) if share}
