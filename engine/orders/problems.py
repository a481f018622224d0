"""Problems: orders that have stuck. They forbid nothing; a person finds out why and says that it is resolved."""

from datetime import datetime, timedelta
from typing import Final

import msgspec

from engine.orders.review import Cause, Review


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """One way to get stuck: `after` so long since its receipt an order that still stands so enters the queue.

    It is overdue `within` so long from then. `queue` are those who own it, `reason` is what they read.
    """

    cause: Cause
    queue: str
    reason: str
    after: timedelta
    within: timedelta

    def review(self, order_no: str, now: datetime) -> Review:
        """Return the review of an order that has stuck."""
        return Review(
            order_no=order_no,
            cause=self.cause,
            queue=self.queue,
            reasons=(self.reason,),
            blocks=(),
            since=now,
            due=now + self.within,
        )


PROBLEMS: Final = (
    Problem(
        cause=Cause.NOT_PAID,
        queue="收款",
        reason="下单两天仍未付款，也没有到期取消",
        after=timedelta(hours=48),
        within=timedelta(hours=24),
    ),
    Problem(
        cause=Cause.PARTLY_PAID,
        queue="收款",
        reason="只付了一部分",
        after=timedelta(hours=24),
        within=timedelta(hours=24),
    ),
    Problem(
        cause=Cause.NOT_CONFIRMED,
        queue="客服",
        reason="一天仍未确认",
        after=timedelta(hours=24),
        within=timedelta(hours=4),
    ),
    Problem(
        cause=Cause.NOT_ALLOCATED,
        queue="仓配",
        reason="已确认，但没有仓库能发",
        after=timedelta(hours=1),
        within=timedelta(hours=4),
    ),
    Problem(
        cause=Cause.NOT_SHIPPED,
        queue="仓配",
        reason="两天仍未发货",
        after=timedelta(hours=48),
        within=timedelta(hours=24),
    ),
)
