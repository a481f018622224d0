"""What Piccolo's own machinery asks for: the engine of this process."""

from typing import Any

from piccolo.engine.base import Engine

DB: Engine[Any] | None = None
