"""The matcher of our own: one look-up for each fact that rules test, and the intersection of what they allow."""

from collections.abc import Mapping
from typing import Final

from engine.evaluation.facts import Fact, Facts
from engine.evaluation.lowering.lowered import LoweredStep
from engine.evaluation.lowering.masks import COMPLETE, Mask, match_function
from engine.evaluation.run import Circumstances

Places = tuple[int, ...]  # rules by their place in the lowered step, rising
NO_FACTS: Final[Mapping[str, Fact]] = {}


class CompiledStep:
    """One step, compiled. Where one rule is the answer it stops at the rule that wins."""

    __slots__ = ("_first_only", "_is_plain", "_rules", "match")

    def __init__(self, lowered: LoweredStep, required: Mapping[str, Fact] = NO_FACTS) -> None:
        self.match = match_function(lowered, required)
        self._rules = tuple(variant.rule for variant in lowered.variants)
        self._is_plain = len(set(self._rules)) == len(self._rules)  # one variant a rule: no rule is found twice
        self._first_only = lowered.first_only

    def places(self, facts: Facts, circumstances: Circumstances) -> Places | None:
        """Return the rules that match; None where a required fact is missing."""
        return self.places_of(self.match(facts, circumstances))

    def places_of(self, found: Mask) -> Places | None:
        """Return the rules of what `match` found; None where a required fact is missing."""
        if not found & COMPLETE:
            return None
        found ^= COMPLETE
        if not found:
            return ()
        rules = self._rules
        if self._first_only:
            return (rules[(found & -found).bit_length() - 2],)
        places = []
        while found:  # from the highest down: what is left grows shorter
            bit = found.bit_length() - 1
            places.append(rules[bit - 1])
            found ^= 1 << bit
        places.reverse()
        return tuple(places) if self._is_plain else tuple(dict.fromkeys(places))
