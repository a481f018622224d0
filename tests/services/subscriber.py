"""A subscriber of webhooks: a real HTTP server on this machine, which keeps what it is sent."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

import msgspec


class Got(NamedTuple):
    """One request: its headers, its body, and the event in it."""

    headers: Mapping[str, str]
    body: bytes
    event: dict[str, Any]


class Subscriber:
    """What it was sent, in the order in which it came; `answer` says the status of each."""

    def __init__(self) -> None:
        self.url = ""
        self.got: list[Got] = []
        self.answer: Callable[[dict[str, Any]], int] = lambda _: 200

    def names(self, order_no: str) -> list[str]:
        """Return the names of an order's events as they came."""
        return [each.event["name"] for each in self.got if each.event["order_no"] == order_no]


@contextmanager
def listening() -> Iterator[Subscriber]:
    """Let a subscriber listen meanwhile."""
    subscriber = Subscriber()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            event = msgspec.json.decode(body)
            subscriber.got.append(Got(dict(self.headers.items()), body, event))
            self.send_response(subscriber.answer(event))
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is the library's
            del format, args

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    subscriber.url = f"http://127.0.0.1:{server.server_port}/oms"
    try:
        yield subscriber
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
