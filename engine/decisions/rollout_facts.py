"""What audiences may ask: of an order what is known of it before anything is decided."""

from typing import Final

from engine.decisions.generic import DECISION
from engine.decisions.order_vocabulary import order_vocabulary
from engine.evaluation.facts import Vocabulary
from engine.evaluation.lists import Lists
from engine.evaluation.rollouts.loader import Setting
from engine.evaluation.ruleset import RuleSet
from engine.geography.regions import RegionTree

# Discounts are a decision themselves, and a number would part nobody.
AUDIENCE: Final[Vocabulary] = order_vocabulary(without=("order.discount_total", "order.no"))


def rollout_setting(ruleset: RuleSet | None, lists: Lists, regions: RegionTree) -> Setting:
    """Return what a rollout of a set is read with: its currency, and the facts of an order (of its own, if generic)."""
    if ruleset is None:
        return Setting(vocabulary=AUDIENCE, lists=lists, regions=regions)
    vocabulary = ruleset.vocabulary if ruleset.kind == DECISION.name else AUDIENCE
    return Setting(vocabulary=vocabulary, lists=lists, regions=regions, currency=ruleset.currency)
