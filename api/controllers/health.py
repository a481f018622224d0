"""Alive, and able to work: for whoever restarts processes and routes traffic to them."""

import msgspec
from litestar import get
from litestar.di import NamedDependency

from api.access import PUBLIC, SCOPE
from engine.services.app import Oms


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """`ok`, with the release of rule sets in force once it is ready."""

    status: str
    release: int | None = None


@get("/health/live", tags=("health",), security=[{}], opt={SCOPE: PUBLIC}, sync_to_thread=False)
def live() -> Health:
    """Answer as long as the process runs."""
    return Health(status="ok")


@get("/health/ready", tags=("health",), security=[{}], opt={SCOPE: PUBLIC})
async def ready(oms: NamedDependency[Oms]) -> Health:
    """Answer 200 when the database answers and a rule book is loaded, else 503."""
    return Health(status="ok", release=await oms.health.check())
