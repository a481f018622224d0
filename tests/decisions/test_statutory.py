"""Return policies are held against what the law grants a buyer without a reason."""

from datetime import UTC, datetime

import pytest

from engine.decisions.statutory import short_windows
from engine.evaluation.run import Circumstances
from tests.decisions.rule_sets import SHIPPED, lists, read, regions

NOW = Circumstances(at=datetime(2026, 11, 11, tzinfo=UTC), lists=lists(), regions=regions())
CHINA = (SHIPPED / "return" / "return-cn.yaml").read_text(encoding="utf-8")


def warnings(text: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(finding.message, finding.rules) for finding in short_windows(read(text), NOW)]


def without_tests(text: str) -> str:
    return text.partition("\ntests:")[0] + "\n"


def test_the_shipped_policy_grants_what_the_law_does() -> None:
    assert warnings(CHINA) == []


def test_a_window_below_seven_days_is_named_with_its_law_and_its_place() -> None:
    short = without_tests(CHINA).replace('[normal, no_reason, "-", "-", 7,', '[normal, no_reason, "-", "-", 6,')

    [finding] = short_windows(read(short, "return-cn.yaml"), NOW)

    assert finding.message == "normal grants 6 days without a reason; the law grants 7 (消费者权益保护法 第二十五条)"
    assert finding.message_zh == "normal 的无理由退货期只有 6 天，少于法定的 7 天（消费者权益保护法 第二十五条）"
    assert (finding.severity, finding.rules, finding.file) == ("warning", ("normal",), "return-cn.yaml")
    assert finding.line == short[: short.index("[normal")].count("\n") + 1


def test_windows_for_faults_are_no_matter_of_that_law() -> None:
    short = without_tests(CHINA).replace('damaged", "-", "-", 30,', 'damaged", "-", "-", 3,')

    assert warnings(short) == []


def test_a_default_that_a_buyer_without_a_reason_may_meet_counts() -> None:
    uncovered = without_tests(CHINA).replace('        - [normal, no_reason, "-", "-", 7, buyer, 0, false]\n', "")

    assert [rules for _, rules in warnings(uncovered)] == [()]


@pytest.mark.parametrize(
    ("market", "short"), [("eu", ["vip", "remote", "normal"]), ("jp", ["remote", "normal"]), ("zz", [])]
)
def test_each_market_has_its_own_minimum(market: str, short: list[str]) -> None:
    text = without_tests(CHINA).replace("market: cn", f"market: {market}")
    text = text.replace(
        'no_reason, "not(@region.remote)", {any: [VIP]}, 15', 'no_reason, "not(@region.remote)", {any: [VIP]}, 13'
    )

    assert [rule for _, rules in warnings(text) for rule in rules] == short
