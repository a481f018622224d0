"""Who may call what: a bearer key and its scopes. A call that names no scope is closed to everybody."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler
from litestar.types import Guard

from api.queries import LARGEST
from engine.errors import Forbidden, NotFound, Unauthenticated

SCOPE: Final = "scope"  # the name under which a handler says what it needs
PUBLIC: Final = "public"  # health, metrics and documentation need no key

_BEARER: Final = "bearer "
_LONGEST_KEY: Final = 256


def scope_guard(check: Callable[[str], Awaitable[Any]]) -> Guard:
    """Return the guard of the whole API. `check` turns a plain key into its holder, or raises Unauthenticated."""

    async def guard(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
        scope = handler.opt.get(SCOPE)
        if scope == PUBLIC:
            return
        principal = await check(bearer_key(connection.headers.get("authorization")))
        allowed = (scope,) if isinstance(scope, str) else tuple(scope or ())  # of several, one is enough
        if not set(allowed) & set(principal.scopes):
            raise Forbidden(" or ".join(allowed) or str(scope))
        connection.scope["user"] = principal

    return guard


def number_guard(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """Refuse an address with a number that no database keeps. Raises NotFound."""
    for name, value in connection.path_params.items():
        if isinstance(value, int) and value > LARGEST:
            raise NotFound(name, value)


def bearer_key(header: str | None) -> str:
    """Return the key that an Authorization header carries, or raise Unauthenticated."""
    if header is None:
        raise Unauthenticated("send the header Authorization: Bearer <key>")
    key = header[len(_BEARER) :].strip()
    if not header.lower().startswith(_BEARER) or not key or len(key) > _LONGEST_KEY:
        raise Unauthenticated("the header Authorization must be: Bearer <key>")
    return key
