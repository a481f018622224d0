"""A FEEL `value in test` as a decision: what it gives for the value, and what the cell's opposite gives."""

import msgspec

from tests.tck.cells import TYPES, cell_of, fact_value, sorts_of
from tests.tck.document import document
from tests.tck.feel import AnyOf, Name, Not, Outside, in_expression
from tests.tck.source import Expression


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """A rule set and its facts. Its answer is `holds`: true by the cell, false by `not(cell)`, nothing by neither."""

    yaml: str
    facts: dict[str, object]


def question(expression: Expression) -> Question:
    """Return the decision that an expression asks for. Raises Outside."""
    value, test = in_expression(expression.expr)
    tests = test if isinstance(test, AnyOf) else AnyOf((test,))
    sorts = sorts_of(tests) | ({value.sort} if value is not None else set())
    if len(sorts) > 1:
        raise Outside(f"it compares {' with '.join(sorted(sorts))}: across types a cell is an error when it is loaded")
    (sort,) = sorts
    rows = [
        ["holds", cell_of(tests, _no_name), True],
        ["fails", cell_of(AnyOf((Not(tests.tests),)), _no_name), False],
    ]
    table = {"in": ["value"], "out": ["holds"], "rows": rows}
    return Question(
        yaml=document(
            expression.id,
            facts={"value": {"type": str(TYPES[sort]), "nullable": True}},
            step={"hit": "first", "table": table},
        ),
        facts={} if value is None else {"value": fact_value(value)},
    )


def _no_name(name: Name) -> str:
    raise Outside(f"`{name.text}` is another input")
