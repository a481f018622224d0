"""Rule sets over HTTP: evaluated, checked, listed and published."""

from decimal import Decimal
from typing import Any

import pytest

from api.examples import RULE_SET
from tests.api.conftest import Site, an_order, read
from tests.architecture.source import ROOT

pytestmark = pytest.mark.asyncio(loop_scope="module")

FREIGHT = read(ROOT / "rules" / "freight" / "freight-standard.yaml")
CEILING = "      - id: ceiling\n"
FIRST_KILOGRAM = "[near_standard, 一区, 普货, standard, weight, 1000, 6.00,"
AGES = """format: 1
kind: decision
id: ages
title: 按年龄定价
meta: {owner: 票务组, reason: 试用一种票价}
facts:
  age: {type: integer}
  city: {type: text, nullable: true}
steps:
  price:
    hit: first
    table:
      in: [age, city]
      out: [fare]
      rows:
        - [child, "< 12", "-", "1.50"]
        - [local, "-", "@locals", "2.00"]
        - [rest, "-", "-", "3.00"]
tests:
  - {name: 儿童, given: {age: 7}, expect: {fare: "1.50"}, fires: [child]}
  - {name: 外地, given: {age: 30, city: 杭州}, expect: {fare: "3.00"}}
"""
LOCALS = {"locals": ["上海", "苏州"]}


async def evaluate(site: Site, **body: Any) -> dict[str, Any]:
    answer = await site.client.post("/v1/evaluate", json=body)
    assert answer.status_code == 200, answer.text
    result: dict[str, Any] = answer.json()
    return result


async def test_a_rule_set_is_evaluated_as_text(site: Site) -> None:
    found = await evaluate(site, ruleset={"yaml": AGES}, facts={"age": 7}, lists=LOCALS)

    assert found.keys() == {"answer", "steps", "set", "sha", "engine"}
    assert found["answer"] == {"fare": "1.50"}
    assert found["steps"] == [{"step": "price", "hit": ["child"], "out": {"fare": "1.50"}}]
    assert (found["set"], found["engine"]) == ("ages", "compiled")
    assert len(found["sha"]) == 64


async def test_lists_come_with_the_call(site: Site) -> None:
    facts = {"age": 30, "city": "苏州"}

    assert (await evaluate(site, ruleset={"yaml": AGES}, facts=facts, lists=LOCALS))["answer"] == {"fare": "2.00"}
    assert (await evaluate(site, ruleset={"yaml": AGES}, facts=facts, lists={"locals": []}))["answer"] == {
        "fare": "3.00"
    }


async def test_a_stored_rule_set_is_evaluated_by_its_id(site: Site) -> None:
    kept = (await site.client.get("/v1/rulesets/decision-ticket/versions/1/yaml")).text
    facts = {"ticket": {"kind": "invoice", "amount": "20.00", "wait_hours": 2, "tags": []}}
    text = await evaluate(site, ruleset={"yaml": kept}, facts=facts)
    by_id = await evaluate(site, ruleset={"id": "decision-ticket", "version": 1}, facts=facts)
    newest = await evaluate(site, ruleset={"id": "decision-ticket"}, facts=facts)

    assert by_id["answer"] == text["answer"] == {"queue": "售后组", "hours": 48}
    assert newest == by_id
    assert (by_id["set"], by_id["sha"]) == ("decision-ticket@1", text["sha"])


async def test_an_explanation_comes_when_it_is_asked_for(site: Site) -> None:
    found = await evaluate(site, ruleset={"yaml": AGES}, facts={"age": 30}, lists=LOCALS, explain=True)

    (step,) = found["explanation"]
    assert [(rule["rule"], rule["hit"]) for rule in step["rules"]] == [
        ("child", False),
        ("local", False),
        ("rest", True),
    ]
    assert step["rules"][0]["conditions"][0]["saw"] == 30


async def test_many_facts_are_answered_in_their_order(site: Site) -> None:
    body = {"ruleset": {"yaml": AGES}, "facts": [{"age": age} for age in (30, 7, 11, 12)], "lists": LOCALS}

    found = (await site.client.post("/v1/evaluate/batch", json=body)).json()

    assert [result["answer"]["fare"] for result in found["results"]] == ["3.00", "1.50", "1.50", "3.00"]


@pytest.mark.parametrize(
    ("body", "code", "path"),
    [
        ({"ruleset": {}, "facts": {}}, "invalid_input", "ruleset"),
        ({"ruleset": {"yaml": AGES, "id": "ages"}, "facts": {}}, "invalid_input", "ruleset"),
        ({"ruleset": {"yaml": AGES, "version": 2}, "facts": {}}, "invalid_input", "ruleset"),
        ({"ruleset": {"yaml": AGES}, "facts": {"age": "old"}, "lists": LOCALS}, "invalid_input", "facts.age"),
        ({"ruleset": {"yaml": AGES}, "facts": {"height": 1}, "lists": LOCALS}, "invalid_input", "facts.height"),
        ({"ruleset": {"yaml": AGES}, "facts": {}, "at": "2026-01-01T00:00:00"}, "invalid_input", "at"),
        ({"ruleset": {"yaml": AGES}, "facts": {}, "lists": {"locals": 7}}, "invalid_input", "lists.locals"),
        ({"ruleset": {"yaml": AGES}, "facts": []}, "invalid_input", "facts"),
    ],
)
async def test_a_wrong_call_is_answered_with_its_field(site: Site, body: Any, code: str, path: str) -> None:
    answer = await site.client.post("/v1/evaluate", json=body)

    assert (answer.status_code, answer.json()["type"]) == (422, f"/errors/{code}"), answer.text
    assert answer.json()["errors"][0]["path"] == path


async def test_a_wrong_fact_of_a_batch_is_named_with_its_number(site: Site) -> None:
    body = {"ruleset": {"yaml": AGES}, "facts": [{"age": 7}, {"age": "old"}], "lists": LOCALS}
    wrong = await site.client.post("/v1/evaluate/batch", json=body)
    missing = await site.client.post("/v1/evaluate/batch", json={**body, "facts": [{"age": 7}, {}]})

    assert wrong.json()["errors"][0]["path"] == "facts[1].age"
    assert missing.json()["type"] == "/errors/decision_failed"
    assert missing.json()["detail"].startswith("facts[1]: ")


async def test_a_fact_that_the_rules_need_is_named(site: Site) -> None:
    answer = await site.client.post("/v1/evaluate", json={"ruleset": {"yaml": AGES}, "facts": {}, "lists": LOCALS})

    assert (answer.status_code, answer.json()["type"]) == (422, "/errors/decision_failed")
    assert "age" in answer.json()["detail"]


async def test_a_rule_set_that_cannot_be_read_is_answered_with_line_and_column(site: Site) -> None:
    broken = AGES.replace("in: [age, city]", "in: [agee, city]")

    answer = await site.client.post("/v1/evaluate", json={"ruleset": {"yaml": broken}, "facts": {}, "lists": LOCALS})

    assert (answer.status_code, answer.json()["type"]) == (422, "/errors/rule_set_error")
    assert answer.json()["errors"][0]["path"].startswith("13:12")


async def test_an_unknown_rule_set_is_not_found(site: Site) -> None:
    answer = await site.client.post("/v1/evaluate", json={"ruleset": {"id": "none"}, "facts": {}})

    assert answer.status_code == 404


async def test_a_right_rule_set_is_checked_with_its_tests(site: Site) -> None:
    found = (await site.client.post("/v1/rulesets/check", json={"yaml": FREIGHT})).json()

    assert found.keys() == {"ok", "findings", "tests", "coverage"}
    assert found["ok"] is True
    assert found["tests"] == {"passed": 12, "failed": []}
    assert found["coverage"] == 1.0


async def test_a_wrong_rule_set_is_checked_into_findings(site: Site) -> None:
    broken = FREIGHT.replace("hit: specific", "hit: best", 1)

    found = (await site.client.post("/v1/rulesets/check", json={"yaml": broken})).json()

    (finding,) = [one for one in found["findings"] if one["line"] == 11]
    assert found["ok"] is False
    assert found["tests"] is None
    assert {"code", "severity", "step", "rules", "line", "column", "message", "witness"} <= finding.keys()
    assert "specific" in finding["allowed"]


async def test_a_gap_is_an_error_with_facts_that_show_it(site: Site) -> None:
    broken = FREIGHT.replace('[rest, "-", 二区, true]', "[rest, 广东省, 二区, true]", 1)

    found = (await site.client.post("/v1/rulesets/check", json={"yaml": broken})).json()

    (gap,) = [finding for finding in found["findings"] if finding["code"] == "gap"]
    assert (gap["severity"], gap["step"]) == ("error", "zone")
    assert gap["witness"]
    assert gap["message_zh"]


async def test_the_reason_in_the_file_stands_in_the_history_where_none_is_given(site: Site) -> None:
    published = await site.client.post("/v1/rulesets", json={"yaml": RULE_SET})

    assert published.status_code == 201, published.text
    assert published.json()["reason"] == "按年龄定价"


async def test_what_has_warnings_is_published_with_a_reason_only(site: Site) -> None:
    text = AGES.replace('"@locals"', "苏州")

    refused = await site.client.post("/v1/rulesets", json={"yaml": text})
    published = await site.client.post("/v1/rulesets", json={"yaml": text, "reason": "先试苏州"})

    assert (refused.status_code, refused.json()["errors"][0]["path"]) == (422, "reason")
    assert "there are 2 warnings" in refused.json()["detail"]
    assert published.status_code == 201, published.text
    assert published.json()["reason"] == "先试苏州"


async def test_a_failed_test_is_among_the_checks(site: Site) -> None:
    broken = FREIGHT.replace(FIRST_KILOGRAM, FIRST_KILOGRAM.replace("6.00", "7.00"))

    found = (await site.client.post("/v1/rulesets/check", json={"yaml": broken})).json()

    assert found["ok"] is False
    assert found["tests"]["failed"][0]["name"] == "江浙沪两件共二点三公斤"


async def test_a_rule_set_of_more_than_an_orders_size_is_read(site: Site) -> None:
    padded = AGES + "# " + "x" * 900_000 + "\n"

    found = await evaluate(site, ruleset={"yaml": padded}, facts={"age": 1}, lists={"locals": ["上海"] * 50_000})

    assert found["answer"] == {"fare": "1.50"}


async def test_rule_sets_are_listed_with_the_version_in_force(site: Site) -> None:
    rows = {row["id"]: row for row in (await site.client.get("/v1/rulesets")).json()}

    assert rows["freight-standard"]["kind"] == "freight"
    assert rows["freight-standard"]["version"] >= 1
    assert rows["freight-standard"]["test_count"] == 12


async def test_the_tests_of_a_version_are_run(site: Site) -> None:
    report = (await site.client.post("/v1/rulesets/freight-standard/versions/1/tests")).json()

    assert (report["passed"], report["failed"]) == (12, [])


async def test_the_next_order_is_decided_by_what_was_published(site: Site) -> None:
    before = (await site.client.post("/v1/orders", json=an_order("published-1"))).json()
    surcharge = "      - {id: parking, when: {customer.id: C-1}, then: {op: add, amount: 1.00, reason: 停车费}}\n"
    changed = FREIGHT.replace(CEILING, surcharge + CEILING)

    published = await site.client.post("/v1/rulesets", json={"yaml": changed, "reason": "停车费"})
    after = (await site.client.post("/v1/orders", json=an_order("published-2"))).json()

    assert published.status_code == 201, published.text
    assert published.json()["version"] == 2
    assert Decimal(after["amounts"]["freight"]) - Decimal(before["amounts"]["freight"]) == Decimal("1.00")
    (decision,) = [decision for decision in after["decisions"] if decision["kind"] == "freight"]
    assert decision["set"] == "freight-standard@2"
    versions = (await site.client.get("/v1/rulesets/freight-standard/versions")).json()
    assert [(row["version"], row["in_force"]) for row in versions] == [(2, True), (1, False)]
    assert versions[0]["published_by"] == "api:tests"


async def test_a_rule_set_that_breaks_its_promises_is_not_published(site: Site) -> None:
    broken = FREIGHT.replace(FIRST_KILOGRAM, FIRST_KILOGRAM.replace("6.00", "7.00"))
    versions = (await site.client.get("/v1/rulesets/freight-standard/versions")).json()

    refused = await site.client.post("/v1/rulesets", json={"yaml": broken, "reason": "试试"})

    assert (refused.status_code, refused.json()["type"]) == (422, "/errors/rule_set_error")
    assert (await site.client.get("/v1/rulesets/freight-standard/versions")).json() == versions
