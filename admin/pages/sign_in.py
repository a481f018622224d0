"""Sign in: user name and password."""

from datetime import UTC, datetime

from nicegui import app, run, ui
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from admin import theme
from admin.access import ADMINISTRATOR
from admin.context import AdminContext
from admin.language import say, speak_to_browser
from admin.shell import BASE

SIGN_IN = "/sign-in"


def build(context: AdminContext) -> None:
    """Register the page."""

    @ui.page(SIGN_IN)
    def sign_in(next: str = "/") -> None:  # noqa: A002 - the name that stands in the address
        theme.apply()
        speak_to_browser()
        ui.page_title(f"{say('sign_in.title')} · {say('app.name')}")

        async def submit() -> None:
            now = datetime.now(UTC)
            locked = context.access.locked_for(now)
            if locked:
                wrong.set_text(say("sign_in.locked", minutes=int(locked.total_seconds() // 60) + 1))
                return
            if not await run.io_bound(context.access.admits, user.value, password.value, now):
                wrong.set_text(say("sign_in.wrong"))
                return
            app.storage.user["person"] = ADMINISTRATOR
            ui.navigate.to(next if next.startswith("/") and not next.startswith("//") else "/")

        with (
            ui.column().classes("w-full items-center pt-24").props('role="main" id="content"'),
            ui.column().classes("panel").style("max-width: 360px"),
        ):
            ui.html(f"<h1>{say('app.name')}</h1>", sanitize=False)
            user = ui.input(say("sign_in.user"), value=ADMINISTRATOR).classes("w-full").props("outlined dense")
            password = (
                ui.input(say("sign_in.password"), password=True).classes("w-full").props("outlined dense autofocus")
            )
            password.on("keydown.enter", submit)
            wrong = ui.label().classes("chip stop").props('role="alert"')
            wrong.bind_visibility_from(wrong, "text", bool)
            ui.button(say("sign_in.submit"), on_click=submit).classes("w-full").props("unelevated no-caps")
            if not context.is_production:
                ui.label(say("sign_in.hint")).classes("faint text-xs")


class SignedIn:
    """Sends everybody who has not signed in to the sign-in page. NiceGUI's own assets are open."""

    def __init__(self, inner: ASGIApp) -> None:
        self._inner = inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not self._is_open(self._path(scope)) and "person" not in app.storage.user:
            answer: Response = RedirectResponse(f"{BASE}{SIGN_IN}?next={self._path(scope)}")
            await answer(scope, receive, send)
            return
        await self._inner(scope, receive, send)

    @staticmethod
    def _path(scope: Scope) -> str:
        return str(scope["path"]).removeprefix(BASE) or "/"

    @staticmethod
    def _is_open(path: str) -> bool:
        return path == SIGN_IN or path.startswith("/_nicegui")
