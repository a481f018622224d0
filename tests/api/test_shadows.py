"""Shadows over HTTP: a kept candidate says what it would have decided, and a person may stop it."""

from typing import Any

import pytest

from tests.api.conftest import Site, an_order, read
from tests.architecture.source import ROOT

pytestmark = pytest.mark.asyncio(loop_scope="module")

FREIGHT = read(ROOT / "rules" / "freight" / "freight-standard.yaml")
CEILING = "      - id: ceiling\n"
XIHU = "{address.district: 浙江省/杭州市/西湖区}"
CHEAPER = f"      - {{id: xihu, when: {XIHU}, then: {{op: add, amount: -1.00, reason: 西湖区减免}}}}\n"


async def call(site: Site, method: str, path: str, status: int = 200, **body: Any) -> Any:
    answer = await site.client.request(method, f"/v1{path}", json=body or None)
    assert answer.status_code == status, answer.text
    return answer.json()


async def test_a_kept_candidate_says_what_it_would_have_decided_until_somebody_stops_it(site: Site) -> None:
    text = FREIGHT.replace(CEILING, CHEAPER + CEILING, 1)
    kept = await call(site, "POST", "/rollouts/candidates", 201, yaml=text, reason="西湖区减免")
    order = await call(site, "POST", "/orders", 201, **an_order("SH-1"))
    await site.oms.shadow_watch.round()

    (shadow,) = await call(site, "GET", "/shadows")
    page = await call(site, "GET", f"/shadows/{shadow['id']}/disagreements?limit=1")

    assert (shadow["target"], shadow["version"], shadow["orders"]) == ("freight-standard", kept["version"], 1)
    assert (shadow["disagreeing"], shadow["kinds"], page["has_more"]) == (1, {"freight": 1}, False)
    (found,) = page["items"]
    assert (found["order_no"], found["kind"]) == (order["order_no"], "freight")
    assert found["live"]["answer"]["fee"] == order["amounts"]["freight"]
    assert "adjust/xihu" in found["candidate"]["rules"]
    assert found["decision"] in {each["id"] for each in order["decisions"]}
    assert (await call(site, "GET", f"/shadows/{shadow['id']}/disagreements?after=1"))["items"] == []

    stopped = await call(site, "POST", f"/shadows/{shadow['id']}/stop", reason="看够了")
    assert (stopped["state"], stopped["ended_why"]) == ("ended", "看够了")
    await call(site, "POST", f"/shadows/{shadow['id']}/stop", 409, reason="再停一次")
    assert await call(site, "GET", "/shadows") == []
    assert [each["id"] for each in await call(site, "GET", "/shadows?all=true")] == [shadow["id"]]
    again = await call(
        site, "POST", "/shadows", 201, target="freight-standard", version=kept["version"], reason="再看看"
    )
    assert (again["state"], again["orders"]) == ("running", 0)


async def test_an_approved_draft_shows_its_shadow(site: Site) -> None:
    made = await call(
        site, "POST", "/rulesets/freight-standard/drafts", 201, yaml=FREIGHT + "\n# 不变\n", reason="只改注释"
    )
    draft = made["draft"]["id"]
    early = await call(site, "POST", "/shadows", 409, draft=draft, reason="还没批准")
    assert "shadow is for approved ones" in early["detail"]
    asked = await call(site, "POST", f"/drafts/{draft}/review", reason="请看")
    shas = {"sha": asked["draft"]["sha"], "effect_sha": asked["review"]["effect_sha"]}
    await site.oms.governance.reviews.approve(draft, actor="api:li", reason="同意", **shas)
    await site.oms.shadow_watch.round()
    await call(site, "POST", "/orders", 201, **an_order("SH-2"))
    await site.oms.shadow_watch.round()

    shadow = (await call(site, "GET", f"/drafts/{draft}"))["shadow"]

    assert (shadow["draft"], shadow["orders"], shadow["disagreeing"]) == (draft, 1, 0)


@pytest.mark.parametrize(
    "body", [{}, {"draft": "D-1", "target": "freight-standard", "version": 1}, {"target": "freight-standard"}]
)
async def test_a_shadow_is_of_one_draft_or_of_one_version(site: Site, body: dict[str, Any]) -> None:
    answer = await call(site, "POST", "/shadows", 422, reason="试试", **body)
    assert "give either draft, or target and version" in answer["detail"]


async def test_a_shadow_that_nobody_knows_is_not_found(site: Site) -> None:
    await call(site, "GET", "/shadows/S-none", 404)
    await call(site, "GET", "/shadows/S-none/disagreements", 404)
    header = await site.with_scopes("orders:read")
    assert (await site.stranger.get("/v1/shadows", headers=header)).status_code == 403
