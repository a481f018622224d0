"""Governance, wired: drafts, their review and publication, releases, freezes, grants and the audit."""

from collections.abc import Callable
from datetime import datetime

from engine.services.audit import AuditService
from engine.services.draft_imports import DraftImports
from engine.services.draft_publishing import DraftPublishing, Shelf
from engine.services.draft_reviews import DraftReviewService
from engine.services.draft_texts import InForce
from engine.services.drafts import DraftService
from engine.services.freezes import FreezeService
from engine.services.people import Permissions
from engine.services.publisher import Publisher
from engine.services.release_policy import ReleasePolicy
from engine.services.releases import ReleaseService
from engine.services.rule_library import RuleLibrary
from engine.services.rulebooks import RuleBooks
from engine.store.audit_trail import AuditTrail
from engine.store.draft_repository import DraftRepository
from engine.store.engine import PooledEngine
from engine.store.freeze_repository import FreezeRepository
from engine.store.grant_repository import GrantRepository
from engine.store.rule_repository import RuleRepository


class Governance:
    """Every use case between an idea for a rule and the rule in force."""

    def __init__(
        self,
        engine: PooledEngine,
        rules: RuleRepository,
        library: RuleLibrary,
        books: RuleBooks,
        clock: Callable[[], datetime],
        *,
        needs_approval: bool,
    ) -> None:
        drafts, freezes, in_force = DraftRepository(engine), FreezeRepository(engine), InForce(rules)
        publisher = Publisher(rules, library, books, clock)
        self.policy = ReleasePolicy(freezes, clock, needs_approval=needs_approval)
        self.permissions = Permissions(GrantRepository(engine), clock)
        self.drafts = DraftService(drafts, in_force, clock)
        self.reviews = DraftReviewService(drafts, in_force, publisher, library, self.permissions, clock)
        self.imports = DraftImports(self.drafts, self.reviews, in_force)
        shelf = Shelf(drafts, self.drafts, in_force, self.permissions, self.policy)
        self.publishing = DraftPublishing(shelf, publisher, books, clock)
        self.releases = ReleaseService(rules, library, books, clock)
        self.freezes = FreezeService(freezes, clock)
        self.audit = AuditService(AuditTrail(engine))
