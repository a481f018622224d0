"""What a handler is given of a call: the application, who calls, and under which key the call may be repeated.

It comes as one dependency on purpose: Litestar resolves two or more in a task group, which costs 0.2 ms a call.
"""

from collections.abc import Mapping
from typing import Any

import msgspec
from litestar import Request
from litestar.di import Provide

from api.idempotency import Given, checked_key
from api.metrics import Metrics
from engine.services.app import Oms


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """One call of somebody who may make it. `actor` is the name under which their deeds are kept."""

    oms: Oms
    metrics: Metrics
    actor: str


class Write(Call, frozen=True, kw_only=True):
    """A call that may be repeated under the caller's own key. `scopes` are what the caller may do."""

    idempotency_key: str | None
    scopes: tuple[str, ...]


def dependencies(oms: Oms, metrics: Metrics) -> Mapping[str, Provide]:
    """Return what handlers may ask for: `call`, or `write` where they take an Idempotency-Key."""

    def call(request: Request[Any, Any, Any]) -> Call:
        return Call(oms=oms, metrics=metrics, actor=_actor(request))

    def write(request: Request[Any, Any, Any], given_key: Given = None) -> Write:
        key = checked_key(given_key)
        return Write(oms=oms, metrics=metrics, actor=_actor(request), idempotency_key=key, scopes=request.user.scopes)

    return {
        "call": Provide(call, sync_to_thread=False),
        "write": Provide(write, sync_to_thread=False),
        "oms": Provide(lambda: oms, sync_to_thread=False),
    }


def _actor(request: Request[Any, Any, Any]) -> str:
    return f"api:{request.user.name}"
