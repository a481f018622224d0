"""PRIORITY and OUTPUT ORDER of DMN rank output values, the best first; the format ranks rules."""

from collections.abc import Sequence

from tests.tck.cells import texts_of
from tests.tck.source import Table


def ranked(table: Table, rows: Sequence[list[object]]) -> Sequence[object]:
    """Return the rows with the rank of what they say: PRIORITY as their priorities, OUTPUT ORDER as their order.

    A row is its id, its cells and its outputs.
    """
    first_output = 1 + len(table.inputs)
    ranks = [_rank(table, row[first_output:]) for row in rows]
    if table.hit_policy == "OUTPUT ORDER":
        return [row for _, row in sorted(zip(ranks, rows, strict=True), key=lambda pair: pair[0])]
    if table.hit_policy != "PRIORITY":
        return rows
    worst_first = sorted(set(ranks), reverse=True)
    return [
        {
            "id": row[0],
            "in": row[1:first_output],
            "out": row[first_output:],
            "priority": 10 * (1 + worst_first.index(rank)),
        }
        for row, rank in zip(rows, ranks, strict=True)
    ]


def _rank(table: Table, said: Sequence[object]) -> tuple[int, ...]:
    """Return where each output stands among its allowed values: 0 is the best. The first output counts first."""
    pairs = zip(table.outputs, said, strict=True)
    return tuple(texts_of(output.allowed).index(str(value)) for output, value in pairs if output.allowed is not None)
