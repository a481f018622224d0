"""Where scripts/bench-peers.sh puts the engines of others."""

from pathlib import Path
from typing import Final

_ROOT: Final = Path(__file__).parents[2]
PYTHON_PACKAGES: Final = _ROOT / ".bench" / "python"
NODE_PACKAGES: Final = _ROOT / ".bench" / "node"
