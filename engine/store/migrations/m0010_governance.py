"""Make the tables of drafts with their revisions and remarks, evidence of versions, grants, freezes, and the audit."""

from typing import Final

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from engine.store.raw_migration import raw_migration

ID: Final = "2026-11-22T18:10:00:000010"
DESCRIPTION: Final = "Make the tables of governance"

# By hand: Piccolo knows no keys of several columns.
FORWARDS: Final = (
    """CREATE TABLE drafts (
        id TEXT PRIMARY KEY, kind TEXT NOT NULL, subject TEXT NOT NULL, base_version BIGINT NOT NULL,
        revision BIGINT NOT NULL CHECK (revision > 0), state TEXT NOT NULL, text TEXT NOT NULL, sha TEXT NOT NULL,
        author TEXT NOT NULL, created_at TIMESTAMPTZ NOT NULL, updated_by TEXT NOT NULL,
        updated_at TIMESTAMPTZ NOT NULL, review TEXT, activate_at TIMESTAMPTZ, published_version BIGINT)""",
    "CREATE INDEX drafts_of_subject ON drafts (kind, subject, state)",
    """CREATE TABLE draft_revisions (
        draft TEXT NOT NULL, revision BIGINT NOT NULL, text TEXT NOT NULL, editor TEXT NOT NULL,
        at TIMESTAMPTZ NOT NULL, PRIMARY KEY (draft, revision))""",
    """CREATE TABLE draft_remarks (
        draft TEXT NOT NULL, number BIGINT NOT NULL, at TIMESTAMPTZ NOT NULL, actor TEXT NOT NULL, what TEXT NOT NULL,
        revision BIGINT NOT NULL, words TEXT NOT NULL, place TEXT, PRIMARY KEY (draft, number))""",
    """CREATE TABLE version_evidence (
        set_id TEXT NOT NULL, version BIGINT NOT NULL, document TEXT NOT NULL, PRIMARY KEY (set_id, version))""",
    """CREATE TABLE grants (
        person TEXT NOT NULL, action TEXT NOT NULL, kind TEXT NOT NULL, market TEXT NOT NULL,
        granted_by TEXT NOT NULL, granted_at TIMESTAMPTZ NOT NULL, PRIMARY KEY (person, action, kind, market))""",
    """CREATE TABLE freezes (
        id TEXT PRIMARY KEY, starts TIMESTAMPTZ NOT NULL, ends TIMESTAMPTZ NOT NULL, reason TEXT NOT NULL,
        made_by TEXT NOT NULL, made_at TIMESTAMPTZ NOT NULL, lifted_by TEXT, lifted_at TIMESTAMPTZ,
        CHECK (starts < ends))""",
    """CREATE TABLE audit_entries (
        number BIGINT PRIMARY KEY, at TIMESTAMPTZ NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL,
        subject TEXT NOT NULL, data TEXT NOT NULL, previous TEXT NOT NULL, hash TEXT NOT NULL)""",
    "INSERT INTO markers (name, number) VALUES ('audit', 0)",
)
TABLES: Final = (
    "audit_entries", "freezes", "grants", "version_evidence", "draft_remarks", "draft_revisions", "drafts",
)  # fmt: skip


async def forwards() -> MigrationManager:
    backwards = (*(f"DROP TABLE {name}" for name in TABLES), "DELETE FROM markers WHERE name = 'audit'")
    return raw_migration(ID, DESCRIPTION, FORWARDS, backwards)
