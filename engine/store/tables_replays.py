"""Table of replays: what was asked, how far it is, and what it found."""

from piccolo.columns import BigInt, Boolean, Text, Timestamptz
from piccolo.table import Table


class ReplayRow(Table, tablename="replays"):
    """One run of a candidate over orders of the past. `seen_at` moves while somebody works at it."""

    id = Text(primary_key=True)
    candidate = Text()  # set@version, or set@draft
    state = Text()  # running, done, cancelled, failed
    asked_at = Timestamptz()
    asked_by = Text()
    request = Text()  # JSON
    orders = BigInt()  # how many there are
    done = BigInt()
    seen_at = Timestamptz()
    is_to_stop = Boolean()
    failure = Text(null=True)
    result = Text(null=True)  # JSON
