"""The pin of an order: the side that it is on in each rollout, chosen once and kept for all its later steps."""

import msgspec


class SidePin(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One rollout as an order sees it. Kinds that no pin names are decided by the sets of the order's release.

    `key` is what was hashed, `bucket` 0 to 9,999 (None: there was no key), `block` the block of the audience from 0.
    """

    rollout: str
    target: str
    kind: str  # of the target
    version: int  # of the target, which decides this order
    side: str  # candidate, control or baseline
    step: int
    percent: str
    bucket: int | None = None
    block: int | None = None
    key: str | None = None

    @property
    def is_candidate(self) -> bool:
        """Tell whether the candidate decides."""
        return self.side == "candidate"

    @property
    def is_counted(self) -> bool:
        """Tell whether the order counts for or against the candidate."""
        return self.side != "baseline"
