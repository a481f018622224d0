"""Why a payload could not become an order: a code to count by, the place in the payload, and words for a person."""

from typing import Final

import msgspec

CODES: Final = (
    "missing",  # a field that an order must have is not there
    "not_a_number",
    "not_an_amount",
    "not_a_time",
    "unknown_word",  # a word of the channel that the mapping does not know
    "unknown_region",
    "sku_unmapped",  # 商品编码异常: nobody has said which goods the channel's code means
    "not_an_order",  # it was mapped, and an order cannot be so
    "unreadable",  # no JSON object, no CSV with these columns
    "no_mapping",  # nobody has said how this channel's payloads are read
)


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """One reason. `source` is the path in the payload, `target` the field of the order; `allowed` what would do."""

    code: str
    source: str
    target: str
    message: str
    allowed: tuple[str, ...] = ()


class Unmappable(Exception):
    """A payload that no order can be made of, with every reason."""

    def __init__(self, reasons: tuple[Reason, ...]) -> None:
        self.reasons = reasons
        super().__init__("; ".join(f"{reason.source}: {reason.message}" for reason in reasons))
