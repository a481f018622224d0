"""Bars from counts, with the same numbers as a table for those who cannot see the chart."""

from collections.abc import Callable, Mapping, Sequence

from nicegui import ui

from admin import theme
from admin.components.table import Column, table
from admin.language import say


def bars(title: str, counts: Mapping[str, int], name: Callable[[str], str] = str, top: int = 12) -> None:
    """Draw a panel with one horizontal bar for each key, the largest on top."""
    largest = sorted(counts.items(), key=lambda item: -item[1])[:top]
    names = [name(key) for key, _ in largest]
    with ui.column().classes("panel"):
        ui.html(f"<h2>{title}</h2>", sanitize=False)
        if not largest:
            ui.label(say("common.none")).classes("faint")
            return
        drawing = ui.echart(
            {
                "grid": {"left": 8, "right": 48, "top": 0, "bottom": 0, "containLabel": True},
                "xAxis": {"type": "value", "show": False},
                "yAxis": {
                    "type": "category", "inverse": True, "data": names, "axisTick": {"show": False},
                    "axisLine": {"show": False}, "axisLabel": {"color": _ink(), "width": 110, "overflow": "truncate"},
                },
                "series": [
                    {
                        "type": "bar", "data": [count for _, count in largest], "barMaxWidth": 16,
                        "itemStyle": {"color": theme.CHART_COLOURS[0], "borderRadius": 3},
                        "label": {"show": True, "position": "right", "color": _ink()},
                    }
                ],
                "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"}},
            }
        )  # fmt: skip
        drawing.classes("w-full").style(f"height: {24 * len(largest) + 8}px").props(f'role="img" aria-label="{title}"')
        _as_table(title, list(zip(names, [str(count) for _, count in largest], strict=True)))


def stacked_days(title: str, days: Sequence[tuple[str, int, int]]) -> None:
    """Draw a panel with one bar for each day: accepted and held orders on top of each other."""
    with ui.column().classes("panel"):
        ui.html(f"<h2>{title}</h2>", sanitize=False)
        accepted = [orders - held for _, orders, held in days]
        ui.echart(
            {
                "grid": {"left": 8, "right": 8, "top": 32, "bottom": 0, "containLabel": True},
                "legend": {"top": 0, "right": 0, "textStyle": {"color": _ink()}},
                "xAxis": {"type": "category", "data": [day[5:] for day, _, _ in days], "axisLabel": {"color": _ink()}},
                "yAxis": {
                    "type": "value",
                    "axisLabel": {"color": _ink()},
                    "splitLine": {"lineStyle": {"color": _line()}},
                },
                "series": [
                    _series(say("today.placed"), accepted, theme.CHART_COLOURS[0]),
                    _series(say("today.held"), [held for _, _, held in days], "#d97706"),
                ],
                "tooltip": {"trigger": "axis"},
            }
        ).classes("w-full").style("height: 240px").props(f'role="img" aria-label="{title}"')
        _as_table(title, [(day, f"{orders} / {held}") for day, orders, held in days])


def _series(name: str, data: list[int], colour: str) -> dict[str, object]:
    return {
        "name": name,
        "type": "bar",
        "stack": "orders",
        "data": data,
        "barMaxWidth": 24,
        "itemStyle": {"color": colour},
    }


def _as_table(title: str, rows: Sequence[tuple[str, str]]) -> None:
    with ui.expansion(say("today.as_table")).classes("w-full text-sm").props("dense"):
        table((Column(say("today.key")), Column(say("today.count"), "number")), rows, title)


def _ink() -> str:
    return "#e8eaf0" if theme.is_dark() else "#1b2130"


def _line() -> str:
    return "#2b303b" if theme.is_dark() else "#e3e6ea"
