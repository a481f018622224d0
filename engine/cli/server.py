"""The HTTP server: binds, says when it is ready, and stops cleanly when told to."""

import asyncio
import contextlib
import signal
import socket
from collections.abc import Callable, Iterator
from typing import Final

import uvicorn

from engine.errors import Unavailable
from engine.serving import AsgiApp

GRACE_SECONDS: Final = 10
_BACKLOG: Final = 2048


class Server(uvicorn.Server):
    """uvicorn that calls `ready` when it listens, and whose `serve` returns when a signal tells it to stop.

    uvicorn itself sends the signal on at the end of `serve`, and what is open would never be closed.
    """

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say so."""
        await super().startup(sockets)
        if self.started:
            self._ready()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop on SIGTERM and SIGINT; a second SIGINT does not wait for requests in flight."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.handle_exit, number, None)
        try:
            yield
        finally:
            for number in (signal.SIGTERM, signal.SIGINT):
                loop.remove_signal_handler(number)


def listen(host: str, port: int) -> socket.socket:
    """Return a socket bound to the address. Raises Unavailable that names it where it cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((host, port))
    except OSError as error:
        sock.close()
        raise Unavailable(f"cannot listen on {host}:{port} ({error.strerror}); choose another with --port") from None
    sock.listen(_BACKLOG)
    return sock


async def run_server(app: AsgiApp, sock: socket.socket, ready: Callable[[], None]) -> bool:
    """Serve until told to stop. Returns whether the applications could start."""
    config = uvicorn.Config(
        app,
        http="httptools",
        loop="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    server = Server(config, ready)
    await server.serve(sockets=[sock])
    return server.started
