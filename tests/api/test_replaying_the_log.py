"""The whole log of requests sent a second time leaves everything as it was; under a key it is answered the same."""

import hashlib
import sqlite3
from typing import Any, NamedTuple

import httpx
import pytest

from engine.store.engine import PooledEngine
from tests.api.conftest import Site, an_order_of

pytestmark = pytest.mark.asyncio(loop_scope="module")

TABLES = (
    "orders", "order_snapshots", "child_orders", "order_lines", "allocations", "decisions", "events", "payments",
    "payment_numbers", "refunds", "order_timers", "stock_levels", "stock_movements", "customers", "velocity_entries",
    "warehouse_loads",
)  # fmt: skip


class Sent(NamedTuple):
    """One request and what it was answered."""

    path: str
    body: dict[str, Any]
    key: str | None
    answer: httpx.Response


class Recorder:
    """Sends requests and remembers them."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.log: list[Sent] = []

    async def send(self, path: str, body: dict[str, Any], *, with_key: bool) -> httpx.Response:
        key = f"log-{len(self.log)}" if with_key else None
        answer = await self._send(path, body, key)
        self.log.append(Sent(path, body, key, answer))
        return answer

    async def again(self) -> list[httpx.Response]:
        """Send everything once more, in the same order."""
        return [await self._send(sent.path, sent.body, sent.key) for sent in self.log]

    async def _send(self, path: str, body: dict[str, Any], key: str | None) -> httpx.Response:
        headers = {"Idempotency-Key": key} if key else {}
        return await self.site.client.post(path, json=body, headers=headers)


def state(site: Site) -> str:
    """Return a hash of every row that an order owns or touches."""
    engine: PooledEngine = site.oms._engine  # noqa: SLF001 - the test looks behind the use cases

    def read(connection: sqlite3.Connection) -> str:
        digest = hashlib.sha256()
        for table in TABLES:
            rows = connection.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608 - names of ours
            digest.update(repr((table, sorted(map(repr, rows)))).encode())
        return digest.hexdigest()

    return engine.read_here(read)


async def course(recorder: Recorder, name: str, *, with_key: bool) -> None:
    """Place an order of two merchants, pay it in parts, cancel one child, bring the other; try what is not legal."""
    lines = [{"sku": sku, "quantity": 2, "unit_price": "19.90"} for sku in ("A-1", "A-2")]
    body = {**an_order_of(name), "lines": lines, "customer": {"id": f"C-{name}"}}
    placed = (await recorder.send("/v1/orders", body, with_key=with_key)).json()
    number, total = placed["order_no"], placed["amounts"]["payable"]
    first = {"payment_no": f"{name}-1", "method": "alipay", "amount": "1.00", "at": placed["received_at"]}
    rest = {**first, "payment_no": f"{name}-2", "amount": total}
    for verb, asked in (
        (f"{number}/payments", first),
        (f"{number}/payments", first),
        (f"{number}/shipments", {}),
        (f"{number}/payments", rest),
        (f"{number}-1/cancellation", {"reason": "不要了", "role": "customer"}),
        (f"{number}-2/cancellation", {"reason": "少一件", "lines": [{"line": "2", "quantity": 1}]}),
        (f"{number}-2/allocation", {}),
        (f"{number}-2/shipments", {"carrier": "sf"}),
        (f"{number}-2/shipments", {"carrier": "sf"}),
        (f"{number}-2/receipt", {}),
        (f"{number}-2/completion", {}),
        (f"{number}/payments", {**rest, "payment_no": f"{name}-3"}),
    ):
        await recorder.send(f"/v1/orders/{verb}", asked, with_key=with_key)


async def test_the_whole_log_sent_twice_leaves_everything_as_it_was(site: Site) -> None:
    recorder = Recorder(site)
    await course(recorder, "with-keys", with_key=True)
    await course(recorder, "without-keys", with_key=False)
    assert {sent.answer.status_code for sent in recorder.log} == {200, 201, 409, 422}
    once = state(site)

    answers = await recorder.again()

    assert state(site) == once
    assert await site.oms.catalogue.disagreements() == ()
    for sent, again in zip(recorder.log, answers, strict=True):
        if sent.key and sent.answer.is_success:
            assert (again.json(), again.headers["Idempotent-Replay"]) == (sent.answer.json(), "true"), sent.path
        elif sent.key:
            assert again.status_code == sent.answer.status_code, sent.path
