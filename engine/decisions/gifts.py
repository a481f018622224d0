"""Which goods the promotions of a rule book may give away: they are read with the order, before anything is decided."""

from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache

from engine.decisions.rulebook import RuleBook
from engine.evaluation.ruleset import RuleSet

_STEP = "gifts"


def gift_skus(book: RuleBook, at: datetime) -> tuple[str, ...]:
    """Return the SKUs that promotion sets of this release may give at that time; those of its rollouts among them."""
    found = {sku for ruleset, skus in _giving(book) if ruleset.is_in_force(at) for sku in skus}
    return tuple(sorted(found))


@lru_cache(maxsize=16)
def _giving(book: RuleBook) -> tuple[tuple[RuleSet, tuple[str, ...]], ...]:
    """Return the promotion sets that give something, with what they give."""
    sets = [program.ruleset for _, program in book.sets]
    if book.gray is not None:
        sets += [each.candidate.ruleset for each in book.gray.running]
    found = [(ruleset, tuple(_given(ruleset))) for ruleset in sets if ruleset.kind == "promotion"]
    return tuple((ruleset, skus) for ruleset, skus in found if skus)


def _given(ruleset: RuleSet) -> Iterator[str]:
    step = ruleset.steps.get(_STEP)
    if step is not None:
        said = [rule.then.get("sku") for rule in step.rules] + [(step.default or {}).get("sku")]
        yield from (sku for sku in said if isinstance(sku, str))
