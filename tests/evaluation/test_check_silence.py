"""What the checks do not say: nothing where nothing is wrong, for every code that may be mistaken."""

import pytest

from engine.evaluation.ruleset import RuleSet
from tests.evaluation.check_sets import NOW, a_set, said

FINE: dict[str, tuple[str, RuleSet]] = {
    "impossible: two cells that meet": ("impossible", a_set("one | all: [{count: '> 3'}, {count: '< 5'}] | say: x")),
    "impossible: a fact that may be missing": ("impossible", a_set("one | level: missing | say: x")),
    "impossible: a live list is empty today": ("impossible", a_set("one | word: '@quiet' | say: x")),
    "impossible: a city in its province": (
        "impossible", a_set("one | place.region: 杭州市, place.province: 浙江省 | say: x"),
    ),
    "always: present of a fact that may be missing": ("always", a_set("one | seen: present | say: x")),
    "always: all but one": ("always", a_set("one | kind: [a, b] | say: x")),
    "always: no condition": ("always", a_set("one | | say: x")),
    "overlap: bands that only touch": (
        "overlap",
        a_set("low | total: '< 500.00' | say: x\nhigh | total: '>= 500.00' | say: y", "unique", default=True),
    ),
    "overlap: districts of two cities": (
        "overlap",
        a_set("one | place.region: 杭州市 | say: x\ntwo | place.province: 上海市 | say: x", "unique", default=True),
    ),
    "overlap: whole numbers between two neighbours": (
        "overlap", a_set("low | count: '< 6' | say: x\nhigh | count: '> 5' | say: y", "unique", default=True),
    ),
    "overlap: one rule after the other": (
        "overlap",
        a_set("one | | say: x | to: '2027-01-01T00:00:00+08:00'\ntwo | | say: y | from: '2027-01-01T00:00:00+08:00'",
              "unique", default=True),
    ),
    "overlap: a rule that is switched off": (
        "overlap",
        a_set("one | gift: true | say: x\ntwo | gift: true | say: y | enabled: false", "unique", default=True),
    ),
    "overlap: what is in a list and what is not": (
        "overlap", a_set("one | word: '@levels' | say: x\ntwo | word: 'not(@levels)' | say: y", "unique", default=True),
    ),
    "conflict: the same answer": (
        "conflict", a_set("one | count: '> 1' | say: x\nother | count: '< 9' | say: x", "any", default=True),
    ),
    "masked: a part is left": ("masked", a_set("one | count: '> 5' | say: x\ntwo | count: '> 1' | say: y")),
    "masked: a live list may lose what it has": (
        "masked", a_set("one | word: '@fraud' | say: x\ntwo | word: x | say: y", default=True),
    ),
    "masked: under collect all rules speak": (
        "masked", a_set("one | count: '> 1' | say: x\ntwo | count: '> 5' | say: y", "collect"),
    ),
    "masked: the more specific comes first wherever it stands": (
        "masked", a_set("rest | | say: x\ncity | place.region: 杭州市 | say: y", "specific"),
    ),
    "misleading: an exception before its rule": (
        "misleading", a_set("one | kind: a, gift: true | say: x\ntwo | kind: a | say: y\nrest | | say: z"),
    ),
    "misleading: an exception before the alternatives of its rule": (
        "misleading",
        a_set("one | gift: true, kind: a | say: x\ntwo | any: [{count: '!= 1'}, {gift: true}] | say: y"),
    ),
    "misleading: the same answer": ("misleading", a_set("one | count: '> 1' | say: x\ntwo | count: '< 9' | say: x")),
    "misleading: none over a fact that is always there": (
        "misleading", a_set("one | none: [{kind: a}] | say: x", default=True),
    ),
    "misleading: none where the fact must be there": (
        "misleading", a_set("one | none: [{level: gold}], level: present | say: x", default=True),
    ),
    "subsumed: another answer stands between": (
        "subsumed", a_set("one | count: '> 5' | say: x\ntwo | count: '> 3' | say: y\nrest | | say: x"),
    ),
    "contraction: another answer": (
        "contraction", a_set("one | kind: a | say: x\ntwo | kind: b | say: y\nrest | | say: z"),
    ),
    "contraction: two cells differ": (
        "contraction",
        a_set("one | kind: a, gift: true | say: x\ntwo | kind: b, gift: false | say: x", "unique", default=True),
    ),
    "contraction: the rule between says otherwise": (
        "contraction",
        a_set("one | count: '[0..5)' | say: x\ntwo | gift: true | say: y\nz | count: '[5..9]' | say: x", default=True),
    ),
    "gap: a default covers the rest": ("gap", a_set("low | total: '< 500.00' | say: x", default=True)),
    "gap: every value has a rule": ("gap", a_set("one | kind: [a, b] | say: x\ntwo | kind: c | say: y")),
    "gap: every number has a rule": ("gap", a_set("one | count: '<= 5' | say: x\ntwo | count: '>= 6' | say: y")),
    "gap: one fact is always less, equal or more than another": (
        "gap", a_set("one | count: '< limit' | say: x\ntwo | count: '>= limit' | say: y"),
    ),
    "gap: no policy of one answer": ("gap", a_set("one | kind: a | say: x", "collect")),
    "unused: a param of a condition": (
        "unused", a_set("one | count: '> $large' | say: x\nrest | | say: y", more="params: {large: 5}\n"),
    ),
    "unused: a param of an output": ("unused", a_set("one | | say: $word", more="params: {word: 好}\n")),
    "expired: a rule that still runs": (
        "expired", a_set("one | | say: x | to: '2027-10-01T00:00:00+08:00'\nrest | | say: y"),
    ),
    "tie: a third rule is more specific wherever both match": (
        "tie",
        a_set("one | kind: a | say: x\ntwo | gift: true | say: y\nboth | kind: a, gift: true | say: z", "specific",
              default=True),
    ),
    "tie: a deeper region wins": (
        "tie",
        a_set("one | place.region: 浙江省 | say: x\ntwo | place.region: 杭州市 | say: y", "specific", default=True),
    ),
    "unchecked: everything is settled": (
        "unchecked", a_set("one | count: '< limit' | say: x\ntwo | count: '> limit' | say: y", "unique", default=True),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FINE)
def test_nothing_is_said_where_nothing_is_wrong(name: str) -> None:
    code, ruleset = FINE[name]

    assert said(ruleset, code, now=NOW) == []
