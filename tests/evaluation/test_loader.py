"""A rule set as it is loaded: rules and tables, outputs, defaults, dates, params, tests."""

from datetime import UTC, datetime

import pytest

from engine.evaluation.conditions import Compare, Condition, Op
from engine.evaluation.facts import FactType
from engine.evaluation.kind import Hit
from engine.evaluation.lists import ReferenceList
from engine.evaluation.loader import kind_of, load_document, load_list
from engine.evaluation.ruleset import Placeholder, Position, RuleSet, Template
from tests.evaluation.parcels import FILE, HEADER, KINDS, LISTS, a_set, findings_of, load, regions, the_step, with_rule

TABLE = """steps:
  zone:
    table:
      in: [address.region, order.count]
      out: [zone, served]
      rows:
        - [near, 浙江省, "-", 一区, true]
        - {id: far, in: [江苏省, 5], out: [null, false], priority: 3, enabled: false, note: 停用,
           from: "2026-11-01T00:00:00+08:00", to: "2026-12-01T00:00:00+08:00"}
  fee:
    rules:
      - {id: rest, when: {zone.zone: 一区, zone.served: true}, then: {fee: 8.00}}
"""


def test_a_header_is_kept() -> None:
    ruleset = load(a_set(more='applies: {channel: app}\nfrom: "2026-11-01T00:00:00+08:00"\n'))

    assert (ruleset.kind, ruleset.id, ruleset.title, ruleset.currency) == ("parcel", "parcel-default", "包裹", "CNY")
    assert ruleset.meta == {"owner": "测试组", "reason": "用于测试"}
    assert ruleset.starts == datetime(2026, 10, 31, 16, tzinfo=UTC)
    assert ruleset.ends is None
    assert ruleset.file == FILE
    assert len(ruleset.sha) == 64
    assert isinstance(ruleset.applies, object)


def test_a_row_and_a_rule_are_the_same_thing() -> None:
    step = the_step(a_set(TABLE), "zone")

    near, far = step.rules
    assert step.inputs == ("address.region", "order.count")
    assert step.hit is Hit.FIRST
    assert near.then == {"zone": "一区", "served": True}
    assert [entry.path for entry in near.when.entries if isinstance(entry, Condition)] == list(step.inputs)
    assert near.position == Position(13, 11)
    assert far.then == {"zone": None, "served": False}
    assert (far.priority, far.enabled, far.note) == (3, False, "停用")
    assert far.starts is not None
    assert not far.is_in_force(far.starts)


def test_a_later_step_sees_what_an_earlier_one_says() -> None:
    (rule,) = the_step(a_set(TABLE)).rules

    first = rule.when.entries[0]
    assert first == Condition(path="zone.zone", type=FactType.TEXT, tests=(Compare(Op.EQ, "一区"),))


def test_an_earlier_step_does_not_see_a_later_one() -> None:
    steps = """steps:
  fee: {rules: [{id: rest, when: {}, then: {fee: 8.00}}]}
  zone: {rules: [{id: z, when: {fee.fee: 8.00}, then: {zone: a}}]}
"""

    assert [one.field for one in findings_of(a_set(steps))] == ["fee.fee"]


def test_under_sum_the_first_output_is_a_number_and_the_others_are_lists() -> None:
    steps = """steps:
  score: {rules: [{id: a, when: {}, then: {reason: r, points: 5}}]}
  fee: {rules: [{id: rest, when: {score.points: ">= 5", score.reason: {any: [r]}}, then: {fee: 8.00}}]}
"""

    score = the_step(a_set(steps), "score")
    facts = the_step(a_set(steps)).vocabulary.facts
    assert list(score.outputs) == ["points", "reason"]
    assert (facts["score.points"].type, facts["score.points"].nullable) == (FactType.INTEGER, False)
    assert facts["score.reason"].type is FactType.TEXTS


def test_what_an_earlier_step_always_says_is_never_missing() -> None:
    with_default = TABLE.replace("  fee:", "    default: {zone: 其他, served: true}\n  fee:").replace("null", "二区")

    assert the_step(a_set(TABLE)).vocabulary.facts["zone.zone"].nullable
    facts = the_step(a_set(with_default)).vocabulary.facts
    assert not facts["zone.zone"].nullable
    assert facts["zone.zone"].values == ("一区", "二区", "其他")


def test_outputs_are_literals_params_or_text_with_placeholders() -> None:
    ruleset = load(
        with_rule(
            then='{fee: $fee, name: "到{address.region}，{{共}}{order.count}件", speed: $speed, hub: 上海,'
            " blocks: [release]}",
            more="params: {fee: 8, speed: fast}\n",
        )
    )

    region = Placeholder("address.region", FactType.REGION)
    count = Placeholder("order.count", FactType.INTEGER)
    assert ruleset.params == {"fee": 8, "speed": "fast"}
    assert ruleset.steps["fee"].rules[0].then == {
        "fee": 800,
        "name": Template(("到", region, "，{共}", count, "件")),
        "speed": "fast",
        "hub": "310000",
        "blocks": ("release",),
    }  # fmt: skip


def test_text_outputs_are_text_whatever_they_look_like() -> None:
    for written, text in (
        ("5", "5"),
        ("0571", "0571"),
        ("true", "true"),
        ('"{"', "{"),
        ('"{{a}}"', "{a}"),
        ("$5", "$5"),
    ):
        assert the_step(with_rule(then=f"{{fee: 8.00, name: {written}}}")).rules[0].then["name"] == text


def test_one_placeholder_alone_is_the_fact() -> None:
    then = the_step(with_rule(then='{fee: 8.00, name: "{order.note}"}')).rules[0].then

    assert then["name"] == Template((Placeholder("order.note", FactType.TEXT),))


@pytest.mark.parametrize(("hit", "found"), [("", Hit.FIRST), ("    hit: specific\n", Hit.SPECIFIC)])
def test_a_table_hits_first_unless_it_says_otherwise(hit: str, found: Hit) -> None:
    assert the_step(a_set(TABLE.replace("    table:", f"{hit}    table:")), "zone").hit is found


def test_rules_collect_where_the_step_can() -> None:
    steps = """steps:
  zone: {rules: [{id: a, when: {}, then: {zone: x}}]}
  fee: {rules: [{id: b, when: {}, then: {fee: 1.00}}]}
"""

    assert the_step(a_set(steps), "zone").hit is Hit.COLLECT
    assert the_step(a_set(steps), "fee").hit is Hit.FIRST


def test_an_optional_step_may_be_left_out_and_a_setting_has_its_default() -> None:
    ruleset = load(a_set())

    assert list(ruleset.steps) == ["fee"]
    assert ruleset.settings == {"combine": "sum"}


def test_facts_that_always_part_are_named_by_their_path() -> None:
    steps = "steps:\n  fee:\n    by: [channel, group.weight]\n    rules: [{id: a, when: {}, then: {fee: 1.00}}]\n"

    assert the_step(a_set(steps)).by == ("channel", "group.weight")
    assert findings_of(a_set(steps.replace("channel", "chanel")))[0].field == "by"


def test_lists_that_are_used_are_known_by_name() -> None:
    ruleset = load(with_rule('{address.region: "@region.remote", customer.tags: {any: ["@levels"]}}'))

    assert ruleset.lists == ("levels", "region.remote")


def test_tests_are_promises() -> None:
    ruleset = load(
        a_set()
        + """tests:
  - name: 普通
    at: "2026-11-01T00:00:00+08:00"
    given: {order: {total: 5.00, note: null}, customer: {level: 0571}, lines: [{id: L1, quantity: 2}]}
    expect: {fee: 8.00, name: null, list: [true]}
    fires: [rest]
    lists: {region.remote: [浙江省]}
"""
    )

    (test,) = ruleset.tests
    assert test.name == "普通"
    assert test.at == datetime(2026, 10, 31, 16, tzinfo=UTC)
    assert test.given == {
        "order": {"total": "5.00", "note": None},
        "customer": {"level": "0571"},
        "lines": [{"id": "L1", "quantity": "2"}],
    }
    assert test.expect == {"fee": "8.00", "name": None, "list": ["true"]}
    assert test.fires == ("rest",)
    assert test.lists == {"region.remote": ("浙江省",)}
    assert test.position == Position(12, 5)


def test_one_test_may_have_many_cases() -> None:
    ruleset = load(
        a_set()
        + """tests:
  - name: 满额
    given: {order: {total: 5.00}, channel: app}
    fires: [rest]
    cases:
      - {given: {order: {count: 1}}, expect: {fee: 8.00}}
      - {name: 网页, given: {channel: web, order: {total: 6.00}}, expect: {fee: 8.00}}
"""
    )

    assert [test.name for test in ruleset.tests] == ["满额 · 1", "满额 · 网页"]
    assert [test.given for test in ruleset.tests] == [
        {"order": {"total": "5.00", "count": "1"}, "channel": "app"},
        {"order": {"total": "6.00"}, "channel": "web"},
    ]
    assert all(test.fires == ("rest",) for test in ruleset.tests)


def test_a_set_is_told_from_a_list_by_its_kind() -> None:
    text = """format: 1
kind: list # 名单
id: a.b
title: 名单
type: integer
meta: {owner: 甲, reason: 用于测试}
values: [1, 2]
"""

    assert kind_of(text) == "list"
    loaded = load_document(text, kinds=KINDS, lists=LISTS, regions=regions())
    assert isinstance(loaded, ReferenceList)
    assert loaded.members == {1: None, 2: None}
    assert isinstance(load_document(a_set(), kinds=KINDS, lists=LISTS, regions=regions()), RuleSet)
    assert kind_of("a: 1\n") is None


def test_a_list_holds_values_that_may_end() -> None:
    loaded = load_list(
        """format: 1
kind: list
id: blacklist.phone
title: 黑名单
type: token
live: true
meta: {owner: 风控组, reason: 欺诈名单}
values:
  - 0a
  - {value: 0b, expires: "2026-11-01T00:00:00+08:00", note: 暂时}
""",
        regions=regions(),
    )

    ends = datetime(2026, 10, 31, 16, tzinfo=UTC)
    assert (loaded.id, loaded.live, loaded.type) == ("blacklist.phone", True, FactType.TOKEN)
    assert loaded.members == {"0a": None, "0b": ends}
    assert not loaded.has("0b", ends)


def test_more_rows_than_a_person_can_oversee_are_refused() -> None:
    rows = "".join(f"        - [r{number}, app, 1.00]\n" for number in range(5001))
    text = f"{HEADER}steps:\n  fee:\n    table:\n      in: [channel]\n      out: [fee]\n      rows:\n{rows}"

    (found,) = findings_of(text)
    assert found.line == 13 + 5000
    assert found.message == "5001 rules; at most 5000 are possible in a step"
