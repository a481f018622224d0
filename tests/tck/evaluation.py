"""Running what was converted through the code of `POST /v1/evaluate`."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

from engine.decisions.registry import KINDS
from engine.evaluation.evaluator import Matcher, prepare
from engine.evaluation.loader import load_rule_set
from engine.evaluation.run import Circumstances
from engine.geography.regions import RegionTree
from engine.services.evaluations import evaluate, lists_with
from engine.services.views import EvaluationView

MATCHERS: Final[tuple[Matcher, ...]] = ("reference", "compiled", "durable", "dual")
_REGIONS: Final = RegionTree.of(())
_AT: Final = datetime(2026, 1, 1, tzinfo=UTC)
_NO_LISTS: Final[Mapping[str, Sequence[str]]] = {}


def said_by_each(
    yaml: str, facts: Mapping[str, object], lists: Mapping[str, Sequence[str]] = _NO_LISTS
) -> dict[Matcher, EvaluationView]:
    """Return what a rule set answers over facts, by each matcher."""
    members = lists_with({}, lists, _REGIONS)
    ruleset = load_rule_set(yaml, kinds=KINDS, lists=members, regions=_REGIONS)
    circumstances = Circumstances(at=_AT, lists=members, regions=_REGIONS)
    return {
        matcher: evaluate(prepare(ruleset, _REGIONS, matcher), 0, facts, circumstances, is_explained=False)
        for matcher in MATCHERS
    }
