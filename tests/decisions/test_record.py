"""The record of a decision: enough to explain it years later."""

from datetime import UTC, datetime
from decimal import Decimal

import msgspec

from engine.decisions.record import DecisionRecord, record_of
from engine.evaluation.coercion import read_facts
from engine.evaluation.fact_writer import FactWriter
from engine.evaluation.facts import Facts
from tests.decisions.rule_sets import a_rulebook, regions, shipped

AT = datetime(2026, 11, 11, 0, 5, tzinfo=UTC)
SOFA: Facts = {"line.id": "1", "line.category": "家电", "line.quantity": 1, "line.unit_price": 260_000}
RISK: Facts = {
    "order.currency": "CNY",
    "order.goods_total": 260_000,
    "customer.phone": "0a9d51c3e7f24860b1d2c3f4a5968778",
    "customer.tags": (),
    "customer.is_new": True,
    "customer.orders_1h": 0,
    "customer.orders_24h": 1,
    "address.orders_24h": 0,
    "device.orders_24h": 0,
    "payer.orders_24h": 0,
    "cluster.promo_quantity_24h": 0,
    "payment.method": "cod",
    "address.province": "310000",
    "lines": (SOFA,),
}


def a_record(kind: str, facts: Facts) -> DecisionRecord:
    book = a_rulebook()
    decision = book.decide(kind, facts, AT)
    found = book.find(decision.set_id)
    written = FactWriter(found.ruleset.currency).write(facts, found.money)
    return record_of(
        decision, rulebook=book, id="26111108A.1", order_no="26111108A", subject="order", at=AT, facts=written
    )


def test_a_record_says_what_decided_what_it_saw_and_what_it_said() -> None:
    record = a_record("risk", RISK)

    assert record.set_version.startswith("risk-default@")
    assert (record.release, record.at, record.subject, record.sha) == (7, AT, "order", shipped("risk-default").sha)
    assert record.facts["order.goods_total"] == "2600.00"
    assert record.facts["lines"] == [
        {"line.id": "1", "line.category": "家电", "line.quantity": 1, "line.unit_price": "2600.00"}
    ]
    assert record.answer == {
        "action": "review",
        "queue": "反欺诈",
        "score": 75,
        "reasons": ["大额货到付款", "新客大额"],
        "customer_text": "订单正在审核，请耐心等待",
        "blocks": ["release"],
    }
    assert [(step.step, step.hit) for step in record.steps] == [
        ("screen", ()),
        ("score", ("cod-large", "new-large")),
        ("decide", ("review",)),
    ]


def test_a_record_names_the_versions_of_the_lists_that_its_set_uses() -> None:
    record = a_record("risk", RISK)

    assert record.lists == {
        "blacklist.address": 0,
        "blacklist.customer": 0,
        "blacklist.device": 0,
        "blacklist.payer": 0,
        "blacklist.phone": 0,
        "region.remote": 0,
        "whitelist.customer": 0,
    }


def test_the_facts_of_a_record_can_be_read_again() -> None:
    record = a_record("risk", RISK)
    ruleset = shipped("risk-default")

    assert read_facts(record.facts, ruleset.vocabulary, currency="CNY", regions=regions()) == RISK


def test_amounts_in_steps_and_answers_are_written_in_major_units() -> None:
    line: Facts = {
        "line.id": "1",
        "line.type": "goods",
        "line.temperature": "ambient",
        "line.quantity": 1,
        "line.amount": 5000,
        "line.weight_grams": 2300,
        "line.volume_cm3": 0,
    }
    facts: Facts = {
        "order.currency": "CNY",
        "order.shipping_method": "standard",
        "group.merchant": "M-1",
        "group.goods_total": 5000,
        "payment.method": "alipay",
        "customer.tags": (),
        "address.region": "330106",
        "lines": (line,),
    }

    record = a_record("freight", facts)

    base = next(step for step in record.steps if step.step == "base")
    assert base.over == "普货"
    assert (base.out["first_fee"], base.out["step"], base.out["step_fee"]) == ("6.00", 1000, "1.00")
    assert (record.answer["fee"], record.answer["shares"]) == ("8.00", [{"line": "1", "fee": "8.00"}])


def test_decimals_of_warehouses_are_written_as_text() -> None:
    line: Facts = {"line.id": "1", "line.quantity": 2}
    warehouse: Facts = {
        "wh.id": "HZ",
        "wh.status": "open",
        "wh.region": "330109",
        "wh.fill_rate": Decimal("0.50"),
        "wh.stock": ("1=1",),
        "wh.load_percent": Decimal("12.5"),
        "wh.capabilities": (),
        "wh.ship_hours": 24,
        "wh.cost": 700,
    }
    facts: Facts = {
        "order.currency": "CNY",
        "order.allow_split": True,
        "group.class": "普通",
        "group.temperature": "ambient",
        "customer.tags": (),
        "address.region": "330106",
        "address.province": "330000",
        "address.city": "330100",
        "lines": (line,),
        "warehouses": (warehouse,),
    }

    record = a_record("routing", facts)

    assert record.facts["warehouses"] == [
        {
            "wh.id": "HZ",
            "wh.status": "open",
            "wh.region": "330109",
            "wh.fill_rate": "0.50",
            "wh.stock": ["1=1"],
            "wh.load_percent": "12.5",
            "wh.capabilities": [],
            "wh.ship_hours": 24,
            "wh.cost": "7.00",
        }
    ]
    assert record.answer["outcome"] == "backorder"
    assert record.answer["unallocated"] == [{"line": "1", "quantity": 1}]


def test_a_record_is_plain_json() -> None:
    record = a_record("risk", RISK)

    assert msgspec.json.decode(msgspec.json.encode(record), type=DecisionRecord) == record
