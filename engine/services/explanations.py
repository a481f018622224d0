"""Explanations of kept decisions: decided once more from the kept facts, by the plain evaluator."""

import msgspec

from engine.decisions.record import DecisionRecord
from engine.decisions.registry import KINDS
from engine.encoding import to_json
from engine.evaluation.coercion import read_facts
from engine.evaluation.explain import explained
from engine.evaluation.facts import Facts
from engine.evaluation.lists import Lists
from engine.evaluation.nearest_change import nearest_changes
from engine.evaluation.ruleset import RuleSet
from engine.evaluation.run import Circumstances
from engine.geography.regions import RegionTree
from engine.services.views import ExplanationView, NearestView


def explanation(record: DecisionRecord, ruleset: RuleSet, lists: Lists, regions: RegionTree) -> ExplanationView:
    """Return a decision with all that it saw. `agrees` tells whether deciding once more gives the kept answer."""
    facts = read_facts(record.facts, ruleset.vocabulary, currency=ruleset.currency, regions=regions)
    circumstances = Circumstances(at=record.at, lists=lists, regions=regions)
    again = explained(ruleset, KINDS[record.kind], facts, circumstances)
    return ExplanationView(
        id=record.id,
        kind=record.kind,
        set=record.set_version,
        sha=record.sha,
        at=record.at,
        facts=record.facts,
        answer=record.answer,
        steps=again.steps,
        nearest=_nearest(ruleset, record, facts, circumstances),
        agrees=msgspec.json.decode(to_json(again.answer)) == record.answer,
    )


def _nearest(
    ruleset: RuleSet, record: DecisionRecord, facts: Facts, circumstances: Circumstances
) -> tuple[NearestView, ...]:
    """Return the smallest changes that would have given another answer; each was tried by deciding."""
    return tuple(
        NearestView(changes=found.changes, answer=msgspec.json.decode(to_json(found.answer)))
        for found in nearest_changes(ruleset, KINDS[record.kind], facts, circumstances)
    )
