"""The frame of every page: rail, top bar with the search, breadcrumb and title, keys."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Final, NamedTuple

from nicegui import app, ui
from nicegui.events import KeyEventArguments

from admin import theme
from admin.access import ADMINISTRATOR
from admin.context import AdminContext
from admin.language import LANGUAGES, choose_language, language, say, speak_to_browser
from engine.errors import NotFound, OmsError

# Where the admin is mounted. Links and navigation leave it out: NiceGUI puts it in front.
BASE: Final = "/admin"


class Place(NamedTuple):
    """One entry of the rail."""

    key: str
    icon: str
    path: str
    shortcut: str


class Crumb(NamedTuple):
    """One step of the breadcrumb; the last one has no path."""

    text: str
    path: str | None = None


PLACES: Final = (
    Place("today", "today", "/", "t"),
    Place("rules", "rule", "/rules", "r"),
    Place("rollouts", "alt_route", "/rollouts", "l"),
    Place("releases", "history", "/releases", "p"),
    Place("orders", "receipt_long", "/orders", "o"),
    Place("reviews", "fact_check", "/reviews", "v"),
    Place("inbox", "inbox", "/inbox", "i"),
    Place("stock", "inventory_2", "/stock", "s"),
    Place("audit", "policy", "/audit", "a"),
)


@contextmanager
def frame(context: AdminContext, here: str, title: str, crumbs: tuple[Crumb, ...] = ()) -> Iterator[ui.column]:
    """Draw the frame around a page; `here` is the key of its place."""
    theme.apply()
    speak_to_browser()
    ui.page_title(f"{title} · {say('app.name')}")
    ui.html(f'<a class="skip" href="#content">{say("nav.skip")}</a>', sanitize=False)
    with ui.left_drawer(value=True, fixed=True).props("width=176 breakpoint=700") as rail:
        _rail(here)
    _top_bar(context, rail)
    _keys()
    with ui.column().classes("page").props('id="content" role="main"') as page:
        if crumbs:
            _breadcrumb(crumbs)
        yield page


@asynccontextmanager
async def loaded() -> AsyncIterator[None]:
    """Show what happened, and what to do, where a use case refuses to answer inside the block."""
    try:
        yield
    except NotFound as missing:
        failure(say("error.not_found"), str(missing), can_retry=False)
    except OmsError as error:
        failure(say("error.title"), f"{error.code}: {error}", can_retry=True)


def failure(title: str, detail: str, *, can_retry: bool) -> None:
    """Draw an error: what happened, what to do, retry."""
    with ui.column().classes("notice stop").props('role="alert"'):
        ui.label(title).classes("font-semibold")
        if can_retry:
            ui.label(say("error.next")).classes("faint")
        ui.label(detail).classes("mono")
        if can_retry:
            ui.button(say("common.retry"), on_click=ui.navigate.reload).props("flat dense no-caps")


def title_row(title: str) -> ui.row:
    """Draw a page's title; what is put into the row stands at its right end."""
    with ui.row().classes("w-full items-center gap-3") as row:
        ui.html(f"<h1>{_escape(title)}</h1>", sanitize=False)
        ui.space()
    return row


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _rail(here: str) -> None:
    with ui.column().classes("w-full gap-0 pt-2").props('role="navigation"'):
        for place in PLACES:
            text = say(f"nav.{place.key}")
            with ui.link(target=place.path).classes("rail-link") as link:
                ui.icon(place.icon).classes("text-lg").props('aria-hidden="true"')
                ui.label(text)
            if place.key == here:
                link.classes("here").props('aria-current="page"')


def _top_bar(context: AdminContext, rail: ui.left_drawer) -> None:
    with ui.header(elevated=False).classes("items-center gap-3 px-4 py-1"):
        ui.button(icon="menu", on_click=rail.toggle).props(
            f'flat round dense color=grey aria-label="{say("nav.fold")}"'
        )
        ui.label(say("app.name")).classes("font-semibold text-base whitespace-nowrap")
        if not context.is_production:
            ui.label(say("top.development")).classes("band")
        ui.space()
        _search_box(context)
        ui.space()
        other = next(code for code in LANGUAGES if code != language())
        ui.button(LANGUAGES[other], on_click=lambda: _choose(other)).props(
            f'flat dense no-caps color=grey aria-label="{say("top.language")}"'
        )
        ui.button(icon="contrast", on_click=theme.switch).props(
            f'flat round dense color=grey aria-label="{say("top.theme")}"'
        )
        with ui.button(ADMINISTRATOR, icon="person").props("flat dense no-caps color=grey"), ui.menu():
            ui.menu_item(say("top.sign_out"), on_click=sign_out)


def _choose(code: str) -> None:
    choose_language("en" if code == "en" else "zh")
    ui.navigate.reload()


def sign_out() -> None:
    """Forget who this is, keep language and theme, and show the sign-in page."""
    app.storage.user.pop("person", None)
    ui.navigate.to("/sign-in")


def _search_box(context: AdminContext) -> None:
    async def search() -> None:
        text = (box.value or "").strip()
        if not text:
            return
        target = await _find(context, text)
        if target:
            ui.navigate.to(target)
        else:
            ui.notify(say("top.search.none", text=text), type="warning")

    box = (
        ui.input(placeholder=say("top.search"))
        .classes("w-80")
        .props(f'outlined dense clearable id="search" aria-label="{say("top.search")}"')
    )
    with box.add_slot("prepend"):
        ui.icon("search").props('aria-hidden="true"')
    box.on("keydown.enter", search)


async def _find(context: AdminContext, text: str) -> str | None:
    """Return the address of an order with this number, else of the first rule set whose id or title has the text."""
    try:
        return f"/orders/{(await context.oms.orders.get(text)).order_no}"
    except NotFound:
        pass  # no order of that number: it may be a rule set
    for row in await context.oms.rules.sets():
        if text.casefold() in f"{row.id} {row.title}".casefold():
            return f"/rules/{row.id}"
    return None


def _breadcrumb(crumbs: tuple[Crumb, ...]) -> None:
    with ui.row().classes("items-center gap-1 faint text-sm").props('role="navigation" aria-label="breadcrumb"'):
        for i, crumb in enumerate(crumbs):
            if i:
                ui.label("/").props('aria-hidden="true"')
            if crumb.path is None:
                ui.label(crumb.text)
            else:
                ui.link(crumb.text, crumb.path)


def _keys() -> None:
    """Listen to `/`, `g t`, `g r`, `g o` and `?`, except while somebody types."""
    pending: list[str] = []

    async def pressed(event: KeyEventArguments) -> None:
        if not event.action.keydown or event.action.repeat or event.modifiers.ctrl or event.modifiers.meta:
            return
        key = event.key.name
        if pending and pending.pop() == "g":
            target = next((place.path for place in PLACES if place.shortcut == key), None)
            if target:
                ui.navigate.to(target)
        elif key == "g":
            pending.append(key)
        elif key == "/":
            ui.run_javascript("document.getElementById('search')?.focus()")
        elif key == "?":
            _key_list()

    ui.keyboard(on_key=pressed, ignore=["input", "select", "textarea", "button"])


def _key_list() -> None:
    with ui.dialog(value=True), ui.card():
        ui.label(say("top.keys")).classes("font-semibold")
        places = [(f"g {place.shortcut}", f"keys.{place.key}") for place in PLACES]
        for keys, meaning in (("/", "keys.search"), *places, ("?", "keys.help")):
            with ui.row().classes("w-64 justify-between"):
                ui.label(say(meaning))
                ui.label(keys).classes("mono")
