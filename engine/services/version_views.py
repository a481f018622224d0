"""One version of a rule set as callers see it, with what the publish gate found of it."""

import msgspec

from engine.services.views import VersionRow
from engine.store.evidence import Evidence


class VersionView(msgspec.Struct, frozen=True, kw_only=True):
    """A version and its evidence: certificate, tests, coverage, and the warnings that were meant; null: none."""

    version: VersionRow
    evidence: Evidence | None
