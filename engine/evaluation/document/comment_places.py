"""Which comment belongs to which node: handed out in order while a document is read."""

from collections.abc import Sequence

from engine.evaluation.document.comments import Comment
from engine.evaluation.document.events import Mark


class CommentPlaces:
    """The comments of a document that no node has yet."""

    def __init__(self, comments: Sequence[Comment], lines: Sequence[str]) -> None:
        self._comments = comments
        self._lines = lines
        self._next = 0

    def above(self, mark: Mark, *, is_first: bool) -> tuple[str, ...]:
        """Take the comments before a node, and the blank lines (""), but none before the first node of a block."""
        taken: list[str] = []
        while (comment := self._peek()) and comment.index < mark.index:
            if comment.follows_blank and (taken or not is_first):
                taken.append("")
            taken.append(comment.text)
            self._next += 1
        starts_line = not self._line(mark.line)[: mark.column].strip(" -")
        follows_blank = mark.line > 0 and not self._line(mark.line - 1).strip()
        if starts_line and follows_blank and (taken or not is_first):
            taken.append("")
        return tuple(taken)

    def beside_key(self, mark: Mark) -> str | None:
        """Take the comment at the end of a key's line, where the key's block starts later."""
        comment = self._peek()
        if comment is None or comment.is_whole_line or comment.index >= mark.index:
            return None
        self._next += 1
        return comment.text

    def beside(self, end: Mark, following: Mark) -> str | None:
        """Take the comment at the end of the line where a node ends, unless another node stands between."""
        comment = self._peek()
        if comment is None or comment.is_whole_line or comment.index >= following.index:
            return None
        if comment.line > end.line:
            return None
        self._next += 1
        return comment.text

    def below(self, end: Mark, column: int) -> tuple[str, ...]:
        """Take the comments at the end of a block: those before its end that stand at its column or further right."""
        taken: list[str] = []
        while (comment := self._peek()) and comment.index < end.index and comment.column >= column:
            if comment.follows_blank:
                taken.append("")
            taken.append(comment.text)
            self._next += 1
        return tuple(taken)

    def _line(self, number: int) -> str:
        """Return a line; an empty key at the very end (`? `) is said to stand on the line after the last."""
        return self._lines[number] if number < len(self._lines) else ""

    def rest(self) -> tuple[str, ...]:
        """Take all that are left."""
        left = tuple(comment.text for comment in self._comments[self._next :])
        self._next = len(self._comments)
        return left

    def _peek(self) -> Comment | None:
        return self._comments[self._next] if self._next < len(self._comments) else None
