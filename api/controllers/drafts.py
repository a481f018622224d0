"""Drafts of rule sets, lists and rollouts: made, edited, reviewed, published at once or later."""

from typing import Any

from litestar import Controller, MediaType, Request, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from litestar.status_codes import HTTP_200_OK, HTTP_201_CREATED

from api.access import SCOPE
from api.bodies import RULES_BYTES, JsonBody
from api.call import Call
from api.controllers.draft_bodies import (
    ApprovalBody,
    CommentBody,
    DraftEdit,
    DraftQuery,
    NewDraft,
    NewDraftOf,
    ReviewRequest,
    ScheduleBody,
    WhyBody,
)
from api.controllers.draft_views import DraftRow, DraftView, SavedView, draft_row, draft_view, saved_view
from api.examples import DRAFT
from api.operation import ApiOperation, asks, shows
from api.queries import read_query
from engine.services.app import Oms
from engine.services.draft_reviews import Effect
from engine.services.views import VersionRow

_READ = {SCOPE: "rules:read"}
_WRITE = {SCOPE: "rules:write"}
_APPROVE = {SCOPE: "rules:approve"}
_PUBLISH = {SCOPE: "rules:publish"}


class DraftController(Controller):
    """Drafts."""

    path = "/v1/drafts"
    tags = ("drafts",)
    request_max_body_size = RULES_BYTES

    @get("/", operation_class=asks(DraftQuery), opt=_READ)
    async def list_drafts(self, request: Request[Any, Any, Any], oms: NamedDependency[Oms]) -> tuple[DraftRow, ...]:
        """List the drafts that are not over yet, those that were changed last first."""
        query = read_query(request, DraftQuery)
        found = await oms.governance.drafts.find(query.subject, query.kind, all_states=query.all)
        return tuple(map(draft_row, found))

    @post("/", dto=JsonBody[NewDraftOf], return_dto=None, operation_class=shows(DRAFT), opt=_WRITE)
    async def make_draft(self, data: JSONBody[NewDraftOf], call: NamedDependency[Call]) -> DraftView:
        """Make a draft of a text, or of what is in force. Several drafts of one set may be there at once."""
        return await _made(call, data.subject, data.kind, data)

    @get("/{draft_id:str}", operation_class=ApiOperation, opt=_READ)
    async def get_draft(self, draft_id: FromPath[str], oms: NamedDependency[Oms]) -> DraftView:
        """Return a draft with its text, its review and what was said of it."""
        drafts, shadow = oms.governance.drafts, await oms.shadows.of_draft(draft_id)
        return draft_view(await drafts.get(draft_id), await drafts.remarks(draft_id), shadow)

    @get("/{draft_id:str}/effect", operation_class=ApiOperation, opt=_READ)
    async def get_effect(self, draft_id: FromPath[str], oms: NamedDependency[Oms]) -> Effect:
        """Return what a draft would change, by rule and cell, and what the publish gate says of it."""
        return await oms.governance.reviews.effect(await oms.governance.drafts.get(draft_id))

    @put("/{draft_id:str}", dto=JsonBody[DraftEdit], return_dto=None, operation_class=ApiOperation, opt=_WRITE)
    async def save_draft(
        self, draft_id: FromPath[str], data: JSONBody[DraftEdit], call: NamedDependency[Call]
    ) -> SavedView:
        """Save a text. What somebody else saved since the revision is brought together with it; a clash is a 409."""
        saved = await call.oms.governance.drafts.save(
            draft_id, data.yaml, revision=data.revision, actor=call.actor, note=data.note
        )
        return saved_view(saved)

    @post("/{draft_id:str}/rebase", status_code=HTTP_200_OK, operation_class=ApiOperation, opt=_WRITE)
    async def rebase_draft(self, draft_id: FromPath[str], call: NamedDependency[Call]) -> DraftRow:
        """Bring a draft together with what was published since it was made; a clash is a 409."""
        return draft_row(await call.oms.governance.drafts.rebase(draft_id, actor=call.actor))

    @post(
        "/{draft_id:str}/comments",
        status_code=HTTP_201_CREATED,
        dto=JsonBody[CommentBody],
        return_dto=None,
        operation_class=ApiOperation,
        opt={SCOPE: ("rules:write", "rules:approve")},
    )
    async def comment(
        self, draft_id: FromPath[str], data: JSONBody[CommentBody], call: NamedDependency[Call]
    ) -> DraftView:
        """Say something of a draft, or of a place in it."""
        drafts = call.oms.governance.drafts
        await drafts.comment(draft_id, data.words, actor=call.actor, place=data.place)
        return draft_view(await drafts.get(draft_id), await drafts.remarks(draft_id))

    @post(
        "/{draft_id:str}/review",
        status_code=HTTP_200_OK,
        dto=JsonBody[ReviewRequest],
        return_dto=None,
        operation_class=ApiOperation,
        opt=_WRITE,
    )
    async def request_review(
        self, draft_id: FromPath[str], data: JSONBody[ReviewRequest], call: NamedDependency[Call]
    ) -> DraftView:
        """Ask somebody else to approve a draft that passes the publish gate; its effect is kept with it."""
        draft = await call.oms.governance.reviews.request(
            draft_id, actor=call.actor, reason=data.reason, measured=data.measured
        )
        return draft_view(draft, await call.oms.governance.drafts.remarks(draft_id))

    @post(
        "/{draft_id:str}/approval",
        status_code=HTTP_200_OK,
        dto=JsonBody[ApprovalBody],
        return_dto=None,
        operation_class=ApiOperation,
        opt=_APPROVE,
    )
    async def approve(
        self, draft_id: FromPath[str], data: JSONBody[ApprovalBody], call: NamedDependency[Call]
    ) -> DraftRow:
        """Approve exactly the text and the effect that were looked at. Who wrote any of it cannot."""
        draft = await call.oms.governance.reviews.approve(
            draft_id, actor=call.actor, sha=data.sha, effect_sha=data.effect_sha, reason=data.reason
        )
        return draft_row(draft)

    @post(
        "/{draft_id:str}/return",
        status_code=HTTP_200_OK,
        dto=JsonBody[WhyBody],
        return_dto=None,
        operation_class=ApiOperation,
        opt=_APPROVE,
    )
    async def send_back(
        self, draft_id: FromPath[str], data: JSONBody[WhyBody], call: NamedDependency[Call]
    ) -> DraftRow:
        """Send a draft back to be worked on; an approval that it had counts no more."""
        return draft_row(await call.oms.governance.reviews.send_back(draft_id, actor=call.actor, reason=data.reason))

    @post(
        "/{draft_id:str}/publication",
        status_code=HTTP_200_OK,
        dto=JsonBody[WhyBody],
        return_dto=None,
        operation_class=ApiOperation,
        opt=_PUBLISH,
    )
    async def publish_draft(
        self, draft_id: FromPath[str], data: JSONBody[WhyBody], call: NamedDependency[Call]
    ) -> DraftRow:
        """Put an approved draft in force; where no approval is required, any good one."""
        return draft_row(await call.oms.governance.publishing.publish(draft_id, actor=call.actor, reason=data.reason))

    @post(
        "/{draft_id:str}/schedule",
        status_code=HTTP_200_OK,
        dto=JsonBody[ScheduleBody],
        return_dto=None,
        operation_class=ApiOperation,
        opt=_PUBLISH,
    )
    async def schedule(
        self, draft_id: FromPath[str], data: JSONBody[ScheduleBody], call: NamedDependency[Call]
    ) -> DraftRow:
        """Let an approved draft come in force by itself at a time to come."""
        draft = await call.oms.governance.publishing.schedule(
            draft_id, at=data.at, actor=call.actor, reason=data.reason
        )
        return draft_row(draft)

    @post(
        "/{draft_id:str}/unschedule",
        status_code=HTTP_200_OK,
        dto=JsonBody[WhyBody],
        return_dto=None,
        operation_class=ApiOperation,
        opt=_PUBLISH,
    )
    async def unschedule(
        self, draft_id: FromPath[str], data: JSONBody[WhyBody], call: NamedDependency[Call]
    ) -> DraftRow:
        """Let a scheduled draft wait until it is published by hand."""
        return draft_row(
            await call.oms.governance.publishing.unschedule(draft_id, actor=call.actor, reason=data.reason)
        )

    @post(
        "/{draft_id:str}/emergency",
        status_code=HTTP_200_OK,
        dto=JsonBody[WhyBody],
        return_dto=None,
        operation_class=ApiOperation,
        opt=_PUBLISH,
    )
    async def break_glass(
        self, draft_id: FromPath[str], data: JSONBody[WhyBody], call: NamedDependency[Call]
    ) -> DraftRow:
        """Publish without approval, freeze or not: the first call asks, one by another person does it."""
        return draft_row(
            await call.oms.governance.publishing.break_glass(draft_id, actor=call.actor, reason=data.reason)
        )

    @post(
        "/{draft_id:str}/abandonment",
        status_code=HTTP_200_OK,
        dto=JsonBody[WhyBody],
        return_dto=None,
        operation_class=ApiOperation,
        opt=_WRITE,
    )
    async def abandon(self, draft_id: FromPath[str], data: JSONBody[WhyBody], call: NamedDependency[Call]) -> DraftRow:
        """End a draft that is not to be published; it can still be read."""
        return draft_row(await call.oms.governance.drafts.abandon(draft_id, actor=call.actor, reason=data.reason))


class RuleSetDraftController(Controller):
    """Drafts of one rule set."""

    path = "/v1/rulesets/{set_id:str}/drafts"
    tags = ("drafts",)
    request_max_body_size = RULES_BYTES

    @get("/", operation_class=ApiOperation, opt=_READ)
    async def list_set_drafts(self, set_id: FromPath[str], oms: NamedDependency[Oms]) -> tuple[DraftRow, ...]:
        """List the drafts of a rule set that are not over yet."""
        return tuple(map(draft_row, await oms.governance.drafts.find(set_id, "set")))

    @post("/", dto=JsonBody[NewDraft], return_dto=None, operation_class=ApiOperation, opt=_WRITE)
    async def make_set_draft(
        self, set_id: FromPath[str], data: JSONBody[NewDraft], call: NamedDependency[Call]
    ) -> DraftView:
        """Make a draft of a rule set."""
        return await _made(call, set_id, "set", data)


class ListDraftController(Controller):
    """Versions and drafts of one reference list."""

    path = "/v1/lists/{list_id:str}"
    tags = ("drafts",)
    request_max_body_size = RULES_BYTES

    @get("/versions", operation_class=ApiOperation, opt=_READ)
    async def list_list_versions(self, list_id: FromPath[str], oms: NamedDependency[Oms]) -> tuple[VersionRow, ...]:
        """List the versions of a list, newest first."""
        return await oms.rules.list_versions(list_id)

    @get("/versions/{version:int}/yaml", operation_class=ApiOperation, media_type=MediaType.TEXT, opt=_READ)
    async def get_list_text(self, list_id: FromPath[str], version: FromPath[int], oms: NamedDependency[Oms]) -> str:
        """Return the YAML of one version of a list, as it was published."""
        return await oms.rules.list_text(list_id, version)

    @get("/drafts", operation_class=ApiOperation, opt=_READ)
    async def list_list_drafts(self, list_id: FromPath[str], oms: NamedDependency[Oms]) -> tuple[DraftRow, ...]:
        """List the drafts of a list that are not over yet."""
        return tuple(map(draft_row, await oms.governance.drafts.find(list_id, "list")))

    @post("/drafts", dto=JsonBody[NewDraft], return_dto=None, operation_class=ApiOperation, opt=_WRITE)
    async def make_list_draft(
        self, list_id: FromPath[str], data: JSONBody[NewDraft], call: NamedDependency[Call]
    ) -> DraftView:
        """Make a draft of a list."""
        return await _made(call, list_id, "list", data)


async def _made(call: Call, subject: str, kind: str | None, body: NewDraft) -> DraftView:
    drafts = call.oms.governance.drafts
    draft = await drafts.create(subject, actor=call.actor, reason=body.reason, text=body.yaml, kind=kind)
    return draft_view(draft, await drafts.remarks(draft.id))
