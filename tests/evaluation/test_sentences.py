"""A rule as a sentence: everything it asks and everything it says, in both languages."""

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings

from engine.decisions.declare import by_name, fact, output
from engine.decisions.registry import KINDS
from engine.decisions.value_labels import value_label
from engine.evaluation.conditions import (
    AnyOf,
    Compare,
    Every,
    FactOperand,
    InList,
    Interval,
    Negation,
    NoneOf,
    Op,
    Prefix,
    Presence,
    Some,
    TagCondition,
    TagItem,
    When,
)
from engine.evaluation.facts import FactType
from engine.evaluation.kind import Hit
from engine.evaluation.literals import Units
from engine.evaluation.ruleset import Rule, RuleSet, Step
from engine.evaluation.sentences import rule_sentence
from engine.evaluation.sentences.phrases import Language
from engine.evaluation.sentences.values import Speech
from engine.services.rule_words import in_words
from tests.decisions.rule_sets import SETS, lists, load, regions
from tests.evaluation.random_sets import REGIONS, rule_sets
from tests.evaluation.steps import a_cell, a_rule, a_step, a_vocabulary, equals

INTEGER, MONEY, REGION, TIME = FactType.INTEGER, FactType.MONEY, FactType.REGION, FactType.DATETIME
NOON = datetime(2026, 11, 11, 12, tzinfo=UTC)
LISTED = InList("region.remote")
VOCABULARY = a_vocabulary(
    fact("method", FactType.TEXT, "支付方式", "Payment method"),
    fact("total", MONEY, "商品总额", "Goods total"),
    fact("place", REGION, "收货地区", "Region of delivery"),
    fact("home", REGION, "常住地", "Home", nullable=True),
    fact("new", FactType.BOOLEAN, "是否新客", "Is new"),
    fact("placed", TIME, "下单时间", "Placed at"),
    fact("tags", FactType.TEXTS, "客户标签", "Customer tags"),
    line=[fact("line.quantity", INTEGER, "数量", "Quantity", unit="pcs")],
)
OUTPUTS = by_name(output("points", INTEGER, "分数", "Points"), output("say", FactType.TEXT, "说明", "Words"))


def speech(language: Language = "zh") -> Speech:
    return Speech(
        language=language,
        units=Units("CNY", regions()),
        word=value_label,
        list_title=lambda list_id: {"region.remote": "偏远地区"}.get(list_id, list_id),
    )


def a_sentence(rule: Rule, language: Language = "zh", **changes: Any) -> str:
    step: Step = a_step(rule, vocabulary=VOCABULARY, **changes)
    return rule_sentence(rule, step, OUTPUTS, speech(language))


def money(*tests: Any) -> When:
    return a_cell("total", *tests, kind=MONEY)


@pytest.mark.parametrize(
    ("when", "chinese", "english"),
    [
        (equals("method", "cod"), "支付方式 是 货到付款", "Payment method is Cash on delivery"),
        (
            a_cell("method", Compare(Op.EQ, "cod"), Compare(Op.EQ, "alipay")),
            "支付方式 是 货到付款、alipay 之一",
            "Payment method is one of Cash on delivery, alipay",
        ),
        (a_cell("method", Compare(Op.NE, "cod")), "支付方式 不是 货到付款", "Payment method is not Cash on delivery"),
        (money(Compare(Op.GT, 50_000)), "商品总额 大于 500.00 元", "Goods total is above 500.00 CNY"),
        (
            money(Interval(50_000, 60_000, low_closed=True, high_closed=False)),
            "商品总额 在 500.00 元（含） 到 600.00 元（不含） 之间",
            "Goods total is from 500.00 CNY (included) to 600.00 CNY (excluded)",
        ),
        (money(Interval(50_000, None)), "商品总额 不少于 500.00 元", "Goods total is at least 500.00 CNY"),
        (
            money(Interval(None, 50_000, high_closed=False)),
            "商品总额 小于 500.00 元",
            "Goods total is below 500.00 CNY",
        ),
        (
            money(Compare(Op.LT, 100), Compare(Op.GT, 900)),
            "商品总额 小于 1.00 元 或 大于 9.00 元",
            "Goods total is below 1.00 CNY or is above 9.00 CNY",
        ),
        (equals("new", value=True, kind=FactType.BOOLEAN), "是否新客：是", "Is new: yes"),
        (equals("place", "330100", REGION), "收货地区 位于 浙江省/杭州市", "Region of delivery lies in 浙江省/杭州市"),
        (a_cell("place", LISTED, kind=REGION), "收货地区 位于“偏远地区”", "Region of delivery lies in “偏远地区”"),
        (
            a_cell("place", Compare(Op.NE, FactOperand("home", REGION)), kind=REGION),
            "收货地区 不在 常住地",
            "Region of delivery does not lie in Home",
        ),
        (
            a_cell("home", Negation((LISTED,)), kind=REGION),
            "常住地 有值且不满足（位于“偏远地区”）",
            "Home is known and not (lies in “偏远地区”)",
        ),
        (a_cell("home", Presence(present=False), kind=REGION), "常住地 缺失", "Home is not known"),
        (a_cell("method", Prefix("card")), "支付方式 以“card”开头", "Payment method begins with “card”"),
        (
            a_cell("placed", Compare(Op.GE, NOON), kind=TIME),
            "下单时间 不早于 2026-11-11 12:00 UTC",
            "Placed at is not before 2026-11-11 12:00 UTC",
        ),
        (
            TagCondition(path="tags", any=("VIP",), none=("内部", TagItem("staff"))),
            "客户标签 含有 VIP 且 不含 内部、名单“staff”的任一项",
            "Customer tags has VIP and has none of 内部, the members of “staff”",
        ),
        (
            Some("lines", a_cell("line.quantity", Compare(Op.GE, 10), kind=INTEGER)),
            "有订单行满足（数量 不少于 10 件）",
            "at least one of Lines has (Quantity is at least 10 pcs)",
        ),
        (
            Every("lines", a_cell("line.quantity", Compare(Op.EQ, 1), kind=INTEGER)),
            "每个订单行都满足（数量 是 1 件）",
            "each of Lines has (Quantity is 1 pcs)",
        ),
        (
            NoneOf((equals("method", "cod"), money(Compare(Op.LT, 100)))),
            "以下都不成立（支付方式 是 货到付款 或 商品总额 小于 1.00 元）",
            "none of this holds (Payment method is Cash on delivery or Goods total is below 1.00 CNY)",
        ),
    ],
    ids=str,
)
def test_a_condition_is_said_in_both_languages(when: When, chinese: str, english: str) -> None:
    rule = a_rule("r", when, then={})

    assert a_sentence(rule) == f"如果 {chinese}，则 命中，不输出任何值"
    assert a_sentence(rule, "en") == f"If {english}, then it is hit and says nothing"


def test_what_holds_an_or_stands_in_brackets_beside_others() -> None:
    either = AnyOf((equals("method", "cod"), equals("new", value=True, kind=FactType.BOOLEAN)))
    rule = a_rule("r", either, money(Compare(Op.GE, 100)), then={"say": "好"})

    assert a_sentence(rule) == "如果 （支付方式 是 货到付款 或 是否新客：是） 且 商品总额 不少于 1.00 元，则 说明 为 好"


def test_what_always_holds_is_not_told() -> None:
    assert a_sentence(a_rule("r", a_cell("method"), then={"say": "好"})) == "任何情况下，说明 为 好"


def test_points_of_a_sum_are_added() -> None:
    rule = a_rule("r", equals("method", "cod"), then={"points": 40, "say": None})
    types = {"points": INTEGER, "say": FactType.TEXT}

    assert a_sentence(rule, hit=Hit.SUM, outputs=types) == "如果 支付方式 是 货到付款，则 分数 加 40"
    assert a_sentence(rule, "en", hit=Hit.SUM, outputs=types) == (
        "If Payment method is Cash on delivery, then Points rises by 40"
    )


def test_when_a_rule_is_in_force_is_told() -> None:
    rule = a_rule("r", then={"say": "好"})
    later = datetime(2026, 12, 1, tzinfo=UTC)

    dated = msgspec.structs.replace(rule, starts=NOON, ends=later)
    assert a_sentence(dated).endswith("（2026-11-11 12:00 UTC起，2026-12-01 00:00 UTC前有效）")
    assert a_sentence(msgspec.structs.replace(rule, ends=later), "en").endswith(" (before 2026-12-01 00:00 UTC)")
    assert a_sentence(msgspec.structs.replace(rule, enabled=False)).endswith("（已停用）")


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_every_shipped_rule_is_said_without_a_path(path: Any) -> None:
    for step in in_words(load(path), lists(), regions()):
        for rule in step.rules:
            assert not any(f" {part}." in rule.sentence.zh for part in ("order", "customer", "line", "group", "wh"))


@given(ruleset=rule_sets())
@settings(max_examples=60, deadline=None)
def test_every_rule_can_be_said(ruleset: RuleSet) -> None:
    speak = Speech(language="en", units=Units(ruleset.currency, REGIONS), word=value_label)
    for step in ruleset.steps.values():
        for rule in step.rules:
            assert rule_sentence(rule, step, {}, speak).startswith(("If ", "In any case"))


def test_every_kind_names_its_steps() -> None:
    assert all(step.label.zh and step.label.en for kind in KINDS.values() for step in kind.steps)
