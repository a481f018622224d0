"""Releases: what the gate found is kept, the deed is audited, and of two at once none is half a release."""

import asyncio
import sqlite3
from datetime import UTC, datetime

import msgspec
import pytest

from engine.errors import Conflict, InvalidInput, RuleSetError
from engine.services.app import Oms
from engine.services.audit import AuditService
from engine.services.rule_files import shipped_files
from engine.store.audit_trail import AuditTrail
from engine.store.engine import PooledEngine
from engine.store.release import Deed
from engine.store.rule_repository import RuleRepository


def engine_of(oms: Oms) -> PooledEngine:
    return oms._engine  # noqa: SLF001 - the test looks at what is kept


async def changed(oms: Oms, set_id: str, before: str, after: str) -> str:
    text = await oms.rules.text(set_id)
    assert before in text
    return text.replace(before, after)


async def test_what_the_gate_found_is_kept_with_the_version(bare: Oms) -> None:
    repository = RuleRepository(engine_of(bare))

    shipped = await repository.evidence("risk-default", 1)
    assert shipped is not None
    assert shipped.certificate is not None
    assert shipped.certificate.cases > 100
    assert shipped.coverage == 1.0
    assert {warning.code for warning in shipped.warnings} == {"misleading"}
    assert await repository.evidence("risk-default", 2) is None


async def test_a_release_is_audited_with_what_it_changed_and_what_was_accepted(bare: Oms) -> None:
    text = await changed(bare, "routing-default", "same_province: 30", "same_province: 31")
    await bare.rules.publish(text, actor="api:wang", reason="同省优先")

    trail = AuditTrail(engine_of(bare))
    first, key, second = await trail.after(0, 10)

    assert (first.actor, first.action, first.subject) == ("system", "release_published", "release 1")
    assert first.data["sets"]["risk-default"] == [None, 1]  # type: ignore[index]  # JSON
    assert (key.action, key.subject) == ("key_made", "key bootstrap")
    assert (second.actor, second.subject) == ("api:wang", "release 2")
    assert second.data == {
        "reason": "同省优先",
        "sets": {"routing-default": [1, 2]},
        "lists": {},
        "warnings": {"misleading": 1},
    }
    assert (await AuditService(trail).verify()).ok


async def test_publishing_what_is_in_force_is_no_deed(bare: Oms) -> None:
    await bare.rules.publish(await bare.rules.text("risk-default"), actor="api:wang", reason="nothing new")

    assert [entry.action for entry in await AuditTrail(engine_of(bare)).after(0, 10)] == [
        "release_published",
        "key_made",
    ]


async def test_two_admins_who_publish_at_once_make_two_releases_that_hold_both(bare: Oms) -> None:
    routing = await changed(bare, "routing-default", "same_province: 30", "same_province: 31")
    risk = await changed(bare, "risk-default", "默认风控审核", "新的风控审核")

    await asyncio.gather(
        bare.rules.publish(routing, actor="api:wang", reason="同省优先"),
        bare.rules.publish(risk, actor="api:li", reason="改名"),
    )

    repository = RuleRepository(engine_of(bare))
    newest, before, _ = await repository.records()
    assert (newest.number, before.number) == (3, 2)
    assert (newest.manifest.sets["routing-default"], newest.manifest.sets["risk-default"]) == (2, 2)
    assert sorted((before.manifest.sets["routing-default"], before.manifest.sets["risk-default"])) == [1, 2]
    assert await bare.health.check() == 3


async def test_of_two_sets_that_collide_and_are_published_at_once_only_one_comes_in_force(bare: Oms) -> None:
    risk = await bare.rules.text("risk-default")
    header = risk.partition("\ntests:")[0]
    one, other = (
        header.replace("id: risk-default", f"id: {name}\napplies: {cell}") + "\n"
        for name, cell in (("risk-app", "{channel: app}"), ("risk-business", "{order.type: b2b}"))
    )

    done = await asyncio.gather(
        bare.rules.publish(one, actor="api:wang", reason="按渠道"),
        bare.rules.publish(other, actor="api:li", reason="企业订单"),
        return_exceptions=True,
    )

    refused = [each for each in done if isinstance(each, BaseException)]
    assert len(refused) == 1
    assert isinstance(refused[0], RuleSetError)
    assert [finding.code for finding in refused[0].findings] == ["collision"]
    assert await bare.health.check() == 2


async def test_warnings_need_a_reason(bare: Oms) -> None:
    text = await changed(bare, "routing-default", "same_province: 30", "same_province: 31")

    with pytest.raises(InvalidInput, match="reason: there are 1 warnings"):
        await bare.rules.publish(text, actor="api:wang")
    assert await bare.health.check() == 1


async def test_a_list_that_would_break_the_promises_of_a_set_in_force_is_not_published(bare: Oms) -> None:
    remote = next(document.text for document in shipped_files() if "id: region.remote" in document.text)

    with pytest.raises(RuleSetError) as refused:
        await bare.rules.publish(remote.replace("新疆维吾尔自治区", "海南省"), actor="api:wang", reason="海南也算偏远")

    assert {finding.code for finding in refused.value.findings} == {"test"}
    assert {finding.file for finding in refused.value.findings} >= {"freight-standard@1"}
    assert "with the changed list" in refused.value.findings[0].message
    assert await bare.health.check() == 1


async def test_a_list_of_another_type_that_no_set_could_be_read_with_is_not_published(bare: Oms) -> None:
    remote = next(document.text for document in shipped_files() if "id: region.remote" in document.text)
    text = remote.replace("type: region", "type: integer").partition("values:")[0] + "values:\n  - 1\n"

    with pytest.raises(RuleSetError) as refused:
        await bare.rules.publish(text, actor="api:wang", reason="换成数字")

    assert any(finding.file == "freight-standard@1" for finding in refused.value.findings)
    assert await bare.health.check() == 1


async def test_what_a_later_release_changed_again_is_not_rolled_back_under_it(bare: Oms) -> None:
    for points in (31, 32):
        text = await changed(bare, "routing-default", f"same_province: {points - 1}", f"same_province: {points}")
        await bare.rules.publish(text, actor="api:wang", reason="同省优先")
    risk = await changed(bare, "risk-default", "默认风控审核", "新的风控审核")
    await bare.rules.publish(risk, actor="api:li", reason="改名")
    releases = bare.governance.releases

    with pytest.raises(Conflict, match="routing-default is at 3"):
        await releases.roll_back(2, actor="api:wang", reason="投诉增多")
    back = await releases.roll_back(3, actor="api:wang", reason="投诉增多")

    assert back.sets["routing-default"] == 2
    assert back.sets["risk-default"] == 2  # what others published since stays
    assert (await releases.roll_back(2, actor="api:wang", reason="投诉增多")).sets["routing-default"] == 1


async def test_a_set_that_came_with_a_release_goes_with_it_and_stays_readable(bare: Oms) -> None:
    ticket = await bare.rules.text("decision-ticket")
    await bare.rules.publish(
        ticket.replace("id: decision-ticket", "id: decision-other"), actor="api:wang", reason="另一套"
    )

    back = await bare.governance.releases.roll_back(2, actor="api:wang", reason="不需要")

    assert "decision-other" not in back.sets
    assert back.changes["sets"] == {"decision-other": (1, None)}
    assert "decision-other" in await bare.rules.text("decision-other", 1)


async def test_a_version_that_is_no_longer_read_is_not_put_in_force_again(bare: Oms) -> None:
    text = await changed(bare, "routing-default", "same_province: 30", "same_province: 31")
    await bare.rules.publish(text, actor="api:wang", reason="同省优先")

    def spoil(connection: sqlite3.Connection) -> int:
        sql = "UPDATE rule_set_versions SET text = 'kind: routing' WHERE set_id = 'routing-default' AND version = 1"
        return connection.execute(sql).rowcount

    await engine_of(bare).write(spoil)
    bare.governance.releases._library._programs.clear()  # noqa: SLF001 - as in a process that was just started

    with pytest.raises(RuleSetError, match="routing-default@1"):
        await bare.governance.releases.roll_back(2, actor="api:wang", reason="投诉增多")
    assert await bare.health.check() == 2


async def test_a_release_that_moved_a_rollout_alone_is_not_rolled_back_here(bare: Oms) -> None:
    deed = Deed(actor="api:wang", at=datetime.now(UTC), reason="停止灰度", action="rollout_rolled_back")
    revoke = RuleRepository(engine_of(bare)).put_rollout
    await revoke(lambda manifest: msgspec.structs.replace(manifest, revoked=("gray-1",)), deed)

    with pytest.raises(Conflict, match="a rollout is rolled back by itself"):
        await bare.governance.releases.roll_back(2, actor="api:wang", reason="投诉增多")
