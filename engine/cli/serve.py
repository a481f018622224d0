"""`oms serve`: the API, the admin and the worker in one process, or some of them."""

import gc
import secrets
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from contextlib import nullcontext
from typing import Final

import msgspec
import uvloop

from config.catalogue import SettingError
from config.logging import set_up_logging
from config.settings import Settings
from engine.cli.command import DONE, FAILED, Command
from engine.cli.faces import FACES, dispatcher
from engine.cli.server import listen, run_server
from engine.cli.session import opened, settings_now
from engine.cli.work import work, working
from engine.services.app import Oms
from engine.services.keys import ALL_SCOPES

LOCAL: Final = "127.0.0.1"
WORKER: Final = "worker"
PARTS: Final = (*FACES, WORKER)
READY: Final = "OMS is ready; Ctrl-C stops it"


def serve(given: Namespace) -> int:
    """Serve until told to stop."""
    settings = settings_now()
    set_up_logging(settings.log)
    if given.only == (WORKER,):
        return work(given)
    settings = with_admin_password(settings, given.only)
    return uvloop.run(_serve(settings, given))


async def _serve(settings: Settings, given: Namespace) -> int:
    with listen(given.host, given.port) as sock:
        host, port = sock.getsockname()[:2]
        async with opened(settings) as oms, working(oms) if WORKER in given.only else nullcontext():
            lines = [*addresses(host, port, given.only), *await _first_secrets(oms, settings, given.only), READY]
            app = dispatcher(oms, settings, given.only)
            started = await run_server(app, sock, lambda: _ready(lines))
    return DONE if started else FAILED


def _ready(lines: list[str]) -> None:
    """Say that all is loaded, and set it aside for good.

    The collector would look at it again and again, and hold up all requests for a quarter of a second each time. Only
    the release in force now is kept in memory by it when later ones follow.
    """
    gc.collect()
    gc.freeze()
    print("\n".join(lines), flush=True)


def with_admin_password(settings: Settings, faces: tuple[str, ...]) -> Settings:
    """Return the settings with a password for the admin: in development one is made where none is set."""
    if "admin" not in faces or settings.admin_password:
        return settings
    if settings.is_production:
        raise SettingError(
            "OMS_ADMIN_PASSWORD", "is needed to serve the admin in production; or leave it out: --only api"
        )
    return msgspec.structs.replace(settings, admin_password=secrets.token_urlsafe(12))


async def _first_secrets(oms: Oms, settings: Settings, faces: tuple[str, ...]) -> list[str]:
    """Return what a person needs to get in for the first time. In production nothing secret is ever printed."""
    if settings.is_production:
        return []
    lines = []
    if "admin" in faces and "OMS_ADMIN_PASSWORD" not in settings.given:
        lines.append(f"  admin user  admin    password  {settings.admin_password}    (new at every start)")
    if "api" in faces:
        lines.append(await _key_line(oms))
    return lines


async def _key_line(oms: Oms) -> str:
    if await oms.keys.exist():
        return "  API key     made before; another one: oms user key NAME"
    key = await oms.keys.make("development", ALL_SCOPES)
    return f"  API key     {key}    (shown this once)"


def addresses(host: str, port: int, faces: tuple[str, ...]) -> list[str]:
    """Return where things are, one line each."""
    root = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    lines = []
    if "api" in faces:
        lines += [f"  API         {root}/v1", f"  API docs    {root}/docs"]
    if "admin" in faces:
        lines += [f"  admin       {root}/admin"]
    return lines


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65_535:  # noqa: PLR2004 - the largest port there is
        raise ArgumentTypeError(f"{text} is no port; write 0 (any free one) to 65535")
    return int(text)


def _parts(text: str) -> tuple[str, ...]:
    parts = tuple(part.strip() for part in text.split(",") if part.strip())
    unknown = [part for part in parts if part not in PARTS]
    if unknown or not parts:
        raise ArgumentTypeError(f"{text!r}: choose from {', '.join(PARTS)}")
    return parts


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--host", default=LOCAL, help="address to listen on (%(default)s)")
    parser.add_argument("--port", type=_port, default=8000, help="port to listen on, 0: any free one (%(default)s)")
    parser.add_argument("--only", type=_parts, default=PARTS, metavar="PARTS", help=f"some of {','.join(PARTS)}")


SERVE_COMMAND = Command(name="serve", help="serve the API and the admin", run=serve, arguments=_arguments)
