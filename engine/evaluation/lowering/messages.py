"""The fact that is sent to durable-rules: a line of JSON with the numbers of the fields that its rules test."""

import ast
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from engine.evaluation.facts import Fact, Facts
from engine.evaluation.lowering.by_class import ColumnReader
from engine.evaluation.lowering.lowered import Column
from engine.evaluation.lowering.syntax import FunctionWriter, name
from engine.evaluation.run import Circumstances

MessageOf = Callable[[Facts, Circumstances], str]
END: Final = "}"


def message_function(
    columns: Sequence[Column], required: Mapping[str, Fact], head: str, parts: Mapping[int, Sequence[str]]
) -> MessageOf:
    """Return a function that writes the message of given facts: the head, and of each column what stands for its class.

    `required` are facts that must be there; `parts` are by column, then by class.
    """
    writer = FunctionWriter("message")
    reader = ColumnReader(writer, columns, required)

    def joined(found: list[ast.expr]) -> ast.expr:
        whole = ast.Tuple([ast.Constant(head), *found, ast.Constant(END)], ast.Load())
        return ast.Call(writer.constant("join", "".join), [whole], [])

    writer.add(reader.assign("message", tuple(parts), parts, joined))
    return writer.function(name("message"))
