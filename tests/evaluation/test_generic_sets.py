"""The generic kind: facts and steps that a rule set names itself."""

from decimal import Decimal

from engine.evaluation.facts import FactType
from engine.evaluation.kind import Hit
from tests.evaluation.parcels import a_set, findings_of, load

OPEN = """format: 1
kind: decision
id: ticket
title: 工单
meta: {owner: 客服组, reason: 用于测试}
facts:
  ticket.amount: {type: money, label: {zh: 金额, en: Amount}}
  ticket.kind: {type: text, values: [refund, other], nullable: true, unit: 件}
"""


def test_the_generic_kind_names_its_facts_and_steps_itself() -> None:
    ruleset = load(
        OPEN
        + """steps:
  points:
    hit: sum
    rules: [{id: a, when: {ticket.amount: "> 5.00"}, then: {points: 5}}, {id: b, when: {}, then: {points: 0.5}}]
  level:
    table:
      in: [points.points, ticket.kind]
      out: [level, hours, urgent, tags]
      rows:
        - [high, ">= 5", refund, high, 2, true, [a, b]]
        - [low, "-", "-", low, 48, false, null]
"""
    )

    assert list(ruleset.steps) == ["points", "level"]
    assert ruleset.steps["points"].outputs == {"points": FactType.DECIMAL}
    assert ruleset.steps["points"].rules[0].then == {"points": Decimal(5)}
    assert ruleset.steps["level"].outputs == {
        "level": FactType.TEXT,
        "hours": FactType.INTEGER,
        "urgent": FactType.BOOLEAN,
        "tags": FactType.TEXTS,
    }
    kind = ruleset.vocabulary.facts["ticket.kind"]
    assert (kind.values, kind.nullable, kind.unit, kind.label.zh) == (("refund", "other"), True, "件", "ticket.kind")


def test_the_generic_kind_takes_every_hit_policy() -> None:
    for hit in Hit:
        default = "    default: {n: 1}\n" if hit in {Hit.UNIQUE, Hit.ANY} else ""
        text = f"{OPEN}steps:\n  a:\n    hit: {hit}\n    rules: [{{id: r, when: {{}}, then: {{n: 1}}}}]\n{default}"
        assert load(text).steps["a"].hit is hit


def test_one_output_has_one_type() -> None:
    table = "in: [ticket.kind], out: [n], rows: [[a, '-', 5], [b, '-', '5']]"
    text = f"{OPEN}steps:\n  a: {{table: {{{table}}}}}\n"

    (found,) = findings_of(text)
    assert (found.code, found.field, found.line) == ("type", "n", 10)
    assert found.message == "the output `n` is text here and integer elsewhere; write it in the same way everywhere"


def test_only_the_generic_kind_has_facts() -> None:
    assert [one.field for one in findings_of(a_set(more="facts: {a: {type: text}}\n"))] == ["facts"]
    header = OPEN[: OPEN.index("facts:")]
    steps = "steps:\n  a: {rules: [{id: r, when: {}, then: {n: 1}}]}\n"
    assert [one.field for one in findings_of(header + steps)] == ["facts"]
