"""A plain table: columns with a text and an alignment, rows of cells that draw themselves."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from nicegui import ui
from nicegui.element import Element

Cell = str | Callable[[], object]


class Column(NamedTuple):
    """One column. `style` is a class of the theme: `number` (to the right), `tight` (never wraps), `mono`."""

    title: str
    style: str = ""


def table(columns: Sequence[Column], rows: Iterable[Sequence[Cell]], label: str) -> None:
    """Draw a table. A cell is text, or a function that draws into it. `label` names it for screen readers."""
    with ui.element("div").classes("scroll"), Element("table").classes("grid-table").props(f'aria-label="{label}"'):
        with Element("thead"), Element("tr"):
            for column in columns:
                with Element("th").classes("number" if "number" in column.style else "").props('scope="col"'):
                    ui.label(column.title)
        with Element("tbody"):
            for row in rows:
                with Element("tr"):
                    _cells(columns, row)


def _cells(columns: Sequence[Column], row: Sequence[Cell]) -> None:
    for column, cell in zip(columns, row, strict=True):
        with Element("td").classes(column.style):
            if callable(cell):
                cell()
            else:
                ui.label(cell)
