"""Drafts of a shipped rule set, made and approved as two people would."""

from typing import Final

from engine.services.governance import Governance
from engine.store.draft import Draft

AUTHOR: Final = "api:wang"
OTHER: Final = "api:li"
THIRD: Final = "api:zhao"
ROUTING: Final = "routing-default"
NEARER: Final = ("same_province: 30", "same_province: 31")


def changed(text: str, *edits: tuple[str, str]) -> str:
    """Return a text with one thing in the place of another, each once."""
    for before, after in edits:
        assert before in text
        text = text.replace(before, after, 1)
    return text


async def draft_of(governance: Governance, *edits: tuple[str, str], subject: str = ROUTING) -> Draft:
    """Return a draft that was edited once."""
    draft = await governance.drafts.create(subject, actor=AUTHOR, reason="同省优先")
    text = changed(draft.text, *(edits or (NEARER,)))
    return (await governance.drafts.save(draft.id, text, revision=1, actor=AUTHOR)).draft


async def approved(governance: Governance, *edits: tuple[str, str]) -> Draft:
    """Return a draft that somebody else has approved."""
    draft = await draft_of(governance, *edits)
    return await approve(governance, await governance.reviews.request(draft.id, actor=AUTHOR, reason="同省优先"))


async def approve(governance: Governance, draft: Draft, actor: str = OTHER) -> Draft:
    """Approve the text and the effect that a draft has."""
    assert draft.review is not None
    return await governance.reviews.approve(
        draft.id, actor=actor, sha=draft.review.sha, effect_sha=draft.review.effect_sha, reason="看过了"
    )
