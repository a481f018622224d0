"""The raw text of a document, before YAML: its size, and characters that mean other things to other readers."""

import re
from typing import Final

import msgspec

from engine.errors import RuleSetError
from engine.evaluation.findings import Findings, mistake
from engine.evaluation.ruleset import Position
from engine.evaluation.wording import say

MEGABYTE: Final = 1024 * 1024
RULE_SET_BYTES: Final = MEGABYTE
LIST_BYTES: Final = 8 * MEGABYTE  # 100,000 tokens are four
DEPTH: Final = 20
TEXT_BYTES: Final = 4096
LIST: Final = "list"  # the kind of a reference list

_KIND: Final = re.compile(r"^kind:(.*)$", re.MULTILINE)
_UNWANTED: Final = re.compile("[\x00-\x08\t\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
_BYTE_ORDER_MARK: Final = "\ufeff"
_MOST_CHARACTERS: Final = 20


def kind_of(text: str) -> str | None:
    """Return the `kind` that a text names, without reading it: None where no line begins with it."""
    line = _KIND.search(text)
    return line.group(1).partition(" #")[0].strip().strip("\"'") if line is not None else None


def limit_of(text: str) -> int:
    """Return how many bytes a document of this kind may have: lists are long, rule sets are not."""
    return LIST_BYTES if kind_of(text) == LIST else RULE_SET_BYTES


class Spot(msgspec.Struct, frozen=True):
    """A place in the text that is no node."""

    position: Position | None


def checked_source(text: str, *, file: str | None, limit: int) -> str:
    """Return the text with lines that end in a line feed alone; nothing else is changed.

    Raises RuleSetError where it is larger than `limit` bytes, or holds tabs, a byte order mark, control characters, or
    line separators that YAML 1.1 and 1.2 read differently.
    """
    findings = Findings(file)
    size = len(text)
    if size <= limit:
        size = len(text.encode("utf-8", errors="surrogatepass"))
    if size > limit:
        words = say("too_large", size=f"{size / MEGABYTE:.1f}", limit=limit // MEGABYTE)
        findings.add(words, Spot(Position(1, 1)))
        findings.raise_all()
    text = text.replace("\r\n", "\n")
    for number, match in enumerate(_UNWANTED.finditer(text)):
        if number == _MOST_CHARACTERS:
            break
        findings.place(_unwanted(match.group(), match.start()), spot(text, match.start()))
    findings.raise_all()
    return text


def spot(text: str, index: int) -> Spot:
    """Return the line and column of a character."""
    line = text.count("\n", 0, index) + 1
    return Spot(Position(line, index - text.rfind("\n", 0, index)))


def _unwanted(char: str, index: int) -> RuleSetError:
    if char == "\t":
        return mistake(say("tab"))
    if char == _BYTE_ORDER_MARK and index == 0:
        return mistake(say("byte_order_mark"))
    return mistake(say("control_character", code=f"U+{ord(char):04X}"))
