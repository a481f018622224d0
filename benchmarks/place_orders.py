"""Placing orders in one process over SQLite: a closed loop of 8 clients, 3 lines an order, every decision and table.

A request is what the API makes of a call: authorisation and HTTP are not in it. Four warehouses hold all goods. Once
all lines are of one merchant, as in most orders of a shop; once of any of three, split, routed and charged apart.
"""

import asyncio
import random
import statistics
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import msgspec

from benchmarks.figure import Figure
from config.settings import read_settings
from engine.demo.warehouses import demo_warehouses
from engine.geography.shipped import shipped_regions
from engine.orders.catalogue import Customer, Sku, StockLevel, Warehouse
from engine.orders.request import Address, CustomerInfo, OrderRequest, PaymentInfo, RequestLine
from engine.services.app import Oms

CLIENTS: Final = 8
ORDERS: Final = 500  # a repeat
REPEATS: Final = 5
LINES: Final = 3
SKUS: Final = 300
CUSTOMERS: Final = 2_000
MERCHANTS: Final = 3
WAREHOUSES: Final = ("HZ", "SH", "GZ", "BJ")
PLACES: Final = (
    ("浙江省", "杭州市", "西湖区"),
    ("上海市", "市辖区", "青浦区"),
    ("广东省", "深圳市", "南山区"),
    ("四川省", "成都市", "武侯区"),
    ("新疆维吾尔自治区", "乌鲁木齐市", "天山区"),
)
_NUMBERS: Final = count(1)


def measure() -> Iterator[Figure]:
    """Yield orders a second, times of an answer, and processor time of an order."""
    with TemporaryDirectory() as folder, asyncio.Runner() as runner:
        oms = runner.run(opened(Path(folder)))
        for merchants in (1, MERCHANTS):
            runner.run(_round(oms, merchants))  # caches fill
            yield from _figures(merchants, [runner.run(_round(oms, merchants)) for _ in range(REPEATS)])
        runner.run(oms.close())


def _figures(merchants: int, rounds: list["Round"]) -> Iterator[Figure]:
    whose = "one merchant" if merchants == 1 else f"{merchants} merchants"
    yield _figure(f"orders, {CLIENTS} clients, {whose}", "1/s", [ORDERS / each.seconds for each in rounds])
    yield _figure(f"answer, median, {whose}", "ms", [1000 * statistics.median(each.times) for each in rounds])
    last = ORDERS * 99 // 100
    yield _figure(f"answer, 99 of 100, {whose}", "ms", [1000 * sorted(each.times)[last] for each in rounds])
    yield _figure(f"processor time of an order, {whose}", "ms", [1000 * each.cpu / ORDERS for each in rounds])


class Round:
    """One repeat: how long it took, how long each answer took, and the processor time of the process."""

    def __init__(self) -> None:
        self.times: list[float] = []
        self.seconds = 0.0
        self.cpu = 0.0


async def _round(oms: Oms, merchants: int) -> Round:
    done = Round()
    waiting = iter([a_request(merchants) for _ in range(ORDERS)])

    async def client() -> None:
        for request in waiting:
            began = time.perf_counter()
            await oms.orders.place(
                request, actor="bench", idempotency_key=request.channel_order_id, body_hash=request.channel_order_id
            )
            done.times.append(time.perf_counter() - began)

    began, cpu = time.perf_counter(), time.process_time()
    await asyncio.gather(*[client() for _ in range(CLIENTS)])
    done.seconds, done.cpu = time.perf_counter() - began, time.process_time() - cpu
    return done


async def opened(folder: Path) -> Oms:
    oms = await Oms.open(read_settings({"OMS_DATA_DIR": str(folder)}))
    skus = [_sku(number) for number in range(SKUS)]
    warehouses = [warehouse for warehouse in demo_warehouses(shipped_regions()) if warehouse.id in WAREHOUSES]
    await oms.catalogue.keep(
        warehouses=[_roomy(warehouse) for warehouse in warehouses],
        skus=skus,
        customers=[Customer(id=f"C-{number}", level="gold", orders_placed=3) for number in range(CUSTOMERS)],
    )
    stock = [
        StockLevel(sku=sku.id, warehouse=warehouse.id, on_hand=10_000_000) for sku in skus for warehouse in warehouses
    ]
    await oms.catalogue.receive(stock, actor="bench")
    return oms


def _sku(number: int) -> Sku:
    return Sku(
        id=f"S-{number}",
        name=f"商品 {number}",
        merchant=f"M-{number % MERCHANTS}",
        category="家居",
        price=1990,
        currency="CNY",
        weight_grams=300,
        volume_cm3=800,
    )


def _roomy(warehouse: Warehouse) -> Warehouse:
    return msgspec.structs.replace(warehouse, daily_capacity=10_000_000)


def a_request(merchants: int) -> OrderRequest:
    number = next(_NUMBERS)
    draw = random.Random(number)
    goods = range(draw.randrange(MERCHANTS), SKUS, MERCHANTS) if merchants == 1 else range(SKUS)
    province, city, district = draw.choice(PLACES)
    return OrderRequest(
        channel="app",
        channel_order_id=f"B-{number}",
        currency="CNY",
        customer=CustomerInfo(id=f"C-{draw.randrange(CUSTOMERS)}", phone=f"139{draw.randrange(10**8):08}"),
        address=Address(province=province, city=city, district=district, detail=f"{number} 号"),
        lines=tuple(
            RequestLine(sku=f"S-{sku}", quantity=draw.randint(1, 3), unit_price="19.90")
            for sku in draw.sample(goods, LINES)
        ),
        payment=PaymentInfo(method="alipay"),
        device_id=f"d-{draw.randrange(CUSTOMERS)}",
    )


def _figure(name: str, unit: str, values: list[float]) -> Figure:
    return Figure(name=name, value=statistics.median(values), unit=unit, low=min(values), high=max(values))
