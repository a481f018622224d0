"""The catalogue of events says all that the code tells, and nothing that it does not."""

import ast
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import engine
from engine.orders.event import OrderEvent
from engine.orders.event_catalogue import EVENTS, unknown_parts
from scripts import write_events

SOURCES = [path for path in sorted(Path(engine.__file__).parent.rglob("*.py")) if path.name != "event_catalogue.py"]
TELLING = {"tell", "event"}


def literal(node: ast.expr | None) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def told() -> Iterator[tuple[str, set[str]]]:
    """Yield each event that the code tells under a literal name, with the names of its data that stand there."""
    for source in SOURCES:
        for node in ast.walk(ast.parse(source.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            keywords = {keyword.arg: keyword.value for keyword in node.keywords if keyword.arg}
            if called in TELLING and node.args and (name := literal(node.args[0])):
                yield name, set(keywords)
            elif called == "OrderEvent" and (name := literal(keywords.get("name"))):
                yield name, keys_of(keywords.get("data"))


def keys_of(node: ast.expr | None) -> set[str]:
    return {name for key in node.keys if (name := literal(key))} if isinstance(node, ast.Dict) else set()


def test_whatever_the_code_tells_is_in_the_catalogue_with_its_data() -> None:
    found = {name: fields for name, fields in told() if name[:1].isupper()}

    assert len(found) > 20
    assert {name: fields - set(EVENTS[name].data) for name, fields in found.items() if name in EVENTS} == {
        name: set() for name in found
    }


def test_whatever_is_in_the_catalogue_is_told_somewhere() -> None:
    texts = {
        node.value
        for source in SOURCES
        for node in ast.walk(ast.parse(source.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }

    assert [name for name in EVENTS if name not in texts] == []


def test_the_page_has_the_catalogue_as_it_is() -> None:
    assert write_events.PAGE.read_text("utf-8") == write_events.page()


def test_an_event_or_a_field_that_nobody_described_is_named() -> None:
    at = datetime(2026, 11, 11, tzinfo=UTC)
    events = [
        OrderEvent(name="OrderPaid", order_no="1", at=at, actor="a", data={"amount": "1.00", "phone": "138"}),
        OrderEvent(name="OrderEaten", order_no="1", at=at, actor="a"),
    ]

    assert unknown_parts(events) == ("OrderPaid.phone", "OrderEaten")
