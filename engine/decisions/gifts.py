"""Which goods the promotions of a rule book may give away: they are read with the order, before anything is decided."""

from collections.abc import Iterator
from functools import lru_cache

from engine.decisions.rulebook import RuleBook
from engine.evaluation.ruleset import RuleSet

_STEP = "gifts"


@lru_cache(maxsize=16)
def gift_skus(book: RuleBook) -> tuple[str, ...]:
    """Return the SKUs that promotion sets of this release give, candidates of its rollouts among them; sorted."""
    sets = [program.ruleset for _, program in book.sets]
    if book.gray is not None:
        sets += [each.candidate.ruleset for each in book.gray.running]
    return tuple(sorted({sku for ruleset in sets if ruleset.kind == "promotion" for sku in _given(ruleset)}))


def _given(ruleset: RuleSet) -> Iterator[str]:
    step = ruleset.steps.get(_STEP)
    if step is not None:
        said = [rule.then.get("sku") for rule in step.rules] + [(step.default or {}).get("sku")]
        yield from (sku for sku in said if isinstance(sku, str))
