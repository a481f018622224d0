"""How values look: times, money, statuses, chips, facts and answers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from nicegui import ui

from admin.language import say, say_or_self

_SIGNS: Final = {"CNY": "¥", "GBP": "£", "USD": "$", "EUR": "€", "JPY": "¥"}
_REVIEW_SIGNALS: Final = {"passed": "fine", "held": "look", "rejected": "stop"}
_STATE_SIGNALS: Final = {"completed": "fine", "confirmed": "inform", "cancelled": "stop"}
_ACTION_SIGNALS: Final = {"pass": "fine", "auto": "fine", "allocated": "fine", "review": "look", "manual": "look",
                          "backorder": "look", "reject": "stop", "cancel": "stop"}  # fmt: skip


def money(text: str, currency: str) -> str:
    """Return an amount with its sign and thousands parted: `¥1,234.50`."""
    whole, _, cents = text.partition(".")
    sign = "-" if whole.startswith("-") else ""
    return f"{sign}{_SIGNS.get(currency, currency + ' ')}{int(whole.lstrip('-')):,}{'.' + cents if cents else ''}"


def moment(at: datetime, zone: ZoneInfo) -> str:
    """Return a time in the person's zone: `2026-11-22 14:05`."""
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M")


def chip(text: str, signal: str = "") -> ui.label:
    """Draw a word with a signal colour (`fine`, `look`, `stop`, `inform`) or none."""
    return ui.label(text).classes(f"chip {signal}")


def review_chip(state: str) -> None:
    """Draw the review state."""
    chip(say_or_self("review", state), _REVIEW_SIGNALS.get(state, ""))


def state_chip(state: str) -> None:
    """Draw the order state."""
    chip(say_or_self("state", state), _STATE_SIGNALS.get(state, ""))


def pair(name: str, value: str, style: str = "") -> None:
    """Draw a name and its value on one line, the value to the right."""
    with ui.row().classes("w-full justify-between no-wrap gap-4"):
        ui.label(name).classes("faint whitespace-nowrap")
        ui.label(value or "–").classes(f"text-right break-all {style}")


def value_text(value: object) -> str:
    """Return a fact or an answer as one line of text."""
    if value is None:
        return say("common.missing")
    if isinstance(value, bool):
        return say("common.yes") if value else say("common.no")
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {value_text(item)}" for key, item in value.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(value_text(item) for item in value) if value else "[]"
    return str(value)


def answer_chips(answer: Mapping[str, object]) -> None:
    """Draw the short form of an answer: its plain values, what decides first."""
    for key in ("action", "outcome"):
        if key in answer:
            chip(str(answer[key]), _ACTION_SIGNALS.get(str(answer[key]), ""))
    for key, value in answer.items():
        if key in ("action", "outcome", "customer_text") or isinstance(value, Mapping) or value is None:
            continue
        if isinstance(value, (list, tuple)) and any(isinstance(item, Mapping) for item in value):
            ui.label(f"{key} × {len(value)}").classes("faint text-sm")
        elif value not in ([], ()):
            ui.label(f"{key} {value_text(value)}").classes("text-sm")
