"""A freight table of 5,000 rows against one of 50: what size costs, by every matcher; and the shipped sets.

Decisions are whole ones, with facts as an order's plan gives them. The table is of zones and weight bands, as `base`
of a freight set is.
"""

from collections.abc import Iterator, Sequence
from importlib import resources
from pathlib import Path
from typing import Final

from benchmarks.figure import Figure, calls_a_second
from engine.decisions.registry import KINDS
from engine.evaluation.coercion import read_facts
from engine.evaluation.evaluator import Matcher, decide, prepare
from engine.evaluation.facts import Facts
from engine.evaluation.lists import Lists
from engine.evaluation.loader import load_list, load_rule_set
from engine.evaluation.ruleset import RuleSet
from engine.evaluation.run import Circumstances, Program
from engine.evaluation.testing import NO_PARTICULAR_TIME
from engine.geography.shipped import shipped_regions

MATCHERS: Final[tuple[Matcher, ...]] = ("compiled", "durable", "dual")
_BANDS: Final = 10
_ZONES_ASKED: Final = 5  # as many zones as the small table has, spread over those of the large one
_RULES: Final = Path(str(resources.files("rules")))
_HEAD: Final = """format: 1
kind: decision
id: freight-of-{rows}
title: 运费表
currency: CNY
meta: {{owner: 物流组, reason: 量一量大表}}
facts:
  parcel.zone: {{type: text, label: {{zh: 分区, en: Zone}}}}
  parcel.grams: {{type: integer, label: {{zh: 克重, en: Grams}}}}
steps:
  base:
    hit: unique
    table:
      in: [parcel.zone, parcel.grams]
      out: [first_fee, step_fee]
      rows:
"""
_TAIL: Final = "    default: {first_fee: 45.00, step_fee: 20.00}\n"


def measure(sizes: Sequence[int] = (50, 5_000), *, seconds: float = 0.2, repeats: int = 5) -> Iterator[Figure]:
    """Measure tables of these sizes, then every shipped set over the facts of its own tests."""
    for rows in sizes:
        ruleset = _read(table(rows), {})
        zones = [zone * (rows // _BANDS // _ZONES_ASKED) for zone in range(_ZONES_ASKED)]
        cases: list[Facts] = [
            {"parcel.zone": f"区{zone}", "parcel.grams": grams} for zone in zones for grams in range(50, 12_000, 499)
        ]
        yield from _figures(f"{rows} rows", ruleset, cases, {}, seconds, repeats)
    lists = _lists()
    for path in sorted(path for path in _RULES.glob("*/*.yaml") if path.parent.name in KINDS):
        ruleset = _read(path.read_text("utf-8"), lists)
        yield from _figures(ruleset.id, ruleset, _own_cases(ruleset), lists, seconds, repeats)


def table(rows: int) -> str:
    """Return a set with a table of so many rows: ten weight bands a zone, the last without a top."""
    lines = [_HEAD.format(rows=rows)]
    for row in range(rows):
        zone, band = divmod(row, _BANDS)
        top = "" if band == _BANDS - 1 else (band + 1) * 1_000
        lines.append(f'        - [r{row}, 区{zone}, "[{band * 1_000}..{top})", {6 + row % 40}.00, 2.50]\n')
    return "".join([*lines, _TAIL])


def _figures(  # what is measured, and how long
    name: str, ruleset: RuleSet, cases: Sequence[Facts], lists: Lists, seconds: float, repeats: int
) -> Iterator[Figure]:
    at = ruleset.starts or NO_PARTICULAR_TIME
    circumstances = Circumstances(at=at, lists=lists, regions=shipped_regions())
    for matcher in MATCHERS:
        program = prepare(ruleset, shipped_regions(), matcher, remembered=0)  # the cases come again
        yield _rate(f"{name}, {matcher}", program, cases, circumstances, seconds, repeats)


def _rate(  # as above
    name: str, program: Program, cases: Sequence[Facts], circumstances: Circumstances, seconds: float, repeats: int
) -> Figure:
    kind = KINDS[program.ruleset.kind]

    def all_cases() -> None:
        for facts in cases:
            decide(kind, program, 1, facts, circumstances)

    rounds = calls_a_second(name, all_cases, seconds=seconds, repeats=repeats)
    value, low, high = (figure * len(cases) for figure in (rounds.value, rounds.low, rounds.high))
    return Figure(name=name, value=value, unit="decisions/CPU s", low=low, high=high)


def _own_cases(ruleset: RuleSet) -> list[Facts]:
    return [
        read_facts(test.given, ruleset.vocabulary, currency=ruleset.currency, regions=shipped_regions())
        for test in ruleset.tests
    ]


def _lists() -> Lists:
    texts = (path.read_text("utf-8") for path in sorted((_RULES / "lists").glob("*.yaml")))
    loaded = [load_list(text, regions=shipped_regions()) for text in texts]
    return {one.id: one for one in loaded}


def _read(text: str, lists: Lists) -> RuleSet:
    return load_rule_set(text, kinds=KINDS, lists=lists, regions=shipped_regions())
