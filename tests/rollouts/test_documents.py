"""Rollout documents: read with types, refused with places, written in one way."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest

from engine.decisions.rollout_facts import AUDIENCE
from engine.errors import InvalidInput, RuleSetError
from engine.evaluation.document.composer import compose
from engine.evaluation.document.nodes import plain_value
from engine.evaluation.rollouts.document import InFlight, Metric
from engine.evaluation.rollouts.loader import canonical_rollout
from engine.evaluation.rollouts.schema import rollout_schema
from tests.evaluation.json_schema import problems
from tests.rollouts.documents import SETTING, TEXT, load, part


def test_a_rollout_is_read_whole() -> None:
    rollout = load()

    assert rollout.set_versions == "freight-standard@1→2"
    assert [step.percent for step in rollout.steps] == [10, 50, 100]
    assert [step.audience.is_all for step in rollout.steps] == [False, False, True]
    assert [step.deadline for step in rollout.steps] == [timedelta(hours=6), timedelta(days=2), timedelta(days=3)]
    assert rollout.steps[2].approve == "物流组"
    assert [each.metric for each in rollout.guardrails] == [
        Metric.ERROR_RATE, Metric.REJECT_RATE, Metric.FREIGHT_PER_ORDER, Metric.SLOW_RATE,
    ]  # fmt: skip
    assert rollout.in_flight is InFlight.KEEP
    assert rollout.false_alarm_rate == Decimal("0.01")


def test_writing_a_rollout_twice_changes_nothing() -> None:
    written = canonical_rollout(TEXT.replace("浙江省/杭州市", "杭州市"), SETTING)

    assert "address.city: 浙江省/杭州市" in written
    assert canonical_rollout(written, SETTING) == written
    assert load(written) == load(written)


@pytest.mark.parametrize(
    ("before", "after", "line", "says"),
    [
        ("candidate: 2", "candidate: 1", 7, "baseline itself"),
        ("candidate: 2", "candidate: two", 7, "whole number"),
        ("address.city: 浙江省/杭州市", "adress.city: 浙江省/杭州市", 10, "did you mean `address.city`?"),
        ("address.city: 浙江省/杭州市", "address.city: 浙江省/杭洲市", 10, "杭洲市"),
        ("percent: 50", "percent: 5", 16, "only widens"),
        ("percent: 50", "percent: 50.005", 16, "two decimals"),
        ("percent: 10", "percent: 0", 15, "two decimals"),
        ("hold: 2h", "hold: 2x", 15, "2x"),
        ("deadline: 2d", "deadline: 2h", 16, "before the hold is over"),
        ("audience: all, percent: 100", "audience: [{channel: app}], percent: 100", 17, "only widens"),
        ("sticky: customer.id", "sticky: customer.tags", 12, "keeps a side"),
        ("sticky: customer.id", "sticky: customer.name", 12, "no fact"),
        ("salt: freight-hangzhou", "salt: freight-hangzhou\nslots: [0, 5000]", 14, "layer"),
        ("salt: freight-hangzhou", "layer: f\nslots: [5000, 5000]", 14, "first below"),
        ("metric: reject_rate", "metric: rejects", 20, "no metric"),
        ("rise: 0.03", "rise: 3", 20, "0.03"),
        ("rise: 0.03", "rise: 0.03, max: 0.1", 20, "exactly one"),
        (", min_samples: 500", "", 19, "min_samples"),
        ("above_ms: 50, ", "", 22, "above_ms"),
        ("metric: reject_rate", "metric: reject_rate, above_ms: 5", 20, "slow_rate only"),
        ("kind: rollout", "kind: freight", 2, "kind: rollout"),
        ("salt: freight-hangzhou", "in_flight: forget", 13, "forget"),
        ("salt: freight-hangzhou", "false_alarm_rate: 0.5", 13, "false-alarm"),
        ("target: freight-standard\n", "", 1, "`target` is missing"),
    ],
)
def test_a_mistake_is_named_at_its_line(before: str, after: str, line: int, says: str) -> None:
    assert before in TEXT
    with pytest.raises(RuleSetError) as refused:
        load(TEXT.replace(before, after, 1))

    found = [(one.line, one.message) for one in refused.value.findings]
    assert [(at, message) for at, message in found if at == line and says in message], found
    assert all(one.message_zh for one in refused.value.findings)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("candidate: 2", "candidate: two"),
        ("address.city: 浙江省", "adress.city: 浙江省"),
        ("percent: 10", "percent: 0"),
        ("hold: 2h", "hold: 2x"),
        ("metric: reject_rate", "metric: rejects"),
        ("rise: 0.03", "rise: 0.03, max: 0.1"),
        ("kind: rollout", "kind: freight"),
        ("target: freight-standard\n", ""),
    ],
)
def test_the_schema_marks_what_the_loader_refuses(before: str, after: str) -> None:
    schema = json.loads(json.dumps(rollout_schema(AUDIENCE)))

    assert list(problems(plain_value(compose(TEXT)), schema, schema)) == []
    assert list(problems(plain_value(compose(TEXT.replace(before, after, 1))), schema, schema)) != []


def test_a_part_is_refused_with_the_path_of_what_is_wrong() -> None:
    with pytest.raises(InvalidInput) as refused:
        part("12.345", sticky="customer.name", audience=[{"chanel": "app"}])

    assert {problem.path for problem in refused.value.problems} == {
        "rollout.percent", "rollout.sticky", "rollout.chanel",
    }  # fmt: skip
    with pytest.raises(InvalidInput, match="either steps or percent"):
        part(10, steps=[{"percent": 10, "hold": "1h"}])
