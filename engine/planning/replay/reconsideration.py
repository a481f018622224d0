"""The decisions of one order as they are made once more: asked of a rule book, nothing is recorded."""

from collections.abc import Collection
from datetime import datetime
from typing import TypeVar

from engine.decisions.rulebook import NoRuleSet, RuleBook
from engine.errors import DecisionFailed
from engine.evaluation.facts import Facts
from engine.planning.deliberation import NO_FACTS, Deliberation, Failure
from engine.planning.replay.outcome import Answered

Answer = TypeVar("Answer")
Key = tuple[str, str]


class Reconsideration(Deliberation):
    """Asks as a deliberation does. What `before` was asked the same, of the same sets, is not asked again.

    `changed` are the kinds of which the two rule books have different sets.
    """

    __slots__ = ("_before", "_changed", "answers", "saw")

    def __init__(
        self,
        rulebook: RuleBook,
        order_no: str,
        at: datetime,
        before: "Reconsideration | None" = None,
        changed: Collection[str] = (),
    ) -> None:
        super().__init__(rulebook, order_no, at)
        self._before, self._changed = before, changed
        self.saw: dict[Key, tuple[Facts, Facts]] = {}
        self.answers: dict[Key, Answered] = {}

    def ask(
        self,
        kind: str,
        facts: Facts,
        subject: str,
        answer: type[Answer],
        *,
        shared: Facts = NO_FACTS,
        usual: Answer | None = None,
    ) -> Answer | None:
        """Return the rule book's answer, as `Deliberation.ask` does."""
        key = (kind, subject)
        self.saw[key] = (shared, facts)
        found = self.answers[key] = self._known(key) or self._asked(kind, {**shared, **facts}, subject)
        if found.decision is None:
            if found.has_no_set and usual is not None:
                return usual
            self.failures.append(Failure(kind=kind, subject=subject, message=found.failure or ""))
            return None
        given = found.decision.answer
        if not isinstance(given, answer):
            raise TypeError(f"{kind} answers {type(given).__name__}, not {answer.__name__}")
        return given

    def takes_over(self, kind: str) -> bool:
        """Take over all that was answered before about a kind whose sets are the same; tell whether that was done.

        Only where every question of the kind would be the same.
        """
        before = self._before
        if before is None or kind in self._changed:
            return False
        self.answers.update({key: found for key, found in before.answers.items() if key[0] == kind})
        self.failures.extend([failure for failure in before.failures if failure.kind == kind])
        return True

    def _asked(self, kind: str, facts: Facts, subject: str) -> Answered:
        try:
            decision = self._rulebook.decide(kind, facts, self._at)
        except DecisionFailed as failed:
            return Answered(kind=kind, subject=subject, failure=str(failed), has_no_set=isinstance(failed, NoRuleSet))
        return Answered(kind=kind, subject=subject, decision=decision)

    def _known(self, key: Key) -> Answered | None:
        """Return what was answered before to the same question by the same sets: they would say the same."""
        before = self._before
        if before is None or key[0] in self._changed or before.saw.get(key) != self.saw[key]:
            return None
        return before.answers[key]
