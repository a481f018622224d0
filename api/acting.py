"""In whose place a call moves an order, and what it is answered."""

from collections.abc import Collection, Mapping
from typing import Any

from litestar import Response, post
from litestar.handlers import HTTPRouteHandler
from litestar.status_codes import HTTP_200_OK

from api.access import SCOPE
from api.bodies import JsonBody
from api.call import Write
from api.idempotency import replay_header
from api.operation import shows
from engine.encoding import content_hash
from engine.orders.actor import Role
from engine.orders.operation_requests import MoveRequest
from engine.services.operation_views import OperationView
from engine.services.operations import Done
from engine.services.roles import SCOPE_OF, Caller, acting


def open_to(able: Collection[Role]) -> Mapping[str, Any]:
    """Return what a handler needs of a key: a scope that stands for one of these roles."""
    return {SCOPE: tuple(SCOPE_OF[role] for role in able)}


def verb(path: str, body: type[MoveRequest], able: Collection[Role], example: Any = None) -> HTTPRouteHandler:
    """Return the decorator of a call that moves an order: a JSON body, 200, and keys that stand for these roles."""
    return post(
        path,
        status_code=HTTP_200_OK,
        dto=JsonBody[body],  # type: ignore[valid-type]  # made for the body of each call
        return_dto=None,
        operation_class=shows(example or {}),
        opt=open_to(able),
    )


def caller_of(write: Write, data: MoveRequest, able: Collection[Role]) -> Caller:
    """Return who calls, as one of these roles. Raises Forbidden where the key does not stand for the one it names."""
    return Caller(
        actor=acting(write.actor, write.scopes, able, data.role),
        idempotency_key=write.idempotency_key,
        body_hash=content_hash(data),
    )


def answered(done: Done) -> Response[OperationView]:
    """Return the answer of an operation, marked where it was given before."""
    view, replayed = done
    return Response(view, headers=replay_header(replayed=replayed))
