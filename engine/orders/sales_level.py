"""What may be promised of a SKU: the sales level, apart from what lies in the warehouses."""

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

EVERY_CHANNEL: Final = ""  # the row of the SKU itself


class SalesLevel(msgspec.Struct, frozen=True, kw_only=True):
    """How much of a SKU a channel may sell; the row of channel '' speaks of the SKU itself.

    `safety`: units that nobody is promised (only in the row of the SKU itself). `set_aside`: units that only this
    channel may sell. `quota`: it may sell so many and no more (None: no limit). `sold`: what it was promised since the
    row was made, less what was given back. Not `for_sale`: it is promised nothing.
    """

    sku: str
    channel: str = EVERY_CHANNEL
    for_sale: bool = True
    safety: int = 0
    set_aside: int = 0
    quota: int | None = None
    sold: int = 0

    @property
    def still_set_aside(self) -> int:
        """Units that are kept for this channel and were not sold yet."""
        return max(0, self.set_aside - self.sold)

    @property
    def left_of_quota(self) -> int | None:
        """Units that this channel may still sell, None where there is no limit."""
        return None if self.quota is None else max(0, self.quota - self.sold)


SalesLevels = Mapping[str, Sequence[SalesLevel]]  # by SKU


def kept_from(channel: str, levels: Sequence[SalesLevel]) -> int:
    """Return the units of a SKU that this channel is not promised although they lie free."""
    safety = sum(level.safety for level in levels)
    return safety + sum(level.still_set_aside for level in levels if level.channel != channel)


def is_for_sale(channel: str, levels: Sequence[SalesLevel]) -> bool:
    """Tell whether the SKU, and this channel's part of it, is sold at all."""
    return all(level.for_sale for level in levels if level.channel in (EVERY_CHANNEL, channel))


def available_to_promise(free: int, channel: str, levels: Sequence[SalesLevel]) -> int:
    """Return the units that a channel can still be promised, of so many that are free in open warehouses; never < 0."""
    if not is_for_sale(channel, levels):
        return 0
    quotas = [level.left_of_quota for level in levels if level.channel == channel and level.left_of_quota is not None]
    return max(0, min([free - kept_from(channel, levels), *quotas]))
