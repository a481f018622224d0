"""Terms: the strictest of the lines counts, however many look alike."""

from hypothesis import given
from hypothesis import strategies as st

from engine.decisions.registry import KINDS
from engine.decisions.terms import NODES, TermsAnswer
from engine.evaluation import evaluator
from engine.evaluation.facts import Facts
from engine.evaluation.run import Circumstances
from engine.evaluation.testing import NO_PARTICULAR_TIME
from tests.decisions.rule_sets import lists, read, regions, shipped

ORDER: Facts = {
    "order.currency": "CNY",
    "order.type": "normal",
    "order.goods_total": 2000,
    "order.quantity": 1,
    "channel": "app",
    "payment.method": "alipay",
    "address.province": "330000",
}
AT = Circumstances(at=NO_PARTICULAR_TIME, lists=lists(), regions=regions())
SILENT = """
format: 1
kind: terms
id: silent
title: 什么都不说
currency: CNY
meta: {owner: 测试, reason: 为测试而写}
steps:
  cancel: {hit: first, rules: [{id: heavy, when: {line.weight_grams: "> 1000"}, then: {until: received}}]}
"""

line_facts = st.fixed_dictionaries(
    {
        "line.sku": st.sampled_from(["A", "B"]),
        "line.category": st.sampled_from(["家居", "定制", "美妆"]),
        "line.type": st.sampled_from(["goods", "virtual"]),
        "line.temperature": st.sampled_from(["ambient", "chilled", "frozen"]),
        "line.trade": st.sampled_from(["domestic", "bonded"]),
    }
)


def terms_of(*lines: Facts, text: str | None = None) -> TermsAnswer:
    ruleset = read(text) if text else shipped("terms-default")
    numbered = tuple({**line, "line.id": str(place)} for place, line in enumerate(lines, start=1))
    program = evaluator.prepare(ruleset, regions(), "reference")
    answer = evaluator.decide(KINDS["terms"], program, 1, {**ORDER, "lines": numbered}, AT).answer
    assert isinstance(answer, TermsAnswer)
    return answer


@given(lines=st.lists(line_facts, min_size=1, max_size=8))
def test_the_node_of_an_order_is_the_strictest_of_its_lines_asked_one_by_one(lines: list[Facts]) -> None:
    alone = [terms_of(line).cancel_until for line in lines]

    assert terms_of(*lines).cancel_until == min(alone, key=NODES.index)


def test_a_line_that_no_rule_speaks_of_may_be_cancelled_until_it_is_shipped() -> None:
    light, heavy = {"line.weight_grams": 10}, {"line.weight_grams": 5000}

    assert terms_of(light, text=SILENT) == TermsAnswer()
    assert terms_of(heavy, text=SILENT).cancel_until == "received"
    assert terms_of(heavy, light, text=SILENT).cancel_until == "shipped"
