"""Tables of rollouts: the documents with where they stand, their history, and the samples that guardrails read."""

from piccolo.columns import BigInt, SmallInt, Text, Timestamptz
from piccolo.table import Table


class RolloutRow(Table, tablename="rollouts"):
    """One rollout. The document never changes; the state beside it does, over the version that was read."""

    id = Text(primary_key=True)
    title = Text()
    target = Text()
    kind = Text()
    baseline = BigInt()
    candidate = BigInt()
    sha = Text()  # of the text
    text = Text()
    state = Text()  # planned, running, paused, promoted, rolled_back
    step = SmallInt()  # from 1; 0: not started
    since = Timestamptz(null=True, default=None)  # when the step began
    approved_step = SmallInt()  # the highest step that was agreed to
    approved_by = Text(null=True)
    planned_at = Timestamptz()
    planned_by = Text()
    release = BigInt()  # the last one that it made; 0: none
    verdict = Text()  # what the guardrails said last
    version = BigInt()


class RolloutHistoryRow(Table, tablename="rollout_history"):
    """Key: rollout, number. What happened to a rollout, by whom and why; only added to."""

    rollout = Text(primary_key=True)
    number = BigInt()
    at = Timestamptz()
    actor = Text()
    action = Text()
    reason = Text()
    step = SmallInt()
    release = BigInt()
    data = Text()  # JSON


class RolloutSampleRow(Table, tablename="rollout_samples"):
    """Key: shard, order_no, rollout. What one order says for or against a candidate."""

    shard = SmallInt()
    order_no = Text(primary_key=True)
    rollout = Text()
    step = SmallInt()
    side = Text()  # candidate or control
    subject = Text()
    at = Timestamptz()
    error = SmallInt()
    reject = SmallInt()
    review = SmallInt()
    shortage = SmallInt()
    parcels = SmallInt()
    freight = BigInt()
    discount = BigInt()
    micros = BigInt()
