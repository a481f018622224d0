"""A cache of findings by what a step says, so that editing one step checks only that one again."""

import hashlib
from collections import OrderedDict
from collections.abc import Mapping
from typing import Final

from engine.errors import Finding
from engine.evaluation.checks.asked import asked_of, leaves, mentioned
from engine.evaluation.checks.samples import Setting
from engine.evaluation.facts import Vocabulary
from engine.evaluation.identity import canonical_form
from engine.evaluation.lists import ReferenceList
from engine.evaluation.ruleset import RuleSet, Step

_VERSION: Final = 1  # of the checks: a number that goes up when they say something else of the same step


class CheckCache:
    """The findings of the steps checked last, without their places, which move as the file is edited."""

    def __init__(self, most: int = 512) -> None:
        self._most = most
        self._found: OrderedDict[str, tuple[Finding, ...]] = OrderedDict()

    def get(self, key: str) -> tuple[Finding, ...] | None:
        """Return what was found of a step, None where it is not known."""
        found = self._found.get(key)
        if found is not None:
            self._found.move_to_end(key)
        return found

    def put(self, key: str, findings: tuple[Finding, ...]) -> None:
        """Keep what was found of a step; what was asked for longest ago goes."""
        self._found[key] = findings
        self._found.move_to_end(key)
        if len(self._found) > self._most:
            self._found.popitem(last=False)


def keys_of(ruleset: RuleSet, settings: Mapping[str, Setting], more: str = "") -> dict[str, str]:
    """Return a key for each step: everything that its findings depend on, hashed. `more` is what all depend on."""
    steps = canonical_form(ruleset)["steps"]
    assert isinstance(steps, list)  # noqa: S101  # the canonical form has the steps in their order
    canonical = {step["name"]: step for step in steps}
    return {name: _key(canonical[name], step, settings[name], more) for name, step in ruleset.steps.items()}


def _key(canonical: object, step: Step, setting: Setting, more: str) -> str:
    conditions = [leaf for rule in step.rules for leaf in leaves(rule.when)]
    paths = sorted({path for leaf in conditions for path in mentioned(leaf)})
    inside = [leaf for one in conditions if hasattr(one, "where") for leaf in leaves(one.where)]
    asked = asked_of([*conditions, *inside]).values()
    used = sorted({name for each in asked for name in (*each.lists, *each.tag_lists)})
    lists = [setting.circumstances.lists[name] for name in used if name in setting.circumstances.lists]
    has_dates = any(rule.starts or rule.ends for rule in step.rules)
    changes = has_dates or any(ends is not None for one in lists for ends in one.members.values())
    parts = (
        _VERSION,
        more,
        canonical,
        setting.units.currency,
        len(setting.units.regions),
        [(path, _facts(path, step.vocabulary)) for path in paths],
        setting.domains.fingerprint(paths),
        [_list(one) for one in lists],
        (setting.circumstances.at.isoformat(), repr(setting.life)) if changes else None,
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def _facts(path: str, vocabulary: Vocabulary) -> str:
    own = vocabulary.facts.get(path)
    return repr([own, *(owner.facts.get(path) for owner in vocabulary.lists.values())])


def _list(one: ReferenceList) -> tuple[object, ...]:
    return (one.id, one.version, one.live, len(one.members), hash(frozenset(one.members.items())))
