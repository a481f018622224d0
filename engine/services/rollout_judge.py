"""What the guardrails say of a rollout now, from what its orders brought."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from engine.decisions.rulebook import RuleBook
from engine.errors import NotFound
from engine.evaluation.guardrails.measures import Totals, measures_of, moments_of
from engine.evaluation.guardrails.verdict import Judgement, Watched, judge, thresholds
from engine.evaluation.reading.context import DEFAULT_CURRENCY
from engine.evaluation.rollouts.document import Rollout
from engine.evaluation.rollouts.sides import Side
from engine.money import exponent
from engine.services.rulebooks import RuleBooks
from engine.store.rollout_repository import KeptRollout
from engine.store.sample_repository import SampleRepository


class RolloutJudge:
    """Judges the present step of a rollout."""

    def __init__(self, samples: SampleRepository, books: RuleBooks) -> None:
        self._samples = samples
        self._books = books

    async def judgement(self, kept: KeptRollout, document: Rollout, now: datetime) -> Judgement:
        """Return the verdict on the step at which a rollout stands."""
        totals = await self._samples.totals(kept.id, kept.step, thresholds(document))
        minor = 10 ** exponent(_currency(self._books.current, document.target))
        elapsed = now - kept.since if kept.since is not None else timedelta()
        return judge(document, kept.step, watched(document, totals, minor, elapsed))


def watched(document: Rollout, totals: Sequence[Totals], minor: int, elapsed: timedelta) -> Watched:
    """Return what the guardrails of a rollout look at. `minor` minor units make a major one."""
    candidate = [each for each in totals if each.side == Side.CANDIDATE]
    control = [each for each in totals if each.side == Side.CONTROL]
    seen = Counter(each.subject for each in totals)
    return Watched(
        metrics=[
            (moments_of(measure, candidate), moments_of(measure, control)) for measure in measures_of(document, minor)
        ],
        customers=(len(candidate), len(control)),
        decisions=sum(each.orders for each in candidate),
        elapsed=elapsed,
        both=sum(count > 1 for count in seen.values()),
    )


def _currency(book: RuleBook, target: str) -> str:
    try:
        return book.find(target).ruleset.currency
    except NotFound:
        return DEFAULT_CURRENCY
