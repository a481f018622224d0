"""Tables of shadows: what is decided beside the live orders, and where it comes out otherwise."""

from piccolo.columns import BigInt, SmallInt, Text, Timestamptz
from piccolo.table import Table


class ShadowRow(Table, tablename="shadows"):
    """One candidate that is tried on live orders without deciding any. The text never changes, the counts grow."""

    id = Text(primary_key=True)
    target = Text()
    kind = Text()  # of the rule set, or list
    sha = Text()  # of the text
    text = Text()
    draft = Text(null=True)
    version = BigInt()  # 0: not kept as a version
    state = Text()  # running, ended
    started_at = Timestamptz()
    started_by = Text()
    reason = Text()
    ended_at = Timestamptz(null=True, default=None)
    ended_by = Text(null=True)
    ended_why = Text(null=True)
    place = BigInt()  # id of the last event that it has seen
    orders = BigInt()
    skipped = BigInt()
    errors = BigInt()
    disagreeing = BigInt()
    kinds = Text()  # JSON: answers that differ, by kind of decision
    kept = BigInt()
    last_error = Text(null=True)


class ShadowDisagreementRow(Table, tablename="shadow_disagreements"):
    """Key: shadow, number. One answer that the candidate gives otherwise; never changed."""

    shadow = Text(primary_key=True)
    number = BigInt()
    shard = SmallInt()
    order_no = Text()
    decision = Text(null=True)  # id of the kept decision
    kind = Text()
    subject = Text()
    document = Text()  # JSON
