"""The control for one value: it follows what the fact is, and says what was chosen or typed as the text of a cell."""

from collections.abc import Callable, Mapping
from typing import Final

from nicegui import ui

from admin.language import label, say
from engine.evaluation.document.simple_cell import WITHOUT_VALUE, Operator, SimpleCell
from engine.evaluation.facts import FactType, Label
from engine.services.rule_desk import Field

Commit = Callable[[str], None]
_SEVERAL: Final = frozenset({Operator.ONE_OF, Operator.HAS_ANY, Operator.HAS_ALL, Operator.HAS_NONE})
_ORDERED: Final = frozenset(
    {FactType.INTEGER, FactType.DECIMAL, FactType.MONEY, FactType.DATE, FactType.DATETIME, FactType.DURATION}
)
_EVERYWHERE: Final = (Operator.IN_LIST, Operator.NOT_IN_LIST, Operator.PRESENT, Operator.MISSING, Operator.ANYTHING)
_SIZES: Final = (Operator.MORE, Operator.AT_LEAST, Operator.LESS, Operator.AT_MOST)


def operators(field: Field | None, now: Operator) -> dict[str, str]:
    """Return the operators that a fact of this type has, by word; the one that stands there always."""
    if field is None:
        found: tuple[Operator, ...] = tuple(Operator)
    elif field.type is FactType.TEXTS:
        found = (Operator.HAS_ANY, Operator.HAS_ALL, Operator.HAS_NONE, *_EVERYWHERE)
    elif field.type is FactType.BOOLEAN:
        found = (Operator.IS, *_EVERYWHERE[2:])
    else:
        sizes = _SIZES if field.type in _ORDERED else ()
        found = (Operator.IS, Operator.IS_NOT, *sizes, Operator.ONE_OF, *_EVERYWHERE)
    shown = dict.fromkeys((*found, Operator.OTHER, now))
    return {operator.value: say(f"operator.{operator}") for operator in shown}


def value_control(field: Field | None, cell: SimpleCell, lists: Mapping[str, str], name: str, commit: Commit) -> None:
    """Draw the control of a condition's value; `commit` is given the value as it stands in the cell."""
    operator = cell.operator
    if operator in WITHOUT_VALUE:
        return
    if operator in (Operator.IN_LIST, Operator.NOT_IN_LIST):
        titles = {list_id: f"{title} @{list_id}" for list_id, title in lists.items()}
        _choice(
            {**titles, **({cell.value: titles.get(cell.value, cell.value)} if cell.value else {})},
            cell.value,
            name,
            commit,
        )
    elif operator in _SEVERAL:
        _several(field, cell.value, name, commit)
    elif operator is Operator.OTHER:
        _typed(cell.value, name, commit, is_code=True)
    else:
        single_control(field, cell.value, name, commit)


def single_control(field: Field | None, value: str, name: str, commit: Commit) -> None:
    """Draw the control of one value: a choice, yes or no, an amount, a number with its unit, or text."""
    if field is not None and field.type is FactType.BOOLEAN:
        _choice({"true": say("common.yes"), "false": say("common.no")}, value, name, commit)
    elif field is not None and field.values and not value.startswith("$"):
        _choice(_words(field.values), value, name, commit)
    else:
        _typed(value, name, commit, field=field)


def _choice(options: Mapping[str, str], value: str, name: str, commit: Commit) -> None:
    shown = {**options, **({value: options.get(value, value)} if value else {})}
    control = ui.select(shown, value=value or None, with_input=len(shown) > 12)  # noqa: PLR2004  # more are searched
    control.classes("grow").props(f'outlined dense aria-label="{name}"')
    control.on_value_change(lambda event: commit(str(event.value or "")))


def _several(field: Field | None, value: str, name: str, commit: Commit) -> None:
    chosen = [part.strip() for part in value.split(",") if part.strip()]
    if field is not None and field.values:
        options = {**_words(field.values), **{each: each for each in chosen if each not in field.values}}
        many = ui.select(options, value=chosen, multiple=True)
        many.props(f'outlined dense use-chips aria-label="{name}"').classes("grow")
        many.on_value_change(lambda event: commit(", ".join(event.value or [])))
        return
    chips = ui.input_chips(value=chosen, new_value_mode="add-unique")
    chips.props(f'outlined dense aria-label="{name}" hint="{say("edit.chips")}"').classes("grow")
    chips.on_value_change(lambda event: commit(", ".join(event.value or [])))


def _typed(value: str, name: str, commit: Commit, *, field: Field | None = None, is_code: bool = False) -> None:
    """Draw a line to type into; it counts when it is left or Enter is pressed."""
    control = (
        ui.input(value=value).classes("grow mono" if is_code else "grow").props(f'outlined dense aria-label="{name}"')
    )
    if field is not None and field.type is FactType.MONEY and not value.startswith("$"):
        control.props('prefix="¥"')
    if field is not None and field.unit:
        control.props(f'suffix="{field.unit}"')
    last = [value]

    def leave() -> None:
        typed = str(control.value or "").strip()
        if typed != last[0]:
            last[0] = typed
            commit(typed)

    control.on("blur", leave)
    control.on("keydown.enter", leave)


def _words(values: Mapping[str, Label]) -> dict[str, str]:
    return {value: label(word) for value, word in values.items()}
