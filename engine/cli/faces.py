"""The faces of the system, found by name among the installed entry points, so that the engine imports neither."""

from collections.abc import Sequence
from importlib.metadata import entry_points
from typing import Final

from config.settings import Settings
from engine.errors import NotFound
from engine.services.app import Oms
from engine.serving import AsgiApp, Dispatcher

GROUP: Final = "oms.apps"
FACES: Final = ("api", "admin")


def dispatcher(oms: Oms, settings: Settings, faces: Sequence[str]) -> Dispatcher:
    """Return the application that serves these faces."""
    return Dispatcher(
        api=_face("api", oms, settings) if "api" in faces else None,
        admin=_face("admin", oms, settings) if "admin" in faces else None,
    )


def _face(name: str, oms: Oms, settings: Settings) -> AsgiApp:
    found = tuple(entry_points(group=GROUP, name=name))
    if not found:
        raise NotFound("installed application", f"{GROUP}:{name}")
    app: AsgiApp = found[0].load()(oms, settings)
    return app
