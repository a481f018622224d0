"""One process, two faces: an ASGI application that hands the admin's paths to the admin and the rest to the API."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from typing import Any, Final

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
AsgiApp = Callable[[Scope, Receive, Send], Awaitable[None]]

ADMIN: Final = "/admin"
DOCS: Final = "/docs"
_LOG: Final = logging.getLogger(__name__)


class Lifespan:
    """The start and the stop of one application, by the lifespan protocol of ASGI 3."""

    def __init__(self, app: AsgiApp) -> None:
        self._app = app
        self._inbox: asyncio.Queue[Message] = asyncio.Queue()
        self._outbox: asyncio.Queue[Message] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None

    async def start(self, state: MutableMapping[str, Any]) -> None:
        """Return when the application has started. Raises RuntimeError where it cannot."""
        scope = {"type": "lifespan", "asgi": {"version": "3.0", "spec_version": "2.0"}, "state": state}
        self._task = asyncio.create_task(self._run(scope))
        await self._say("startup")

    async def stop(self) -> None:
        """Return when the application has stopped. Raises RuntimeError where it stopped in disorder."""
        await self._say("shutdown")

    async def _run(self, scope: Scope) -> None:
        try:
            await self._app(scope, self._inbox.get, self._outbox.put)
        finally:
            await self._outbox.put({"type": "ended", "message": "the application ended by itself"})

    async def _say(self, what: str) -> None:
        await self._inbox.put({"type": f"lifespan.{what}"})
        answer = await self._outbox.get()
        done = answer["type"] == f"lifespan.{what}.complete"
        broken = None if done and what == "startup" else await self._end()
        if not done:
            raise RuntimeError(f"{what} failed: {broken or answer.get('message', '')}") from broken

    async def _end(self) -> BaseException | None:
        """Wait for the application to end, and return what it ended with."""
        if self._task is None:
            return None
        (ending,) = await asyncio.gather(self._task, return_exceptions=True)
        return ending


class Dispatcher:
    """Hands `/admin` and everything below it to the admin, all else to the API. Either may be left out.

    The admin sees the path without its prefix taken off, and the prefix as its `root_path`, as ASGI asks of a mount.
    """

    def __init__(self, api: AsgiApp | None, admin: AsgiApp | None) -> None:
        self._api = api
        self._admin = admin
        self._home = DOCS if admin is None else ADMIN

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection, or start and stop both applications."""
        if scope["type"] == "lifespan":
            apps = [app for app in (self._api, self._admin) if app is not None]
            await _lifespans([Lifespan(app) for app in apps], scope, receive, send)
            return
        if scope["path"] == "/" and scope["type"] == "http":
            await _lead(self._home, scope, send)
        elif self._admin is not None and _is_below(scope["path"], ADMIN):
            await self._admin({**scope, "root_path": scope.get("root_path", "") + ADMIN}, receive, send)
        elif self._api is not None:
            await self._api(scope, receive, send)
        else:
            await _nothing_here(scope, send)


def _is_below(path: str, prefix: str) -> bool:
    return path == prefix or path.startswith(prefix + "/")


async def _lifespans(lifespans: Sequence[Lifespan], scope: Scope, receive: Receive, send: Send) -> None:
    """Start all in turn when told to; stop all, the last first, when told to."""
    state = scope.setdefault("state", {})
    await receive()
    started: list[Lifespan] = []
    try:
        for lifespan in lifespans:
            await lifespan.start(state)
            started.append(lifespan)
    except RuntimeError as error:
        _LOG.exception("the server cannot start")
        for lifespan in reversed(started):
            await lifespan.stop()
        await send({"type": "lifespan.startup.failed", "message": str(error)})
        return
    await send({"type": "lifespan.startup.complete"})
    await receive()
    for lifespan in reversed(started):
        await lifespan.stop()
    await send({"type": "lifespan.shutdown.complete"})


async def _lead(path: str, scope: Scope, send: Send) -> None:
    """Lead whoever opens the bare address to where there is something to see."""
    location = (scope.get("root_path", "") + path).encode()
    await send({"type": "http.response.start", "status": 307, "headers": [(b"location", location)]})
    await send({"type": "http.response.body", "body": b""})


async def _nothing_here(scope: Scope, send: Send) -> None:
    """Answer 404 where only the admin is served and something else is asked for."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1000})
        return
    await send({"type": "http.response.start", "status": 404, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": b"only the admin is served here, at /admin\n"})
