"""One process, two faces: who gets which path, and how both start and stop."""

import asyncio
from typing import Any

import pytest

from engine.serving import Dispatcher, Message, Receive, Scope, Send


class Face:
    """An application that notes what it was called with."""

    def __init__(self, name: str, log: list[str], *, fails: bool = False) -> None:
        self.name, self.log, self.fails = name, log, fails
        self.scopes: list[Scope] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            self.scopes.append(scope)
            return
        assert (await receive())["type"] == "lifespan.startup"
        self.log.append(f"{self.name} starts")
        if self.fails:
            await send({"type": "lifespan.startup.failed", "message": "no database"})
            return
        await send({"type": "lifespan.startup.complete"})
        assert (await receive())["type"] == "lifespan.shutdown"
        self.log.append(f"{self.name} stops")
        await send({"type": "lifespan.shutdown.complete"})


async def nothing() -> Message:
    raise AssertionError("nothing is to be received")


async def call(dispatcher: Dispatcher, path: str, kind: str = "http") -> list[Message]:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    await dispatcher({"type": kind, "path": path}, nothing, send)
    return sent


async def run(dispatcher: Dispatcher) -> list[Message]:
    inbox: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    inbox.put_nowait({"type": "lifespan.startup"})
    inbox.put_nowait({"type": "lifespan.shutdown"})
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    await dispatcher({"type": "lifespan"}, inbox.get, send)
    return sent


@pytest.mark.parametrize("path", ["/admin", "/admin/", "/admin/orders", "/admin/_nicegui/x.js"])
@pytest.mark.parametrize("kind", ["http", "websocket"])
async def test_the_admin_gets_its_own_paths_with_the_prefix_as_root(path: str, kind: str) -> None:
    api, admin = Face("api", []), Face("admin", [])

    await call(Dispatcher(api, admin), path, kind)

    assert [scope["root_path"] for scope in admin.scopes] == ["/admin"]
    assert [scope["path"] for scope in admin.scopes] == [path]
    assert api.scopes == []


@pytest.mark.parametrize("path", ["/v1/orders", "/administrator", "/v1/admin"])
async def test_the_api_gets_all_else(path: str) -> None:
    api, admin = Face("api", []), Face("admin", [])

    await call(Dispatcher(api, admin), path)

    assert [scope["path"] for scope in api.scopes] == [path]
    assert admin.scopes == []


@pytest.mark.parametrize(("admin", "home"), [(Face("admin", []), b"/admin"), (None, b"/docs")])
async def test_the_bare_address_leads_to_where_there_is_something_to_see(admin: Face | None, home: bytes) -> None:
    (start, _) = await call(Dispatcher(Face("api", []), admin), "/")

    assert (start["status"], dict(start["headers"])[b"location"]) == (307, home)


async def test_where_only_the_admin_is_served_other_paths_lead_nowhere() -> None:
    (start, _) = await call(Dispatcher(None, Face("admin", [])), "/v1/orders")

    assert start["status"] == 404


async def test_both_faces_start_and_stop_with_the_process() -> None:
    log: list[str] = []

    sent = await run(Dispatcher(Face("api", log), Face("admin", log)))

    assert log == ["api starts", "admin starts", "admin stops", "api stops"]
    assert [message["type"] for message in sent] == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


async def test_when_one_face_cannot_start_the_other_is_stopped_and_the_reason_given() -> None:
    log: list[str] = []

    (answer,) = await run(Dispatcher(Face("api", log), Face("admin", log, fails=True)))

    assert answer == {"type": "lifespan.startup.failed", "message": "startup failed: no database"}
    assert log == ["api starts", "admin starts", "api stops"]


async def test_a_face_that_breaks_while_starting_fails_the_start() -> None:
    async def broken(scope: Scope, receive: Receive, send: Send) -> None:
        raise ValueError("a bug")

    (answer,) = await run(Dispatcher(broken, None))

    assert answer == {"type": "lifespan.startup.failed", "message": "startup failed: a bug"}
