"""What a draft's text says of itself, and what it is a draft of as that stands in force."""

from collections.abc import Callable
from typing import Final

from engine.errors import NotFound, RuleSetError
from engine.evaluation.document.composer import compose
from engine.evaluation.document.nodes import MappingNode, ScalarNode
from engine.evaluation.loader import kind_of
from engine.services.rule_files import LIST
from engine.store.draft import Draft
from engine.store.grant_repository import EVERY
from engine.store.rule_repository import RuleRepository

SET: Final = "set"
ROLLOUT: Final = "rollout"


class InForce:
    """The versions in force of what drafts are made of."""

    def __init__(self, rules: RuleRepository) -> None:
        self._rules = rules

    async def version(self, kind: str, subject: str) -> int:
        """Return the version in force; 0 where there is none."""
        manifest = (await self._rules.release()).manifest
        versions = {SET: manifest.sets, LIST: manifest.lists}.get(kind, {})
        return versions.get(subject, 0)

    async def text(self, kind: str, subject: str, version: int) -> str:
        """Return the text of a version; of version 0 an empty one. Raises NotFound."""
        if version == 0:
            return ""
        if kind == SET:
            return (await self._rules.version(subject, version)).text
        if kind == LIST:
            return (await self._rules.list_version(subject, version)).text
        raise NotFound(kind, f"{subject}@{version}")


def draft_kind(text: str) -> str:
    """Return what a text is a draft of: `set`, `list` or `rollout`."""
    kind = kind_of(text)
    return kind if kind in (LIST, ROLLOUT) else SET


def grant_kind(draft: Draft) -> str:
    """Return the kind that a grant has to name: `freight`, `list`, `rollout`."""
    return draft.kind if draft.kind != SET else kind_of(draft.text) or EVERY


def market(draft: Draft) -> str:
    """Return the market that the text is labelled with; `*` where it names none."""
    return _read(draft.text, lambda root: _under(_under(_under(root, "meta"), "labels"), "market")) or EVERY


def own_id(text: str) -> str | None:
    """Return the id that a text names; None where it names none or cannot be read."""
    return _read(text, lambda root: _under(root, "id"))


def _read(text: str, find: Callable[[MappingNode], object]) -> str | None:
    try:
        found = find(compose(text))
    except RuleSetError:
        return None
    return found.text if isinstance(found, ScalarNode) else None


def _under(node: object, key: str) -> object:
    return node.get(key) if isinstance(node, MappingNode) else None
