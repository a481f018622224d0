"""What a use case refuses, in the person's language as far as its words are there."""

from admin.language import language
from engine.errors import OmsError, RuleSetError


def refusal_text(error: OmsError) -> str:
    """Return the words of an error; of a document every finding, in the person's language."""
    if not isinstance(error, RuleSetError):
        return str(error)
    words = (each.message_zh if language() == "zh" and each.message_zh else each.message for each in error.findings)
    return "\n".join(dict.fromkeys(words))
