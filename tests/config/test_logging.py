"""What a log line looks like, and what it never shows."""

import io
import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal

import pytest
import structlog

from config.logging import set_up_logging
from config.settings import MASK, LogFormat, LogLevel, LogSettings


@pytest.fixture(autouse=True)
def logging_as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    root.handlers = handlers
    root.setLevel(level)
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


def start(level: LogLevel = "info", form: LogFormat = "json") -> io.StringIO:
    stream = io.StringIO()
    set_up_logging(LogSettings(level=level, format=form), stream)
    return stream


def test_a_line_is_one_json_object_with_readable_chinese() -> None:
    stream = start()

    structlog.get_logger("engine.services").info("订单已下", order_no="2511110012", fee=Decimal("8.00"))

    line = stream.getvalue()
    assert line.count("\n") == 1
    assert "订单已下" in line
    entry = json.loads(line)
    assert entry["event"] == "订单已下"
    assert entry["level"] == "info"
    assert entry["logger"] == "engine.services"
    assert entry["order_no"] == "2511110012"
    assert entry["fee"] == "8.00"
    assert datetime.fromisoformat(entry["timestamp"]).tzinfo == UTC


def test_lines_of_other_libraries_look_the_same() -> None:
    stream = start()

    logging.getLogger("uvicorn.error").warning("%s went away", "client", extra={"port": 8000})

    entry = json.loads(stream.getvalue())
    assert (entry["event"], entry["level"], entry["port"]) == ("client went away", "warning", 8000)


def test_personal_data_and_secrets_are_masked() -> None:
    stream = start()

    structlog.get_logger("api").info("request", phone="13800138000", authorization="Bearer abc", city="杭州市")

    entry = json.loads(stream.getvalue())
    assert (entry["phone"], entry["authorization"], entry["city"]) == (MASK, MASK, "杭州市")


def test_what_is_below_the_level_is_not_written() -> None:
    stream = start(level="warning")

    structlog.get_logger("api").info("request")
    logging.getLogger("api").info("request")

    assert stream.getvalue() == ""


def test_an_error_carries_its_traceback_on_the_same_line() -> None:
    stream = start()

    try:
        Decimal("x")
    except ArithmeticError:
        structlog.get_logger("api").exception("failed")

    entry = json.loads(stream.getvalue())
    assert entry["event"] == "failed"
    assert "InvalidOperation" in entry["exception"]


def test_what_is_bound_to_the_request_stands_on_each_of_its_lines() -> None:
    stream = start()
    structlog.contextvars.bind_contextvars(request_id="r-1")

    structlog.get_logger("api").info("one")
    logging.getLogger("uvicorn.access").info("two")

    assert [json.loads(line)["request_id"] for line in stream.getvalue().splitlines()] == ["r-1", "r-1"]


def test_a_line_for_a_person_shows_event_and_values() -> None:
    stream = start(form="console")

    structlog.get_logger("api").info("订单已下", order_no="2511110012")

    assert "订单已下" in stream.getvalue()
    assert "order_no=2511110012" in stream.getvalue()
