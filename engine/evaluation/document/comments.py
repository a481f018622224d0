"""Comments of a document: YAML readers drop them, so they are found in the text between the scalars."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import Final

import msgspec

_COMMENT: Final = re.compile(r"(?:^|(?<=[ ]))#[^\n]*", re.MULTILINE)


class Comment(msgspec.Struct, frozen=True, kw_only=True):
    """One comment with its `#`. Lines and columns count from 0, as `index` does."""

    text: str
    index: int
    line: int
    column: int
    is_whole_line: bool
    follows_blank: bool  # the line before it is empty


def find_comments(text: str, lines: Sequence[str], spans: Sequence[tuple[int, int]]) -> list[Comment]:
    """Return the comments of a text in order. `spans` are the places of its scalars, from and to, in order."""
    starts = [start for start, _ in spans]
    offsets = _line_offsets(lines)
    found: list[Comment] = []
    place = 0
    while match := _COMMENT.search(text, place):
        inside = bisect_right(starts, match.start()) - 1
        if inside >= 0 and match.start() < spans[inside][1]:
            place = max(spans[inside][1], match.start() + 1)
            continue
        found.append(_comment(match, lines, offsets))
        place = match.end()
    return found


def _comment(match: re.Match[str], lines: Sequence[str], offsets: list[int]) -> Comment:
    line = bisect_right(offsets, match.start()) - 1
    column = match.start() - offsets[line]
    return Comment(
        text=match.group().rstrip(),
        index=match.start(),
        line=line,
        column=column,
        is_whole_line=not lines[line][:column].strip(),
        follows_blank=line > 0 and not lines[line - 1].strip(),
    )


def _line_offsets(lines: Sequence[str]) -> list[int]:
    offsets, offset = [], 0
    for line in lines:
        offsets.append(offset)
        offset += len(line) + 1
    return offsets
