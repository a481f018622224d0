"""What is read of a kept decision to decide once more: never what it said, only what it saw."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec


class KeptDecision(msgspec.Struct, frozen=True, kw_only=True):
    """One decision as it was kept; `facts` are plain JSON values, whole."""

    id: str
    kind: str
    order_no: str
    subject: str
    at: datetime
    facts: Mapping[str, Any]
