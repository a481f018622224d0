"""The decisions of one order as they are made: each asked of the rule book, recorded, and its failure noted."""

from datetime import datetime
from typing import Final, TypeVar

import msgspec

from engine.decisions.record import DecisionRecord, record_of
from engine.decisions.rulebook import NoRuleSet, RuleBook
from engine.errors import DecisionFailed
from engine.evaluation.fact_writer import FactWriter
from engine.evaluation.facts import Facts

Answer = TypeVar("Answer")
NO_FACTS: Final[Facts] = {}


class Failure(msgspec.Struct, frozen=True, kw_only=True):
    """A decision that could not be made: no set applies, a needed fact is missing, or the set is wrong."""

    kind: str
    subject: str
    message: str


class Deliberation:
    """What was decided so far; it grows with every question. Records are numbered under `number`, else the order's."""

    __slots__ = ("_at", "_number", "_order_no", "_rulebook", "_writers", "failures", "records")

    def __init__(self, rulebook: RuleBook, order_no: str, at: datetime, number: str | None = None) -> None:
        self._rulebook, self._order_no, self._number, self._at = rulebook, order_no, number or order_no, at
        self._writers: dict[str, FactWriter] = {}
        self.records: list[DecisionRecord] = []
        self.failures: list[Failure] = []

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
        """Return the rule book's answer; None where it has none, and the failure is noted: a person has to look.

        `facts` are this decision's own, `shared` those that others of the order see too: they are written down once.
        Where no set of the kind is in force and there is a `usual` answer, that counts and nothing has failed.
        """
        try:
            decision = self._rulebook.decide(kind, {**shared, **facts}, self._at)
        except DecisionFailed as failed:
            if usual is not None and isinstance(failed, NoRuleSet):
                return usual
            self.failures.append(Failure(kind=kind, subject=subject, message=str(failed)))
            return None
        found = self._rulebook.find(decision.set_id)
        record = record_of(
            decision,
            rulebook=self._rulebook,
            id=f"{self._number}.{len(self.records) + 1}",
            order_no=self._order_no,
            subject=subject,
            at=self._at,
            facts=self._writer(found.ruleset.currency).write_both(shared, facts, found.money),
        )
        self.records.append(record)
        if not isinstance(decision.answer, answer):
            raise TypeError(f"{kind} answers {type(decision.answer).__name__}, not {answer.__name__}")
        return decision.answer

    def _writer(self, currency: str) -> FactWriter:
        """Return the writer of all decisions in this currency."""
        writer = self._writers.get(currency)
        if writer is None:
            writer = self._writers[currency] = FactWriter(currency)
        return writer
