"""One module writes a status: nobody else makes a vector or replaces one, but the reader of the rows."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.source import PACKAGES, python_files, shown

WRITER = "engine/orders/lifecycle/transition.py"
# Where a vector is made that no move leads to: how an order begins, what its parent says, and the row that is read.
MAKERS = {
    "engine/orders/lifecycle/flows.py": "OrderStatus",
    "engine/orders/lifecycle/family.py": "OrderStatus",
    "engine/planning/draft.py": "OrderStatus",  # before anything is decided
    "engine/store/order_reader.py": "convert",
    "engine/store/order_repository.py": "convert",
}


def made(tree: ast.Module) -> Iterator[str]:
    """Return how a module makes vectors: by the constructor, or by conversion to it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "OrderStatus":
            yield "OrderStatus"
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "convert":
            yield from ("convert" for each in node.args if isinstance(each, ast.Name) and each.id == "OrderStatus")


def replaced(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Return each `replace(…, status=…)` with the call that the new status comes from."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "replace"):
            continue
        for keyword in node.keywords:
            if keyword.arg == "status":
                value = keyword.value
                is_call = isinstance(value, ast.Call) and isinstance(value.func, ast.Name)
                yield node.lineno, value.func.id if is_call else "?"  # type: ignore[attr-defined] # a call of a name


def trees() -> Iterator[tuple[Path, ast.Module]]:
    for path in python_files(*PACKAGES):
        yield path, ast.parse(path.read_text("utf-8"))


def test_a_vector_is_made_only_where_an_order_begins_or_is_read() -> None:
    found = {shown(path): how for path, tree in trees() for how in made(tree)}

    assert found == MAKERS


def test_a_status_is_replaced_only_by_the_module_that_moves_orders() -> None:
    # An order that is planned begins somewhere, and one that is read stands where its row says.
    beginnings = {"engine/planning/order_plan.py": "begins", "engine/store/order_repository.py": "status_from"}
    others = [
        f"{shown(path)}:{line}"
        for path, tree in trees()
        for line, source in replaced(tree)
        if shown(path) != WRITER and beginnings.get(shown(path)) != source
    ]

    assert others == []
    writer = next(tree for path, tree in trees() if shown(path) == WRITER)
    assert len(list(replaced(writer))) == 2
