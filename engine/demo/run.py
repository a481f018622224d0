"""The demo: fills an empty database with real invoices, each placed and paid as the API does it."""

import asyncio
import contextlib
import time
from collections.abc import Iterator
from typing import Final

import msgspec
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from engine.demo.invoices import InvoiceReport, read_invoices
from engine.demo.master import SAMPLE_COUPON, demo_master
from engine.demo.pickup_points import DEMO_POINTS
from engine.demo.requests import order_requests
from engine.demo.summary import Summary, show_summary
from engine.encoding import content_hash
from engine.errors import IllegalMove, OmsError
from engine.geography.shipped import shipped_regions
from engine.orders.actor import Actor
from engine.orders.channel import policy_of
from engine.orders.operation_requests import PaymentRequest
from engine.orders.request import OrderRequest
from engine.services.app import Oms
from engine.services.roles import Caller
from engine.services.views import OrderView

ACTOR: Final = "demo"
MARKER: Final = "demo"  # how many invoices have been worked through
_AT_ONCE: Final = 8


async def run_demo(oms: Oms, *, orders: int | None = None, console: Console | None = None) -> Summary | None:
    """Place the first `orders` invoices of the shipped extract, all where none are named, and print a summary.

    Return None where there is nothing to do: the demo ran before, or the database has goods of its own. A demo that was
    broken off is taken up where it was left.
    """
    console = console or Console()
    done = await oms.markers.get(MARKER)
    if done is None and not await oms.catalogue.is_empty():
        console.print("数据库已有数据，演示不添加任何内容。 The database has data of its own; the demo adds nothing.")
        return None
    report = read_invoices()
    wanted = len(report.invoices) if orders is None else min(orders, len(report.invoices))
    if done is not None and done >= wanted:
        console.print(f"演示数据已在（{done} 张发票）。 The demo is there already ({done} invoices); nothing is added.")
        return None
    await _fill(oms, report)
    requests = list(order_requests(report.invoices, shipped_regions()))[done or 0 : wanted]
    summary = await _place(oms, requests, console)
    await oms.markers.put(MARKER, wanted)
    show_summary(summary, report, console)
    return summary


async def _fill(oms: Oms, report: InvoiceReport) -> None:
    """Put the master data in place; what a broken-off demo did already is left as it is."""
    master = demo_master(report.invoices, shipped_regions())
    if await oms.markers.get(MARKER) is None:
        await oms.markers.put(MARKER, 0)
    await oms.catalogue.keep(warehouses=master.warehouses, skus=master.skus, customers=master.customers)
    await oms.benefits.keep([SAMPLE_COUPON])
    await oms.pickup_points.keep(DEMO_POINTS)
    if not await oms.catalogue.has_stock():
        await oms.catalogue.receive(master.stock, actor=ACTOR, reason="demo")


async def _place(oms: Oms, requests: list[OrderRequest], console: Console) -> Summary:
    summary = Summary()
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console) as progress:
        bar = progress.add_task("下单 placing", total=len(requests), rate="")
        begun = time.perf_counter()

        async def worker(waiting: Iterator[OrderRequest]) -> None:
            for request in waiting:
                await _place_one(oms, request, summary)
                summary.seconds = time.perf_counter() - begun
                progress.update(bar, advance=1, rate=f"{summary.rate:.0f}/s")

        waiting = iter(requests)
        async with asyncio.TaskGroup() as workers:
            for _ in range(_AT_ONCE):
                workers.create_task(worker(waiting))
    return summary


async def _place_one(oms: Oms, request: OrderRequest, summary: Summary) -> None:
    body_hash = content_hash(request)
    key = f"demo-{request.channel_order_id}"
    try:
        # Invoices of the past keep their prices; what our own shop takes off is reckoned by the rules in force.
        policy = msgspec.structs.replace(policy_of(request.channel), past_prices=True)
        order, was_there = await oms.orders.place(
            request, actor=ACTOR, idempotency_key=key, body_hash=body_hash, policy=policy
        )
    except OmsError as error:
        summary.refused[error.code] += 1
    else:
        summary.count(order, was_there=was_there)
        await _pay(oms, order)


async def _pay(oms: Oms, order: OrderView) -> None:
    """Let the buyer pay: every invoice of the extract was paid. What a review keeps from payment waits for it."""
    if order.status.payment != "unpaid":
        return
    receipt = PaymentRequest(
        payment_no=f"demo-{order.channel_order_id}", method=order.payment_method, amount=order.amounts.payable
    )
    with contextlib.suppress(IllegalMove):
        await oms.operations.pay(order.order_no, receipt, Caller(actor=Actor(name=ACTOR, role="payment")))
