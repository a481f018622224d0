"""Drafts, releases and the audit over HTTP, with a key of its own for each person."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.api.conftest import Site

pytestmark = pytest.mark.asyncio(loop_scope="module")

ROUTING = "/v1/rulesets/routing-default"
NEARER = ("same_province: 30", "same_province: 31")


async def as_person(site: Site, name: str, *scopes: str) -> dict[str, str]:
    """Return the header of a person's own key."""
    return {"Authorization": f"Bearer {await site.oms.keys.make(name, scopes)}"}


async def a_draft(site: Site, author: dict[str, str], before: str, after: str) -> dict[str, Any]:
    made = await site.client.post(f"{ROUTING}/drafts", json={"reason": "同省优先"}, headers=author)
    assert made.status_code == 201, made.text
    text = made.json()["yaml"]
    assert before in text
    body = {"yaml": text.replace(before, after, 1), "revision": 1}
    saved = await site.client.put(f"/v1/drafts/{made.json()['draft']['id']}", json=body, headers=author)
    assert saved.status_code == 200, saved.text
    draft: dict[str, Any] = saved.json()["draft"]
    return draft


async def call(site: Site, who: dict[str, str], path: str, **body: Any) -> httpx.Response:
    return await site.client.post(path, json=body, headers=who)


async def test_a_change_goes_from_a_draft_to_a_release_and_back_again(site: Site) -> None:
    wang = await as_person(site, "wang", "rules:read", "rules:write", "rules:publish")
    li = await as_person(site, "li", "rules:read", "rules:approve")
    before = (await site.client.get("/v1/releases")).json()[0]["number"]
    draft = await a_draft(site, wang, *NEARER)
    path = f"/v1/drafts/{draft['id']}"

    asked = (await call(site, wang, f"{path}/review", reason="同省优先")).json()
    seen = {"sha": asked["review"]["sha"], "effect_sha": asked["review"]["effect_sha"], "reason": "看过了"}
    own = await call(site, wang, f"{path}/approval", **seen)
    approved = await call(site, li, f"{path}/approval", **seen)
    unable = await call(site, li, f"{path}/publication", reason="同省优先")
    published = await call(site, wang, f"{path}/publication", reason="同省优先")
    version = (await site.client.get(f"{ROUTING}/versions/{published.json()['published_version']}")).json()
    release = (await site.client.get("/v1/releases")).json()[0]
    back = await call(site, wang, f"/v1/releases/{release['number']}/rollback", reason="投诉增多")

    assert asked["review"]["effect"]["changes"][0]["after"] == "31"
    assert (own.status_code, unable.status_code) == (403, 403)
    assert (approved.status_code, approved.json()["state"]) == (200, "approved")
    assert (published.status_code, published.json()["state"]) == (200, "published")
    assert version["evidence"]["certificate"]["cases"] > 20
    assert version["evidence"]["coverage"] == 1.0
    assert [one["code"] for one in version["evidence"]["warnings"]] == ["misleading"]
    assert release["number"] == before + 1
    assert release["changes"]["sets"] == {"routing-default": [1, 2]}
    assert (back.status_code, back.json()["changes"]["sets"]) == (201, {"routing-default": [2, 1]})
    assert (await site.client.get("/health/ready")).json()["release"] == before + 2


async def test_an_author_with_every_scope_cannot_approve(site: Site) -> None:
    draft = await a_draft(site, {}, "same_province: 30", "same_province: 33")
    asked = (await call(site, {}, f"/v1/drafts/{draft['id']}/review", reason="同省优先")).json()["review"]

    refused = await call(
        site, {}, f"/v1/drafts/{draft['id']}/approval", sha=asked["sha"], effect_sha=asked["effect_sha"], reason="好"
    )

    assert (refused.status_code, refused.json()["type"]) == (409, "/errors/conflict")
    assert "ask somebody else" in refused.json()["detail"]


async def test_a_clash_is_answered_place_by_place(site: Site) -> None:
    draft = await a_draft(site, {}, "same_province: 30", "same_province: 35")
    text = (await site.client.get(f"/v1/drafts/{draft['id']}")).json()["yaml"]
    mine = text.replace("same_province: 35", "same_province: 36")

    clash = await site.client.put(f"/v1/drafts/{draft['id']}", json={"yaml": mine, "revision": 1})
    renamed = text.replace("same_province: 35", "same_province: 30").replace("title: ", "title: 新", 1)
    both = await site.client.put(f"/v1/drafts/{draft['id']}", json={"yaml": renamed, "revision": 1})

    assert (clash.status_code, clash.json()["type"]) == (409, "/errors/edit_conflict")
    assert clash.json()["errors"] == [
        {"path": "params / same_province", "message": "was 30; yours is 36, theirs is 35"}
    ]
    assert (both.status_code, both.json()["merged"]) == (200, True)


async def test_drafts_are_listed_commented_sent_back_and_abandoned(site: Site) -> None:
    draft = await a_draft(site, {}, "same_province: 30", "same_province: 37")
    path = f"/v1/drafts/{draft['id']}"
    effect = (await site.client.get(f"{path}/effect")).json()
    await call(site, {}, f"{path}/review", reason="同省优先")

    said = await call(site, {}, f"{path}/comments", words="为什么？", place="params / same_province")
    back = await call(site, {}, f"{path}/return", reason="请说明")
    listed = (await site.client.get(f"{ROUTING}/drafts")).json()
    gone = await call(site, {}, f"{path}/abandonment", reason="不要了")
    again = await call(site, {}, f"{path}/review", reason="同省优先")

    assert effect["changes"][0]["field"] == "params.same_province"
    assert said.json()["remarks"][-1]["place"] == "params / same_province"
    assert back.json()["state"] == "editing"
    assert draft["id"] in {one["id"] for one in listed}
    assert gone.json()["state"] == "abandoned"
    assert (again.status_code, again.json()["type"]) == (409, "/errors/illegal_move")
    assert draft["id"] not in {one["id"] for one in (await site.client.get("/v1/drafts")).json()}
    everything = (await site.client.get("/v1/drafts", params={"all": True, "subject": "routing-default"})).json()
    assert draft["id"] in {one["id"] for one in everything}


async def test_a_draft_of_a_list_has_its_own_place(site: Site) -> None:
    made = await call(site, {}, "/v1/lists/whitelist.customer/drafts", reason="大客户")
    versions = (await site.client.get("/v1/lists/whitelist.customer/versions")).json()
    text = await site.client.get("/v1/lists/whitelist.customer/versions/1/yaml")

    assert (made.status_code, made.json()["draft"]["kind"]) == (201, "list")
    assert [(row["version"], row["in_force"]) for row in versions] == [(1, True)]
    assert text.text == made.json()["yaml"]
    assert len((await site.client.get("/v1/lists/whitelist.customer/drafts")).json()) == 1
    assert (await site.client.get("/v1/lists/none/versions")).status_code == 404


async def test_a_freeze_is_answered_with_its_reason(site: Site) -> None:
    now = datetime.now(UTC)
    draft = await a_draft(site, {}, "same_province: 30", "same_province: 38")
    body = {"starts": now.isoformat(), "ends": (now + timedelta(hours=1)).isoformat(), "reason": "双十一封版"}
    freeze = (await call(site, {}, "/v1/freezes", **body)).json()

    refused = await call(site, {}, f"/v1/drafts/{draft['id']}/publication", reason="同省优先")
    direct = await call(site, {}, "/v1/rulesets", yaml="kind: risk\n", reason="试试")
    lifted = await call(site, {}, f"/v1/freezes/{freeze['id']}/lift", reason="提前结束")
    wrong = await call(site, {}, "/v1/freezes", **{**body, "ends": body["starts"]})

    assert (refused.status_code, refused.json()["type"]) == (409, "/errors/frozen")
    assert "双十一封版" in refused.json()["detail"]
    assert direct.json()["type"] == "/errors/frozen"
    assert lifted.json()["lifted_by"] == "api:tests"
    assert [one["id"] for one in (await site.client.get("/v1/freezes")).json()] == [freeze["id"]]
    assert (wrong.status_code, wrong.json()["errors"][0]["path"]) == (422, "ends")


async def test_a_draft_is_scheduled_and_taken_off_the_schedule(site: Site) -> None:
    draft = await a_draft(site, {}, "same_province: 30", "same_province: 39")
    at = (datetime.now(UTC) + timedelta(days=1)).isoformat()

    scheduled = await call(site, {}, f"/v1/drafts/{draft['id']}/schedule", at=at, reason="零点生效")
    waiting = await call(site, {}, f"/v1/drafts/{draft['id']}/unschedule", reason="再等等")

    assert scheduled.json()["state"] == "scheduled"
    assert datetime.fromisoformat(scheduled.json()["activate_at"]) == datetime.fromisoformat(at)
    assert (waiting.json()["state"], waiting.json()["activate_at"]) == ("editing", None)


async def test_an_emergency_takes_two_keys(site: Site) -> None:
    zhao = await as_person(site, "zhao", "rules:publish")
    draft = await a_draft(site, {}, "same_province: 30", "same_province: 40")
    path = f"/v1/drafts/{draft['id']}/emergency"

    first = await call(site, {}, path, reason="运费算错")
    alone = await call(site, {}, path, reason="运费算错")
    second = await call(site, zhao, path, reason="确认")

    assert (first.json()["state"], alone.status_code) == ("editing", 409)
    assert second.json()["state"] == "published"
    entries = (await site.client.get("/v1/audit", params={"limit": 1000})).json()
    assert entries["items"][-2]["data"]["emergency"] == ["api:tests", "api:zhao"]
    assert entries["next"] == entries["items"][-1]["number"]


async def test_every_version_of_a_release_can_be_put_in_force_again(site: Site) -> None:
    restored = await call(site, {}, "/v1/releases/1/restoration", reason="回到最初")
    first = (await site.client.get("/v1/releases/1")).json()

    assert restored.json()["sets"] == first["sets"]
    assert restored.json()["in_force"] is True
    assert (await call(site, {}, "/v1/releases/1/rollback", reason="试试")).status_code == 409
    assert (await call(site, {}, "/v1/releases/99/rollback", reason="试试")).status_code == 404
    assert (await site.client.get("/v1/releases/99")).status_code == 404


async def test_grants_are_given_and_taken(site: Site) -> None:
    grant = {"person": "li", "action": "publish", "kind": "freight", "market": "cn"}

    given = await call(site, {}, "/v1/grants", **grant)
    draft = await a_draft(site, {}, "same_province: 30", "same_province: 41")
    refused = await call(site, {}, f"/v1/drafts/{draft['id']}/publication", reason="同省优先")
    listed = (await site.client.get("/v1/grants")).json()
    taken = await call(site, {}, "/v1/grants/revocation", **grant)
    wrong = await call(site, {}, "/v1/grants", person="li", action="dance")

    assert (given.status_code, given.json()) == (201, grant)
    assert (refused.status_code, refused.json()["type"]) == (403, "/errors/forbidden")
    assert listed == [grant]
    assert taken.status_code == 200
    assert (wrong.status_code, wrong.json()["errors"][0]["allowed"]) == (422, ["approve", "publish"])


async def test_the_audit_is_verified_over_http(site: Site) -> None:
    found = (await site.client.get("/v1/audit/verification")).json()
    anchored = await site.client.get("/v1/audit/verification", params={"anchor": f"{found['entries']}:{found['head']}"})
    rewritten = await site.client.get("/v1/audit/verification", params={"anchor": f"1:{'0' * 64}"})
    wrong = await site.client.get("/v1/audit/verification", params={"anchor": "abc"})

    assert found["ok"] is True
    assert found["entries"] > 10
    assert anchored.json()["ok"] is True
    assert rewritten.json()["tampering"]["number"] == 1
    assert wrong.status_code == 422


@pytest.mark.parametrize(
    ("scope", "method", "path"),
    [
        ("rules:read", "POST", f"{ROUTING}/drafts"),
        ("rules:write", "POST", "/v1/rulesets"),
        ("rules:write", "POST", "/v1/drafts/D-1/publication"),
        ("rules:write", "POST", "/v1/drafts/D-1/approval"),
        ("rules:approve", "POST", "/v1/releases/1/rollback"),
        ("rules:publish", "POST", "/v1/grants"),
        ("rules:read", "GET", "/v1/audit"),
    ],
)
async def test_each_right_is_a_scope_of_its_own(site: Site, scope: str, method: str, path: str) -> None:
    answer = await site.client.request(method, path, json={}, headers=await site.with_scopes(scope))

    assert answer.status_code == 403, answer.text
