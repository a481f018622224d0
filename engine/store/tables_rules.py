"""Tables of the rules: immutable versions, and the releases that put them in force."""

from piccolo.columns import BigInt, Integer, Text, Timestamptz
from piccolo.table import Table


class RuleSetVersionRow(Table, tablename="rule_set_versions"):
    """Key: set_id, version. Never changed."""

    set_id = Text(primary_key=True)
    version = Integer()
    kind = Text()
    title = Text()
    sha = Text()
    text = Text()
    rule_count = Integer()
    test_count = Integer()
    published_at = Timestamptz()
    published_by = Text()
    reason = Text()


class ListVersionRow(Table, tablename="list_versions"):
    """Key: list_id, version. Never changed."""

    list_id = Text(primary_key=True)
    version = Integer()
    title = Text()
    text = Text()
    member_count = Integer()
    published_at = Timestamptz()
    published_by = Text()
    reason = Text()


class ReleaseRow(Table, tablename="releases"):
    """One release names one version of every set and list. Numbers only grow."""

    number = BigInt(primary_key=True)
    at = Timestamptz()
    actor = Text()
    reason = Text()
    manifest = Text()  # JSON: {"sets": {id: version}, "lists": {id: version}}
