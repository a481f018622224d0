"""Who does something to an order."""

from typing import Final, Literal

import msgspec

Role = Literal["customer", "merchant", "customer_service", "risk", "warehouse", "payment", "system"]


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """A name for the audit, and the role that decides what it may do."""

    name: str
    role: Role = "system"


SYSTEM: Final = Actor(name="system")
