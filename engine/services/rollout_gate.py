"""What stands before a rollout: the gate of every version, approvals, freezes and grants."""

from engine.errors import ApprovalNeeded, InvalidInput
from engine.services.governance import Governance
from engine.services.publisher import Publisher
from engine.services.rule_files import RuleFile
from engine.store.grant_repository import EVERY
from engine.store.rule_repository import SetVersion

# Who goes on by themselves: what they may do was decided when the rollout was started.
_OURSELVES = "watcher"


class RolloutGate:
    """Asks governance whether somebody may do something now."""

    def __init__(self, governance: Governance, publisher: Publisher) -> None:
        self._governance = governance
        self._publisher = publisher

    async def check_promotion(self, actor: str, kind: str) -> None:
        """Raise Frozen where nothing is promoted now, Forbidden where the actor may not publish this kind."""
        await self._governance.policy.refuse_frozen()
        if actor != _OURSELVES:
            await self._governance.permissions.check(actor, "publish", kind, EVERY)

    async def check_approval(self, actor: str, kind: str) -> None:
        """Raise Forbidden where the actor may not approve changes of this kind."""
        await self._governance.permissions.check(actor, "approve", kind, EVERY)

    async def keep(self, *, text: str | None, draft: str | None, actor: str, reason: str) -> SetVersion:
        """Keep a version that is not in force, from a text or a draft. Raises ApprovalNeeded where nobody agreed."""
        file = RuleFile(name=None, text=await self.agreed(text, draft))
        return await self._publisher.keep(file, actor=actor, reason=reason)

    async def agreed(self, text: str | None, draft: str | None) -> str:
        """Return a text that may be tried: where approval is required, that of an approved draft as it stands.

        Raises ApprovalNeeded where nobody agreed, NotFound, InvalidInput where both are given, or neither.
        """
        if draft is None and text is not None:
            self._governance.policy.refuse_unapproved()
            return text
        if draft is None or text is not None:
            raise InvalidInput.at("yaml", "give either yaml or draft")
        found = await self._governance.drafts.get(draft)
        approval = found.review.approval if found.review is not None and found.review.sha == found.sha else None
        if approval is None and self._governance.policy.needs_approval:
            raise ApprovalNeeded(f"the draft {draft} is not approved as it stands; request a review")
        return found.text
