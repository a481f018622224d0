"""Rule sets: a published change decides the next order; what is not right is not published."""

from pathlib import Path

import msgspec
import pytest

from engine.errors import NotFound, RuleSetError, Unavailable
from engine.orders.request import CustomerInfo
from engine.services.app import Oms
from engine.services.rule_files import shipped_files
from engine.store.engine import PooledEngine
from tests.services.calls import a_request, place


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    yaml: str | None = None
    id: str | None = None
    version: int | None = None


def changed(text: str, before: str, after: str) -> str:
    assert before in text
    return text.replace(before, after)


async def test_a_first_start_puts_every_shipped_rule_set_in_force(bare: Oms) -> None:
    rows = await bare.rules.sets()

    assert {row.kind for row in rows} >= {"risk", "split", "routing", "freight", "return"}
    assert {(row.version, row.versions, row.published_by) for row in rows} == {(1, 1, "system")}
    assert len(rows) + len(await bare.catalogue.lists()) == len(shipped_files())
    assert await bare.health.check() == 1


async def test_the_next_order_is_decided_by_the_published_set_and_earlier_ones_keep_theirs(oms: Oms) -> None:
    earlier = await place(oms, a_request())
    text = changed(await oms.rules.text("routing-default"), "same_province: 30", "same_province: 31")

    row = await oms.rules.publish(text, actor="analyst", reason="同省优先")
    later = await place(oms, a_request())

    assert (row.version, row.in_force, row.published_by, row.reason) == (2, True, "analyst", "同省优先")
    assert later.release == 2
    assert "routing-default@2" in {decision.set for decision in later.decisions}
    assert {decision.set for decision in (await oms.orders.get(earlier.order_no)).decisions} == {
        decision.set for decision in earlier.decisions
    }
    for order in (earlier, later):
        assert all([(await oms.orders.explain(decision.id)).agrees for decision in order.decisions])
    assert [each.in_force for each in await oms.rules.versions("routing-default")] == [True, False]


async def test_publishing_what_is_in_force_already_makes_no_new_version(bare: Oms) -> None:
    row = await bare.rules.publish(await bare.rules.text("risk-default"), actor="analyst", reason="nothing new")

    assert (row.version, await bare.health.check()) == (1, 1)


async def test_a_set_whose_tests_fail_is_not_published_and_the_test_is_named(bare: Oms) -> None:
    text = changed(await bare.rules.text("risk-default"), "review_at: 60", "review_at: 90")

    with pytest.raises(RuleSetError) as refused:
        await bare.rules.publish(text, actor="analyst", reason="looser", file="risk.yaml")

    findings = refused.value.findings
    assert {finding.code for finding in findings} == {"test"}
    assert all(finding.file == "risk.yaml" and finding.line for finding in findings)
    assert "新客大额货到付款进人工" in findings[0].message
    assert len(await bare.rules.versions("risk-default")) == 1


async def test_a_set_that_cannot_be_read_is_not_published_and_the_place_is_named(bare: Oms) -> None:
    text = changed(
        await bare.rules.text("risk-default"), "customer.is_new: true, order", "customer.is_nwe: true, order"
    )

    with pytest.raises(RuleSetError) as refused:
        await bare.rules.publish(text, actor="analyst", reason="typo", file="risk.yaml")

    finding = refused.value.findings[0]
    assert (finding.file, finding.severity) == ("risk.yaml", "error")
    assert finding.line is not None
    assert "customer.is_new" in (finding.message + " ".join(finding.allowed))
    assert await bare.health.check() == 1


async def test_a_set_that_may_tie_with_another_is_not_published(bare: Oms) -> None:
    text = changed(await bare.rules.text("risk-default"), "id: risk-default", "id: risk-other")

    with pytest.raises(RuleSetError) as refused:
        await bare.rules.publish(text, actor="analyst", reason="a second one")

    (finding,) = refused.value.findings
    assert (finding.code, set(finding.rules)) == ("collision", {"risk-default", "risk-other"})
    assert finding.witness is not None


async def test_a_changed_list_changes_the_next_decision_of_the_sets_that_use_it(oms: Oms) -> None:
    text = next(document.text for document in shipped_files() if "id: whitelist.customer" in document.text)

    row = await oms.rules.publish(changed(text, "KA-0002]", "KA-0002, C-NEW]"), actor="analyst", reason="大客户")
    order = await place(oms, a_request(customer=CustomerInfo(id="C-NEW")))

    assert row.version == 2
    risk = next(decision for decision in await oms.orders.decisions(order.order_no) if decision.kind == "risk")
    assert risk.answer["reasons"] == ["白名单客户"]
    assert risk.lists["whitelist.customer"] == 2
    assert (await oms.orders.explain(risk.id)).agrees


async def test_check_says_what_is_wrong_and_writes_nothing(bare: Oms) -> None:
    good = await bare.rules.check(await bare.rules.text("freight-standard"))
    bad = await bare.rules.check("format: 1\nkind: risk\nid: x\n")

    assert good.ok
    assert good.tests is not None
    assert good.tests.passed == len(good.tests.outcomes) > 0
    assert not bad.ok
    assert bad.findings
    assert await bare.health.check() == 1


async def test_the_tests_of_a_kept_version_are_run(bare: Oms) -> None:
    report = await bare.rules.run_tests("split-default")

    assert report.passed == len(report.outcomes) > 0
    assert report.failed == ()


async def test_facts_are_evaluated_without_an_order(bare: Oms) -> None:
    given = {
        "customer": {"tags": [], "is_new": False, "orders_1h": 3, "orders_24h": 3},
        "order.goods_total": "10.00",
        "payment.method": "alipay",
        "address": {"province": "江苏省", "orders_24h": 0},
        "device.orders_24h": 0,
        "payer.orders_24h": 0,
        "cluster.promo_quantity_24h": 0,
        "lines": [{"id": "1", "category": "文具", "quantity": 1}],
    }

    (kept,) = await bare.rules.evaluate(Choice(id="risk-default"), [given], explain=True)
    (text,) = await bare.rules.evaluate(Choice(yaml=await bare.rules.text("risk-default")), [given])

    assert kept.answer == text.answer
    assert kept.answer["score"] == 20
    assert (kept.set, text.set) == ("risk-default@1", "risk-default")
    assert [step.step for step in kept.steps] == ["screen", "score", "decide"]
    assert kept.explanation
    assert text.explanation == ()


async def test_lists_that_a_caller_gives_stand_in_for_those_in_force(bare: Oms) -> None:
    given = {
        "customer": {"id": "C-1", "tags": [], "is_new": False, "orders_1h": 9, "orders_24h": 9},
        "order.goods_total": "10.00",
        "payment.method": "alipay",
        "address": {"province": "江苏省"},
        "lines": [],
    }

    (answer,) = await bare.rules.evaluate(Choice(id="risk-default"), [given], lists={"whitelist.customer": ["C-1"]})

    assert answer.answer["reasons"] == ("白名单客户",)


@pytest.mark.parametrize("set_id", ["no-such", ""])
async def test_an_unknown_set_is_not_found(bare: Oms, set_id: str) -> None:
    with pytest.raises(NotFound):
        await bare.rules.text(set_id)
    with pytest.raises(NotFound):
        await bare.rules.versions(set_id)
    with pytest.raises(NotFound):
        await bare.rules.text("risk-default", 9)


async def test_a_release_that_cannot_be_loaded_leaves_the_last_good_one_in_force_with_an_alarm(oms: Oms) -> None:
    engine: PooledEngine = oms._engine  # noqa: SLF001 - the test breaks what is kept
    statements = (
        """INSERT INTO rule_set_versions SELECT set_id, 2, kind, title, sha, 'kind: risk', rule_count, test_count,
        published_at, published_by, reason FROM rule_set_versions WHERE set_id = 'risk-default'""",
        """INSERT INTO releases SELECT 2, at, actor, reason,
        REPLACE(manifest, '"risk-default":1', '"risk-default":2') FROM releases""",
        "UPDATE markers SET number = 2 WHERE name = 'release'",
    )
    for statement in statements:
        await engine.write(lambda connection, statement=statement: connection.execute(statement).rowcount)  # type: ignore[misc]  # a lambda with a default has no type

    order = await place(oms, a_request())

    assert order.release == 1
    assert oms.health.alarm is not None
    assert "release 2" in oms.health.alarm
    assert await oms.health.check() == 1


async def test_a_folder_is_published_by_one_release_or_not_at_all(bare: Oms, tmp_path: Path) -> None:
    folder = tmp_path / "rules"
    folder.mkdir()
    text = await bare.rules.text("risk-default")
    (folder / "risk.yaml").write_text(changed(text, "默认风控审核", "新的风控审核"), encoding="utf-8")
    (folder / "split.yaml").write_text("kind: split\n", encoding="utf-8")

    with pytest.raises(RuleSetError, match=r"split\.yaml"):
        await bare.rules.import_folder(folder, actor="analyst", reason="both")
    assert await bare.health.check() == 1

    (folder / "split.yaml").unlink()
    assert await bare.rules.import_folder(folder, actor="analyst", reason="one") == 2
    assert await bare.rules.text("risk-default") != text


async def test_while_the_store_is_away_the_last_good_rule_book_answers(
    oms: Oms, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(_: object) -> object:
        raise Unavailable("the database is not to be read now")

    given = {"ticket": {"kind": "invoice", "amount": "20.00", "wait_hours": 2, "tags": []}}
    text = await oms.rules.text("decision-ticket")
    before = await oms.rules.evaluate(Choice(id="decision-ticket"), [given])

    monkeypatch.setattr(oms._engine, "read", away)  # noqa: SLF001 - the test takes the store away

    assert await oms.rules.evaluate(Choice(id="decision-ticket"), [given]) == before
    assert (await oms.rules.evaluate(Choice(yaml=text), [given]))[0].answer == before[0].answer
    with pytest.raises(Unavailable):
        await oms.rules.evaluate(Choice(id="decision-ticket", version=7), [given])

    monkeypatch.undo()
    assert await oms.health.check() == 1
    assert await oms.rules.evaluate(Choice(id="decision-ticket"), [given]) == before
