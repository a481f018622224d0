"""Tables of governance: drafts and what is said of them, evidence of versions, grants, freezes, and the audit."""

from piccolo.columns import BigInt, Text, Timestamptz
from piccolo.table import Table


class DraftRow(Table, tablename="drafts"):
    """A text on its way to be published, as it stands now."""

    id = Text(primary_key=True)
    kind = Text()  # set, list, rollout
    subject = Text()  # id of what the draft is of
    base_version = BigInt()  # the version that it was made from; 0: a new one
    revision = BigInt()
    state = Text()
    text = Text()
    sha = Text()  # of the text
    author = Text()
    created_at = Timestamptz()
    updated_by = Text()
    updated_at = Timestamptz()
    review = Text(null=True)  # JSON: what was asked for, what was said
    activate_at = Timestamptz(null=True, default=None)
    published_version = BigInt(null=True, default=None)


class DraftRevisionRow(Table, tablename="draft_revisions"):
    """Key: draft, revision. Never changed."""

    draft = Text(primary_key=True)
    revision = BigInt()
    text = Text()
    editor = Text()
    at = Timestamptz()


class DraftRemarkRow(Table, tablename="draft_remarks"):
    """Key: draft, number. What people said of a draft; never changed."""

    draft = Text(primary_key=True)
    number = BigInt()
    at = Timestamptz()
    actor = Text()
    what = Text()
    revision = BigInt()
    words = Text()
    place = Text(null=True)


class VersionEvidenceRow(Table, tablename="version_evidence"):
    """Key: set_id, version. What the publish gate found; never changed."""

    set_id = Text(primary_key=True)
    version = BigInt()
    document = Text()  # JSON


class GrantRow(Table, tablename="grants"):
    """Key: person, action, kind, market. `*` stands for every kind, or every market."""

    person = Text(primary_key=True)
    action = Text()
    kind = Text()
    market = Text()
    granted_by = Text()
    granted_at = Timestamptz()


class FreezeRow(Table, tablename="freezes"):
    """A time in which nothing is promoted."""

    id = Text(primary_key=True)
    starts = Timestamptz()
    ends = Timestamptz()
    reason = Text()
    made_by = Text()
    made_at = Timestamptz()
    lifted_by = Text(null=True)
    lifted_at = Timestamptz(null=True, default=None)


class AuditEntryRow(Table, tablename="audit_entries"):
    """Who did what. Only added to; each row's hash covers the one before."""

    number = BigInt(primary_key=True)
    at = Timestamptz()
    actor = Text()
    action = Text()
    subject = Text()
    data = Text()  # JSON
    previous = Text()
    hash = Text()
