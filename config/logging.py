"""Logs: one JSON object a line in production, readable lines in development; all of it on standard error."""

import logging
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any, Final, TextIO

import msgspec
import structlog
from structlog.typing import Processor

from config.settings import MASK, LogSettings

# Personal data and secrets do not belong in logs; should a call pass one by such a name, its value is masked.
_MASKED: Final = frozenset(
    {
        "address",
        "api_key",
        "authorization",
        "cookie",
        "detail_address",
        "email",
        "id_card",
        "invoice_title",
        "password",
        "phone",
        "recipient",
        "secret",
        "secret_key",
        "token",
    }
)


def set_up_logging(log: LogSettings, stream: TextIO | None = None) -> None:
    """Send structlog's and the standard library's logs to `stream` (standard error) in one form.

    Call it once when a process starts; a second call replaces the first. uvicorn must be started with
    `log_config=None`, so that its lines come this way too.
    """
    out = stream or sys.stderr
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        mask,
    ]
    handler = logging.StreamHandler(out)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=_rendering(log, out)))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(log.level.upper())
    # Piccolo greets with its database's version at every start; what matters of it comes as a warning.
    logging.getLogger("piccolo").setLevel(max(logging.WARNING, root.level))
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.PositionalArgumentsFormatter(),
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def mask(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replace the values of names that hold personal data or secrets."""
    for name in event.keys() & _MASKED:
        event[name] = MASK
    return event


def _rendering(log: LogSettings, out: TextIO) -> list[Processor]:
    drop: Processor = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    if log.format == "json":
        return [drop, structlog.processors.format_exc_info, _json]
    return [drop, structlog.dev.ConsoleRenderer(colors=out.isatty())]


def _json(_logger: object, _method: str, event: Mapping[str, Any]) -> str:
    # msgspec keeps Chinese readable and knows dates, decimals and structs; anything else stands as its text.
    return msgspec.json.encode(event, enc_hook=str).decode()
