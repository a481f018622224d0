"""Which language a person at this terminal reads."""

import os

from engine.errors import Finding


def reads_chinese() -> bool:
    """Tell whether the terminal is set to Chinese."""
    variables = ("LC_ALL", "LC_MESSAGES", "LANG")
    return next((os.environ[name] for name in variables if os.environ.get(name)), "").lower().startswith("zh")


def finding_line(finding: Finding) -> str:
    """Return a finding as one line: where, how bad, what, and what is allowed."""
    message = finding.message_zh if reads_chinese() and finding.message_zh else finding.message
    allowed = f" [{', '.join(finding.allowed)}]" if finding.allowed else ""
    return f"{finding.place}: {finding.severity}: {message}{allowed} ({finding.code})"
