"""One review: why it is held, what that blocks, who may clear it, who looks at it, and the verdict with its reason."""

from collections.abc import Awaitable, Callable
from typing import Final

from nicegui import app, ui

from admin.access import ADMINISTRATOR
from admin.components.display import chip, moment
from admin.context import AdminContext
from admin.language import say, say_or_self
from engine.errors import OmsError
from engine.services.review_views import ReviewView
from engine.services.reviews import Reviewer

_STAGE_SIGNALS: Final = {"cleared": "fine", "resolved": "fine", "rejected": "stop", "asked": "inform", "open": "look"}
_VERDICT_LOOKS: Final = {"clear": "unelevated", "resolve": "unelevated", "reject": "outline", "ask": "flat"}
_FILLED: Final = {"clear": "positive", "resolve": "positive"}
# Of what is drawn on the surface itself, in a colour that can be read in both themes.
BUTTON_COLOURS: Final = {"clear": "text-button", "reject": "stop-button", "ask": "text-button", "resolve": ""}


def reviewer_name() -> str:
    """Return the name under which the deeds of whoever looks at the page are kept."""
    return str(app.storage.user.get("person", ADMINISTRATOR))


def stage_chip(stage: str) -> None:
    """Draw where a review stands."""
    chip(say_or_self("stage", stage), _STAGE_SIGNALS.get(stage, ""))


def due_chip(context: AdminContext, review: ReviewView) -> None:
    """Draw by when it has to be decided: amber when little time is left, red when none is."""
    chip(moment(review.due, context.timezone), "stop" if review.overdue else "look" if review.soon else "")


def review_notice(context: AdminContext, review: ReviewView) -> None:
    """Draw why an order waits, what that blocks, who may clear it and who looks at it."""
    with ui.column().classes("notice stop" if review.overdue else "notice").props('role="status"'):
        with ui.row().classes("items-center gap-2"):
            ui.label(say_or_self("cause", review.cause)).classes("font-semibold")
            stage_chip(review.stage)
            chip(review.queue)
            ui.label(say("reviews.due")).classes("faint")
            due_chip(context, review)
        ui.label(" · ".join(review.reasons) or "–")
        if review.blocks:
            ui.label(say("reviews.blocked", blocks=" · ".join(say_or_self("block", each) for each in review.blocks)))
        else:
            ui.label(say("reviews.not_blocked"))
        ui.label(f"{say('reviews.who')} · {_agreement(review)}").classes("faint")
        if review.review_from is not None:
            ui.label(say("reviews.from", **{"from": moment(review.review_from, context.timezone)})).classes("faint")


def _agreement(review: ReviewView) -> str:
    if review.reviewers == 1:
        return say("reviews.one")
    return say("reviews.two", count=review.reviewers, agreed=", ".join(review.agreed) or say("common.none"))


def decide_panel(context: AdminContext, review: ReviewView, refresh: Callable[[], Awaitable[None]]) -> None:
    """Draw who looks at it, and the verdicts that are possible now; `refresh` draws the page anew afterwards."""
    person = reviewer_name()

    async def run(work: Callable[[], Awaitable[object]]) -> None:
        try:
            await work()
        except OmsError as refused:
            ui.notify(str(refused), type="warning", multi_line=True)
        await refresh()

    async def claim() -> None:
        await run(lambda: context.oms.reviews.claim(review.order_no, person, review.cause))

    async def release() -> None:
        await run(lambda: context.oms.reviews.release(review.order_no, person, review.cause))

    async def decide(verdict: str) -> None:
        if not (reason.value or "").strip():
            ui.notify(say("reviews.need_reason"), type="warning")
            return
        said = str(reason.value)
        await run(
            lambda: context.oms.reviews.decide(review.order_no, verdict, said, Reviewer(name=person), review.cause)
        )

    with ui.column().classes("panel"):
        ui.html(f"<h2>{say('reviews.decide')}</h2>", sanitize=False)
        _holder(context, review)
        with ui.row().classes("gap-2"):
            is_mine = review.claimed_by == person
            ui.button(
                say("reviews.renew" if is_mine else "reviews.claim"), icon="pan_tool_alt", color=None, on_click=claim
            ).props("outline no-caps dense").classes("px-3 text-button")
            if is_mine:
                ui.button(say("reviews.release"), color=None, on_click=release).props("flat no-caps dense").classes(
                    "text-button"
                )
        reason = ui.textarea(say("reviews.reason")).classes("w-full").props("outlined autogrow rows=2")
        for verdict in review.verdicts:
            filled = _FILLED.get(verdict)
            ui.button(
                say_or_self("verdict", verdict), color=filled, on_click=lambda said=verdict: decide(said)
            ).classes(f"w-full {'' if filled else BUTTON_COLOURS[verdict]}").props(f"{_VERDICT_LOOKS[verdict]} no-caps")


def _holder(context: AdminContext, review: ReviewView) -> None:
    if review.claimed_by is None or review.claimed_until is None:
        ui.label(say("reviews.nobody")).classes("faint")
        return
    until = moment(review.claimed_until, context.timezone)
    ui.label(say("reviews.claimed", person=review.claimed_by, until=until))


def review_notes(context: AdminContext, review: ReviewView) -> None:
    """Draw what was done with a review, oldest first."""
    with ui.column().classes("panel"):
        ui.html(f"<h2>{say('reviews.notes')}</h2>", sanitize=False)
        if not review.notes:
            ui.label(say("reviews.no_notes")).classes("faint")
            return
        with ui.column().classes("timeline"):
            for note in review.notes:
                with ui.column():
                    ui.label(f"{note.person} {say_or_self('deed', note.action)}")
                    if note.reason:
                        ui.label(note.reason)
                    ui.label(moment(note.at, context.timezone)).classes("faint text-xs")
