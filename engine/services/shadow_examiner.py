"""Decides live orders once more by the rule book in force and by it with a shadow's candidate; runs in a thread."""

from collections.abc import Sequence
from pathlib import Path

import structlog

from engine.geography.regions import RegionTree
from engine.planning.replay import KeptDecision, Replayer, Situations, change_of
from engine.services.replay_books import Material, books_of
from engine.store.replay_source import OrderKey, ReplaySource
from engine.store.shadow import Disagreement, Seen

LOG = structlog.get_logger(__name__)
_LONGEST_ERROR = 500


class Examiner:
    """One candidate beside one release. Raises RuleSetError, when made, where the candidate cannot be read there."""

    def __init__(self, material: Material, regions: RegionTree, file: Path) -> None:
        self._replayer = Replayer(*books_of(material, regions))
        self._situations = Situations()
        self._file = file

    def examine(self, keys: Sequence[OrderKey]) -> Seen:
        """Return what the candidate says of some orders. What goes wrong with one is counted, and the others go on."""
        source = ReplaySource(self._file)
        try:
            shards = {number: shard for shard, number in keys}
            seen = [self._of_order(kept, gifts, shards, source) for kept, gifts in source.read(keys)]
            return together(seen, len(keys))
        finally:
            source.close()

    def _of_order(
        self, kept: Sequence[KeptDecision], gifts: Sequence[str], shards: dict[str, int], source: ReplaySource
    ) -> Seen:
        try:
            situation = self._situations.of(kept, gifts)
            if situation is None:
                return Seen()
            change = change_of(situation, *self._replayer.replay(situation))
        except Exception as error:  # noqa: BLE001 - a candidate that breaks must harm nothing but its own count
            LOG.warning("shadow_failed", order=kept[0].order_no if kept else "", error=repr(error))
            return Seen(orders=1, errors=1, last_error=repr(error)[:_LONGEST_ERROR])
        if change is None:
            return Seen(orders=1)
        ids = source.ids((shards[situation.order_no], situation.order_no))
        found = tuple(
            Disagreement(
                shard=shards[situation.order_no],
                order_no=situation.order_no,
                decision=ids.get((each.kind, each.subject)),
                kind=each.kind,
                subject=each.subject,
                at=situation.at,
                live=each.before,
                candidate=each.after,
            )
            for each in change.differences
        )
        return Seen(orders=1, disagreeing=1, disagreements=found)


def together(each_seen: Sequence[Seen], asked: int) -> Seen:
    """Return what was seen of several orders; those of `asked` of which nothing was kept are skipped."""
    orders = sum(seen.orders for seen in each_seen)
    return Seen(
        orders=orders,
        skipped=asked - orders,
        errors=sum(seen.errors for seen in each_seen),
        disagreeing=sum(seen.disagreeing for seen in each_seen),
        disagreements=tuple(found for seen in each_seen for found in seen.disagreements),
        last_error=next((seen.last_error for seen in each_seen if seen.last_error), None),
    )
