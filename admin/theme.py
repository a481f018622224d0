"""The look: calm and dense, one accent, four signal colours with a meaning, light and dark."""

from pathlib import Path
from typing import Final

from nicegui import app, ui

ACCENT: Final = "#4f46e5"
# Signals: fine, look, stop, information. Used for meaning only, always beside a word.
FINE, LOOK, STOP, INFORM = "#15803d", "#b45309", "#b91c1c", "#1d4ed8"
CHART_COLOURS: Final = ["#4f46e5", "#0891b2", "#15803d", "#b45309", "#be185d", "#475569", "#7c3aed", "#0f766e"]

_DARK: Final = "dark"

_STYLE: Final = (Path(__file__).parent / "assets" / "theme.css").read_text(encoding="utf-8")


def apply() -> None:
    """Give the page its colours and style, in the theme that the person chose."""
    ui.colors(primary=ACCENT, positive=FINE, negative=STOP, warning=LOOK, info=INFORM)
    ui.add_css(_STYLE)
    ui.dark_mode(value=is_dark())


def is_dark() -> bool:
    """Tell whether the person chose the dark theme."""
    return bool(app.storage.user.get(_DARK, False))


def switch() -> None:
    """Change between light and dark for this person."""
    app.storage.user[_DARK] = not is_dark()
    ui.navigate.reload()
