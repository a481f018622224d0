"""A wrong rule gets words that an analyst can act on: where it is, what was found, what to write instead."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.evaluation.parcels import FILE, HEADER, findings_of, load, with_rule

_FOLDER = Path(__file__).parent / "mistakes"
_CELLS = yaml.safe_load((_FOLDER / "cells.yaml").read_text("utf-8"))
_SETS = yaml.safe_load((_FOLDER / "sets.yaml").read_text("utf-8"))
_CHINESE = re.compile("[\u4e00-\u9fff]")


def _name(case: dict[str, Any]) -> str:
    return str(case["name"])


@pytest.mark.parametrize("case", _CELLS, ids=_name)
def test_a_wrong_condition_is_explained_at_its_place(case: dict[str, Any]) -> None:
    findings = findings_of(with_rule(case["when"], more=case.get("more", "")))

    assert [(one.line, one.column, one.field, one.message) for one in findings] == [
        (*case["at"], case["field"], case["says"])
    ]
    assert (findings[0].file, findings[0].step, findings[0].rules) == (FILE, "fee", ("one",))
    assert _CHINESE.search(findings[0].message_zh)


@pytest.mark.parametrize("case", _SETS, ids=_name)
def test_a_wrong_set_is_explained_at_its_place(case: dict[str, Any]) -> None:
    findings = findings_of(case["text"].replace("…\n", HEADER))

    said = [f"{one.place} | {one.message}" for one in findings]
    assert said == [f"{FILE}:{one}" for one in case["says"]]
    assert all(_CHINESE.search(one.message_zh) for one in findings)


def test_all_mistakes_of_a_file_are_told_at_once_in_its_order() -> None:
    text = (
        HEADER.replace("CNY", "yuan")
        + """params: {Limit: 5}
steps:
  fee:
    rules:
      - {id: one, when: {chanel: app, order.count: many}, then: {fee: 8.00, nme: x}}
      - {id: one, when: {}, then: {fee: free}}
tests:
  - {name: a, given: {channel: ap}, expect: {fee: 8.00}, fires: [two]}
"""
    )

    assert [(one.line, one.field) for one in findings_of(text)] == [
        (5, "currency"),
        (7, "Limit"),
        (11, "chanel"),
        (11, "order.count"),
        (11, "nme"),
        (12, "id"),
        (12, "fee"),
        (14, "channel"),
        (14, "fires"),
    ]


def test_nobody_has_to_read_more_than_a_few_hundred_findings() -> None:
    rows = "".join(f"        - [r{number}, webb, 1.00]\n" for number in range(2000))
    text = f"{HEADER}steps:\n  fee:\n    table:\n      in: [channel]\n      out: [fee]\n      rows:\n{rows}"

    findings = findings_of(text)

    assert len(findings) == 201
    assert findings[0].line == 13


def test_each_finding_says_what_is_allowed() -> None:
    (wrong_value,) = findings_of(with_rule("{channel: shop}"))
    (wrong_list,) = findings_of(with_rule('{customer.level: "@level"}'))

    assert wrong_value.allowed == ("app", "web", "pos")
    assert "@levels" in wrong_list.allowed


def test_the_set_without_mistakes_can_be_loaded() -> None:
    assert load(with_rule("{channel: app}")).id == "parcel-default"
