"""Tables of the review queue: what a person has to look at, and what was said of it."""

from piccolo.columns import BigInt, SmallInt, Text, Timestamptz
from piccolo.table import Table

# Where a key has several columns, Piccolo is told of one of them; the whole key stands in the migration.


class ReviewRow(Table, tablename="reviews"):
    """One order in the queue for one cause. Key: shard, order_no, cause. Open where `closed_at` is null."""

    shard = SmallInt()
    order_no = Text(primary_key=True)
    cause = Text()  # hold, or the name of a problem
    queue = Text()
    reasons = Text()  # JSON
    blocks = Text()  # JSON
    since = Timestamptz()
    review_from = Timestamptz(null=True)
    due = Timestamptz()
    reviewers = SmallInt()
    agreed = Text()  # JSON: who has agreed so far
    state = Text()
    claimed_by = Text(null=True)
    claimed_until = Timestamptz(null=True)
    closed_at = Timestamptz(null=True)
    version = BigInt()


class ReviewNoteRow(Table, tablename="review_notes"):
    """What somebody did with a review and why; never changed. Key: shard, order_no, cause, position."""

    shard = SmallInt()
    order_no = Text()
    cause = Text()
    position = BigInt(primary_key=True)
    at = Timestamptz()
    person = Text()
    action = Text()
    reason = Text()
