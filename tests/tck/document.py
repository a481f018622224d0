"""The YAML of a decision with one step."""

import re
from collections.abc import Mapping

import yaml


def document(title: str, *, facts: Mapping[str, object], step: Mapping[str, object]) -> str:
    """Return a rule set of the generic kind: its own facts, and one step."""
    whole = {
        "format": 1,
        "kind": "decision",
        "id": slug(title),
        "title": title[:80],
        "meta": {"owner": "tests", "reason": "converted from the DMN TCK"},
        "facts": dict(facts),
        "steps": {"answer": dict(step)},
    }
    return yaml.safe_dump(whole, allow_unicode=True, sort_keys=False, default_flow_style=None, width=120)


def slug(text: str) -> str:
    """Return text as an id."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def name_of(text: str) -> str:
    """Return a name of DMN as the path of a fact or the name of an output: small letters, spaces as underscores."""
    return ".".join(re.sub(r"[^a-z0-9]+", "_", part.lower()).strip("_") for part in text.split("."))
