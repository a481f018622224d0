"""State diagrams of an order type, one for each dimension, drawn from its flow and the tables as Mermaid."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Literal

from engine.money import Money
from engine.orders.lifecycle.flows import FLOWS, initial_status, step
from engine.orders.lifecycle.names import STATES, move_name
from engine.orders.lifecycle.tables import TABLES
from engine.orders.status import FulfillmentState, Move, ReviewState

Language = Literal["zh", "en"]
Edge = tuple[StrEnum, Move, StrEnum]


def first_states(order_type: str, dimension: str) -> tuple[StrEnum, ...]:
    """Return where orders of a type may begin: with or without something to pay, held or not, with stock or without."""
    accounts = (False, True) if order_type == "b2b" else (False,)
    begun = {
        getattr(
            initial_status(order_type, Money(payable, "CNY"), review, goods, on_account=on_account), dimension
        ): None
        for payable in (1, 0)
        for review in (ReviewState.PASSED, ReviewState.HELD)
        for goods in (FulfillmentState.NONE, FulfillmentState.BACKORDERED)
        for on_account in accounts
        if FLOWS[order_type].moves_stock or goods is FulfillmentState.NONE
    }
    return tuple(begun)


def edges(order_type: str, dimension: str) -> tuple[Edge, ...]:
    """Return the steps that orders of a type can take in a dimension, from where they may begin."""
    return tuple(_walk(order_type, dimension))


def diagram(order_type: str, dimension: str, language: Language = "en", counts: Mapping[str, int] | None = None) -> str:
    """Return the diagram of a dimension as Mermaid; with `counts`, how many orders are in each state."""
    first = first_states(order_type, dimension)
    steps = edges(order_type, dimension)
    states = tuple(dict.fromkeys([*first, *(state for start, _, end in steps for state in (start, end))]))
    lines = ["stateDiagram-v2", *(_named(dimension, state, language, counts) for state in states)]
    lines += [f"    [*] --> {state}" for state in first]
    labels: dict[tuple[StrEnum, StrEnum], list[str]] = {}
    for start, move, end in steps:
        labels.setdefault((start, end), []).append(move_name(move, is_chinese=language == "zh"))
    lines += [f"    {start} --> {end}: {' / '.join(names)}" for (start, end), names in labels.items()]
    ends = [state for state in states if not any(start is state for start, _, _ in steps)]
    lines += [f"    {state} --> [*]" for state in ends]
    return "\n".join(lines) + "\n"


def _walk(order_type: str, dimension: str) -> Iterator[Edge]:
    flow = FLOWS[order_type]
    front = list(first_states(order_type, dimension))
    seen = set(front)
    while front:
        state = front.pop(0)
        for move in TABLES[dimension][state]:
            target = step(flow, dimension, state, move)
            if target is None:
                continue
            yield state, move, target
            if target not in seen:
                seen.add(target)
                front.append(target)


def _named(dimension: str, state: StrEnum, language: Language, counts: Mapping[str, int] | None) -> str:
    chinese, english = STATES[dimension][state]
    name = chinese if language == "zh" else english
    number = f" · {counts.get(state, 0):,}" if counts is not None else ""
    return f'    state "{name}{number}" as {state}'
