"""A server of its own, started as a person starts it."""

import contextlib
import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import msgspec

from tests.cli.process import OMS, SECONDS, environment


class Served(msgspec.Struct):
    """A running server: what it printed, where it listens, and a client with its key."""

    process: subprocess.Popen[str]
    said: list[str]
    address: str
    client: httpx.Client
    seconds: float  # from the start until it was ready

    def place(self, body: dict[str, Any]) -> dict[str, Any]:
        """Place an order that must be accepted."""
        answer = self.client.post("/v1/orders", json=body)
        assert answer.status_code == 201, answer.text
        placed: dict[str, Any] = answer.json()
        return placed


@contextlib.contextmanager
def served(folder: Path, *arguments: str, **changes: str) -> Iterator[Served]:
    """Start `oms serve` on a free port and stop it in the end; its data is in `folder`."""
    began = time.monotonic()
    log = folder / "serve.log"
    with (
        log.open("w", encoding="utf-8") as errors,
        subprocess.Popen(
            [OMS, "serve", "--port", "0", *arguments],
            cwd=folder,
            env=environment(folder, {"OMS_BOOTSTRAP_KEY": "a-key-for-tests", **changes}),
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        ) as process,
    ):
        try:
            said = _until_ready(process, log)
            address = next(found[0] for line in said if (found := re.search(r"http://[\d.]+:\d+", line)))
            with httpx.Client(
                base_url=address, headers={"Authorization": "Bearer a-key-for-tests"}, timeout=30
            ) as client:
                yield Served(process, said, address, client, time.monotonic() - began)
        finally:
            process.terminate()
            process.wait(SECONDS)


def _until_ready(process: subprocess.Popen[str], log: Path) -> list[str]:
    """Return the lines that a starting server prints, up to the last one."""
    assert process.stdout is not None
    said = []
    for line in process.stdout:
        said.append(line.rstrip())
        if line.startswith("OMS is ready"):
            return said
    raise AssertionError(f"the server ended with {process.wait()}: {log.read_text('utf-8')}")
