"""Rule sets for tests: the shipped ones and those of this folder, loaded once."""

from functools import cache
from importlib import resources
from pathlib import Path
from typing import Final

from engine.decisions.registry import KINDS
from engine.decisions.rulebook import RuleBook
from engine.evaluation.evaluator import Matcher, prepare
from engine.evaluation.lists import Lists
from engine.evaluation.loader import load_list, load_rule_set
from engine.evaluation.ruleset import RuleSet
from engine.geography.regions import RegionTree
from engine.geography.shipped import shipped_regions

SHIPPED: Final = Path(str(resources.files("rules")))
OURS: Final = Path(__file__).parent / "rulesets"
LISTS: Final = sorted((SHIPPED / "lists").glob("*.yaml"))
SETS: Final = sorted(path for path in SHIPPED.glob("*/*.yaml") if path.parent.name in KINDS)


@cache
def regions() -> RegionTree:
    return shipped_regions()


@cache
def lists() -> Lists:
    loaded = [load_list(path.read_text(encoding="utf-8"), regions=regions(), file=path.name) for path in LISTS]
    return {one.id: one for one in loaded}


def read(text: str, file: str | None = None) -> RuleSet:
    return load_rule_set(text, kinds=KINDS, lists=lists(), regions=regions(), file=file)


@cache
def load(path: Path) -> RuleSet:
    return read(path.read_text(encoding="utf-8"), path.name)


def shipped(set_id: str) -> RuleSet:
    return next(load(path) for path in SETS if path.stem == set_id)


def a_rulebook(*sets: RuleSet, release: int = 7, matcher: Matcher = "reference") -> RuleBook:
    """Return a rule book of these sets as versions 1, 2 …; without sets, of all shipped ones."""
    chosen = sets or tuple(load(path) for path in SETS)
    programs = [(version, prepare(ruleset, regions(), matcher)) for version, ruleset in enumerate(chosen, start=1)]
    return RuleBook(release=release, sets=programs, lists=lists(), regions=regions())
