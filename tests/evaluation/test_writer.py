"""Saving a rule set: one way to write it, which means the same and is written the same again."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from engine.decisions.registry import KINDS as OUR_KINDS
from engine.errors import RuleSetError
from engine.evaluation.lists import Lists
from engine.evaluation.loader import load_list, load_rule_set
from engine.evaluation.writer import canonical_text
from tests.evaluation.parcels import KINDS, LISTS, a_set, load, regions, with_rule

_RULES = Path(__file__).parents[2] / "rules"


def save(text: str) -> str:
    return canonical_text(text, kinds=KINDS, lists=LISTS, regions=regions())


@cache
def our_lists() -> Lists:
    found = (load_list(path.read_text("utf-8"), regions=regions()) for path in (_RULES / "lists").glob("*.yaml"))
    return {one.id: one for one in found}


def _shipped() -> Iterator[Path]:
    return (path for path in sorted(_RULES.rglob("*.yaml")) if path.parent.name not in {"channels", "rollouts"})


@pytest.mark.parametrize("path", list(_shipped()), ids=lambda path: path.stem)
def test_every_shipped_file_is_written_in_the_canonical_way(path: Path) -> None:
    text = path.read_text("utf-8")

    assert canonical_text(text, kinds=OUR_KINDS, lists=our_lists(), regions=regions()) == text


def test_saving_changes_how_a_set_is_written_and_not_what_it_means() -> None:
    untidy = """
# 头
format: 1
kind:   parcel
id: parcel-default
title: '包裹'
meta: {owner: 测试组,   reason: 用于测试}
applies: {address.region: 浙江}
params: { limit: 100 }

steps:
  zone:
    hit: 'unique'
    table:
      in: [ address.region, order.total, "order.count", customer.tags ]
      out: [zone, served]
      rows:
      - [near, [杭州, '330200'], ">=5", "[1..$limit)", {any: [VIP,"0571"]}, 一区, true] # 近
      - {id: far, in: ['江苏省', 5, "not( 3,4 )", '-'], out: [二区, false], note: "远"}
    default: {zone: "其他", served: true}
  fee:
    rules:
      - {id: a, when: {customer.level: 5, order.placed_at: '<2026-11-01T00:00:00Z'}, then: {fee: 8, hub: 上海}}
      - id: b
        when: {"order.gift": true, order.note: 'like 急*'}
        then: {fee: "$limit", name: "{order.note} {{x}}"}
tests:
- {name: t, given: {address: {region: 330102}, lines: [{amount: 3}]}, expect: {fee: 8}}
"""

    saved = save(untidy)

    assert saved == (
        """# 头
format: 1
kind: parcel
id: parcel-default
title: 包裹
meta: {owner: 测试组, reason: 用于测试}
applies: {address.region: 浙江省}
params: {limit: 100}

steps:
  zone:
    hit: unique
    table:
      in: [address.region, order.total, order.count, customer.tags]
      out: [zone, served]
      rows:
        - [near, [浙江省/杭州市, 浙江省/宁波市], ">= 5.00", "[1..$limit)", {any: [VIP, "0571"]}, 一区, true] # 近
        - {id: far, in: [江苏省, 5.00, "not(3, 4)", "-"], out: [二区, false], note: 远}
    default: {zone: 其他, served: true}
  fee:
    rules:
      - {id: a, when: {customer.level: "5", order.placed_at: "< 2026-11-01T00:00:00Z"}, then: {fee: 8.00, hub: 上海市}}
      - id: b
        when: {order.gift: true, order.note: "like \\"急*\\""}
        then: {fee: "$limit", name: "{order.note} {{x}}"}

tests:
  - {name: t, given: {address: {region: 浙江省/杭州市/上城区}, lines: [{amount: 3.00}]}, expect: {fee: 8}}
"""
    )  # fmt: skip
    assert save(saved) == saved
    assert load(saved).sha == load(untidy).sha


def test_a_list_of_regions_is_written_by_official_paths() -> None:
    text = """format: 1
kind: list
id: region.near
title: 近
type: region
meta: {owner: 物流组, reason: 新的口径}
values: [浙江, 320000, {value: 上海, expires: "2026-11-01T00:00:00Z", note: 暂时}] # 三个
"""

    assert save(text).splitlines()[-1] == (
        'values: [浙江省, 江苏省, {value: 上海市, expires: "2026-11-01T00:00:00Z", note: 暂时}] # 三个'
    )


def test_what_cannot_be_loaded_is_not_saved() -> None:
    with pytest.raises(RuleSetError):
        save(with_rule("{adress.city: 杭州市}"))


def test_saving_two_of_a_kind_gives_two_of_a_kind() -> None:
    text = save(a_set())

    assert load_rule_set(text, kinds=KINDS, lists=LISTS, regions=regions()).sha == load(a_set()).sha
