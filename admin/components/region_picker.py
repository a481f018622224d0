"""Regions by search: type a name, press what is offered; what was chosen stands above and can be taken out."""

from collections.abc import Callable, Sequence

from nicegui import ui
from nicegui.events import ValueChangeEventArguments

from admin.language import say
from engine.services.rollout_forms import RegionChoice


def region_picker(find: Callable[[str], Sequence[RegionChoice]], chosen: dict[str, str]) -> None:
    """Draw a picker that keeps what is chosen in `chosen`: path by code."""

    @ui.refreshable
    def picked() -> None:
        with ui.row().classes("gap-2 items-center").props('role="list"'):
            if not chosen:
                ui.label(say("wizard.every_region")).classes("faint text-sm")
            for code, path in chosen.items():
                with ui.row().classes("chip inform").props('role="listitem"'):
                    ui.label(path)
                    ui.button(icon="close", color=None, on_click=lambda taken=code: drop(taken)).props(
                        f'flat round dense size=xs aria-label="{say("wizard.remove", name=path)}"'
                    )

    def drop(code: str) -> None:
        chosen.pop(code, None)
        picked.refresh()

    def add(choice: RegionChoice) -> None:
        chosen[choice.code] = choice.path
        box.set_value("")
        picked.refresh()

    def look(event: ValueChangeEventArguments[str | None]) -> None:
        offered.clear()
        with offered:
            for choice in find(event.value or ""):
                if choice.code in chosen:
                    continue
                ui.button(choice.path, icon="add", color=None, on_click=lambda one=choice: add(one)).props(
                    f'outline dense no-caps aria-label="{say("wizard.add", name=choice.path)}"'
                ).classes("text-button px-2")

    ui.label(say("wizard.regions")).classes("font-semibold text-sm")
    picked()
    box = (
        ui.input(placeholder=say("wizard.find_region"), on_change=look)
        .classes("w-full")
        .props(f'outlined dense clearable debounce=200 aria-label="{say("wizard.regions")}"')
    )
    offered = ui.row().classes("gap-2")
