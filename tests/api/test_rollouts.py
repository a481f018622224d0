"""Gray release over HTTP: previewed, tried in one city, widened, promoted and rolled back."""

from decimal import Decimal
from typing import Any

import pytest

from engine.evaluation.rollouts.bucket import bucket_of
from tests.api.conftest import Site, an_order, read
from tests.architecture.source import ROOT

pytestmark = pytest.mark.asyncio(loop_scope="module")

FREIGHT = read(ROOT / "rules" / "freight" / "freight-standard.yaml")
CEILING = "      - id: ceiling\n"
DISCOUNT = (
    "      - {id: xihu, when: {address.district: 浙江省/杭州市/西湖区}, "
    "then: {op: add, amount: -1.00, reason: 西湖区减免}}\n"
)
ROLLOUT = """format: 1
kind: rollout
id: freight-hangzhou
title: 杭州运费灰度
target: freight-standard
baseline: %d
candidate: %d
meta: {owner: 物流组, reason: 杭州减免一元}
audience:
  - {address.city: 浙江省/杭州市, channel: app}
salt: freight-hangzhou
steps:
  - {percent: 10, hold: 2h, min_decisions: 200}
  - {percent: 50, hold: 2h, min_decisions: 1000}
  - {percent: 100, hold: 1d, approve: 物流组}
guardrails:
  - {metric: reject_rate, rise: 0.03}
"""


async def post(site: Site, path: str, status: int = 200, **body: Any) -> dict[str, Any]:
    answer = await site.client.post(f"/v1/rollouts{path}", json=body)
    assert answer.status_code == status, answer.text
    result: dict[str, Any] = answer.json()
    return result


async def deed(site: Site, move: str, status: int = 200, name: str = "freight-hangzhou", **more: Any) -> dict[str, Any]:
    return await post(site, f"/{name}/{move}", status, reason=f"{move} 试用", **more)


async def place(site: Site, number: int, prefix: str, customer: str | None = None, **changes: Any) -> dict[str, Any]:
    who = {"id": customer or f"C-{number}", "tags": []}
    answer = await site.client.post("/v1/orders", json=an_order(f"{prefix}-{number}", customer=who, **changes))
    assert answer.status_code == 201, answer.text
    result: dict[str, Any] = answer.json()
    return result


def freight_decision(order: dict[str, Any]) -> dict[str, Any]:
    (decision,) = [each for each in order["decisions"] if each["kind"] == "freight"]
    return dict(decision)


async def test_a_preview_tells_sides_buckets_and_blocks(site: Site) -> None:
    rollout = {
        "target": "freight-standard",
        "salt": "s",
        "audience": [{"channel": "web"}, {"address.city": "杭州市"}],
        "percent": 12.34,
    }
    inside = {"customer": {"id": "C-1"}, "channel": "app", "address": {"city": "浙江省/杭州市"}}
    body = {"rollout": rollout, "subjects": [inside, {"customer.id": "C-1", "channel": "app"}, {}, {"order.no": "N"}]}

    rows = (await site.client.post("/v1/rollouts/preview", json=body)).json()

    bucket = bucket_of("s", "C-1")
    side = "candidate" if bucket < 1234 else "control" if bucket < 2468 else "baseline"
    assert rows == [
        {"side": side, "bucket": bucket, "block": 1, "key": "C-1"},
        {"side": "baseline", "bucket": bucket, "block": None, "key": "C-1"},
        {"side": "baseline", "bucket": None, "block": None, "key": None},
        {"side": "baseline", "bucket": bucket_of("s", "N"), "block": None, "key": "N"},
    ]


async def test_a_preview_takes_a_whole_document_and_the_step_that_is_meant(site: Site) -> None:
    steps = [{"percent": 1, "hold": "1h"}, {"audience": "all", "percent": 100, "hold": "1h"}]
    rollout = {"id": "x", "audience": [{"channel": "web"}], "steps": steps}
    subjects = [{"customer.id": "C-1", "channel": "app"}]

    sides = [
        (await site.client.post("/v1/rollouts/preview", json={"rollout": rollout, "subjects": subjects, "step": step}))
        .json()[0]["side"]
        for step in (1, 2)
    ]  # fmt: skip

    assert sides == ["baseline", "candidate"]


async def test_a_preview_needs_no_set_that_is_in_force(site: Site) -> None:
    rollout = {"target": "no-such-set", "salt": "s", "audience": None, "percent": "100"}
    subjects = [{"order.no": "N"}, {"order": {"no": "N"}, "customer": {"id": ""}}, {"customer.id": "C-1"}]

    rows = (await site.client.post("/v1/rollouts/preview", json={"rollout": rollout, "subjects": subjects})).json()

    assert [(row["side"], row["key"]) for row in rows] == [("candidate", "N"), ("candidate", "N"), ("candidate", "C-1")]


async def test_a_preview_takes_a_line_in_a_list_or_by_itself(site: Site) -> None:
    rollout = {"target": "freight-standard", "audience": [{"line.merchant": "M-1"}], "salt": "s", "percent": 100}
    subjects = [
        {"customer.id": "C-1", "lines": [{"merchant": "M-2"}, {"merchant": "M-1"}]},
        {"customer.id": "C-1", "line": {"merchant": "M-1"}},
        {"customer.id": "C-1", "line.merchant": "M-2"},
    ]

    rows = (await site.client.post("/v1/rollouts/preview", json={"rollout": rollout, "subjects": subjects})).json()

    assert [row["side"] for row in rows] == ["candidate", "candidate", "baseline"]


@pytest.mark.parametrize(
    ("rollout", "subjects", "path"),
    [
        ({"percent": 12.345}, [], "rollout.percent"),
        ({"percent": 10, "sticky": "customer.name"}, [], "rollout.sticky"),
        ({"percent": 10, "audience": [{"adress.city": "杭州市"}]}, [], "rollout.adress.city"),
        ({"percent": 10}, [{}, {"customer": {"ident": "C-1"}}], "subjects[1].customer.ident"),
        ({"percent": 10, "steps": [{"percent": 1, "hold": "1h"}]}, [], "rollout.percent"),
    ],
)
async def test_a_wrong_preview_names_the_field(site: Site, rollout: Any, subjects: Any, path: str) -> None:
    answer = await site.client.post("/v1/rollouts/preview", json={"rollout": rollout, "subjects": subjects})

    assert (answer.status_code, answer.json()["type"]) == (422, "/errors/invalid_input")
    assert answer.json()["errors"][0]["path"] == path


async def test_a_rollout_goes_from_one_city_to_all_and_back(site: Site) -> None:
    changed = FREIGHT.replace(CEILING, DISCOUNT + CEILING)
    baseline = next(
        row["version"] for row in (await site.client.get("/v1/rulesets")).json() if row["id"] == "freight-standard"
    )
    candidate = await post(site, "/candidates", 201, yaml=changed, reason="杭州减免")
    assert candidate["set_id"] == "freight-standard"
    assert (await post(site, "/candidates", 201, yaml=changed, reason="杭州减免")) == candidate
    versions = (candidate["version"], baseline)

    await _plan_and_start(site, versions)
    sides = await _slice_only(site, versions)
    await _widen(site, sides, versions)
    early = await place(site, 9001, "early")
    await _promote(site, versions)
    await _roll_back(site, versions)
    await _returned_as_placed(site, early, versions)
    verified = await site.client.get("/v1/audit/verification")
    assert verified.status_code in {200, 404, 405}
    history = (await site.client.get("/v1/rollouts/freight-hangzhou")).json()["history"]
    assert [each["action"] for each in history] == [
        "planned", "started", "widened", "paused", "resumed", "approved", "widened", "promoted", "rolled_back",
    ]  # fmt: skip


async def _plan_and_start(site: Site, versions: tuple[int, int]) -> None:
    candidate, baseline = versions
    planned = await post(site, "", 201, yaml=ROLLOUT % (baseline, candidate), reason="先在杭州试")
    assert (planned["state"], planned["step"], planned["allowed"]) == ("planned", 0, ["approve", "start", "roll_back"])
    assert (await post(site, "", 409, yaml=ROLLOUT % (baseline, candidate), reason="再来"))["title"]
    started = await deed(site, "start")
    again = await deed(site, "start")
    assert (started["state"], started["percent"]) == ("running", "10")
    assert again["history"] == started["history"]
    refused = await site.client.post("/v1/rollouts/freight-hangzhou/start", json={"reason": "another"})
    assert (refused.status_code, refused.json()["type"]) == (409, "/errors/illegal_move")


async def _slice_only(site: Site, versions: tuple[int, int]) -> dict[str, str]:
    """Place orders of many customers, and return the side of each."""
    candidate, baseline = versions
    sides: dict[str, str] = {}
    for number in range(40):
        order = await place(site, number, "gray")
        decision = freight_decision(order)
        bucket = bucket_of("freight-hangzhou", f"C-{number}")
        expected = "candidate" if bucket < 1000 else "control" if bucket < 2000 else "baseline"
        assert (decision["side"], decision["set"]) == (
            expected,
            f"freight-standard@{candidate if expected == 'candidate' else baseline}",
        )
        sides[f"C-{number}"] = decision["side"]
    assert {"candidate", "control", "baseline"} == set(sides.values())
    chosen = next(name for name, side in sides.items() if side == "candidate")
    outside = await place(site, 1, "web", chosen, channel="web")
    assert freight_decision(outside)["set"] == f"freight-standard@{baseline}"
    first, again = [await place(site, number, "again", chosen) for number in (1, 2)]
    assert freight_decision(first)["side"] == freight_decision(again)["side"] == "candidate"
    records = (await site.client.get(f"/v1/orders/{first['order_no']}/decisions")).json()
    (record,) = [each for each in records if each["kind"] == "freight"]
    assert record["why_side"] == {
        "rollout": "freight-hangzhou",
        "step": 1,
        "percent": "10",
        "bucket": bucket_of("freight-hangzhou", chosen),
        "block": 0,
    }
    return sides


async def _widen(site: Site, sides: dict[str, str], versions: tuple[int, int]) -> None:
    candidate, _ = versions
    widened = await deed(site, "widen", step=2)
    assert (widened["step"], widened["percent"], widened["judgement"]["verdict"]) == (2, "50", "waiting")
    now = {
        name: freight_decision(await place(site, number, "wide", name))["side"]
        for number, name in enumerate(list(sides)[:20])
    }
    assert all(now[name] == "candidate" for name, side in list(sides.items())[:20] if side == "candidate")
    assert (await deed(site, "pause"))["state"] == "paused"
    assert (
        freight_decision(await place(site, 1, "paused", next(n for n, s in now.items() if s == "candidate")))["set"]
        == f"freight-standard@{candidate}"
    )
    assert (await deed(site, "resume"))["state"] == "running"
    refused = await site.client.post("/v1/rollouts/freight-hangzhou/widen", json={"reason": "全量", "step": 3})
    assert refused.status_code == 409
    assert "approval of 物流组" in refused.json()["detail"]
    refused = await site.client.post("/v1/rollouts/freight-hangzhou/approve", json={"reason": "自己批"})
    assert "somebody else" in refused.json()["detail"]
    key = await site.oms.keys.make("lead", ("rules:write", "rules:read"))
    approved = await site.client.post(
        "/v1/rollouts/freight-hangzhou/approve", json={"reason": "同意"}, headers={"Authorization": f"Bearer {key}"}
    )
    assert approved.json()["approved_by"] == "api:lead"
    assert (await deed(site, "widen", step=3))["percent"] == "100"


async def _promote(site: Site, versions: tuple[int, int]) -> None:
    candidate, _ = versions
    promoted = await deed(site, "promote")
    assert (promoted["state"], promoted["allowed"]) == ("promoted", ["roll_back"])
    row = next(row for row in (await site.client.get("/v1/rulesets")).json() if row["id"] == "freight-standard")
    assert row["version"] == candidate
    order = await place(site, 1, "promoted")
    assert (freight_decision(order)["set"], freight_decision(order)["side"]) == (
        f"freight-standard@{candidate}",
        "baseline",
    )


async def _roll_back(site: Site, versions: tuple[int, int]) -> None:
    _, baseline = versions
    before = await place(site, 2, "promoted")
    assert (await deed(site, "rollback"))["state"] == "rolled_back"
    after = await place(site, 1, "back")
    assert freight_decision(after)["set"] == f"freight-standard@{baseline}"
    assert Decimal(after["amounts"]["freight"]) - Decimal(before["amounts"]["freight"]) == Decimal("1.00")


async def _returned_as_placed(site: Site, order: dict[str, Any], versions: tuple[int, int]) -> None:
    """See that a return is decided by the release and the side that its order was placed under."""
    answer = await site.client.post(
        "/v1/returns",
        json={"order_no": order["order_no"], "line": "1", "quantity": 1, "reason": "no_reason"},
    )
    assert answer.status_code == 201, answer.text
    assert (await site.client.get(f"/v1/orders/{order['order_no']}")).json()["release"] == order["release"]


async def test_two_rollouts_of_one_set_that_may_meet_are_refused(site: Site) -> None:
    changed = FREIGHT.replace(CEILING, DISCOUNT.replace("-1.00", "-2.00") + CEILING)
    row = next(row for row in (await site.client.get("/v1/rulesets")).json() if row["id"] == "freight-standard")
    candidate = await post(site, "/candidates", 201, yaml=changed, reason="再试")
    text = (ROLLOUT % (row["version"], candidate["version"])).replace("freight-hangzhou", "one")
    await post(site, "", 201, yaml=text, reason="第一个")
    await deed(site, "start", name="one")
    other = text.replace("id: one", "id: two")

    met = await post(site, "", 422, yaml=other, reason="第二个")
    apart = await post(site, "", 201, yaml=other.replace("杭州市", "宁波市"), reason="第二个")

    assert met["type"] == "/errors/rule_set_error"
    assert "may be given the same order" in met["detail"]
    assert apart["state"] == "planned"
    refused = await site.client.post("/v1/rulesets", json={"yaml": changed.replace("-2.00", "-3.00"), "reason": "直接"})
    assert (refused.status_code, "rollout one" in refused.json()["detail"]) == (409, True)
    await deed(site, "rollback", name="one")
