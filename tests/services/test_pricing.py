"""Settings of prices, and the demo's own coupon, through the use cases."""

import hashlib
from pathlib import Path

import msgspec
import pytest

from config.settings import read_settings
from engine.errors import InvalidInput
from engine.orders.request import OrderRequest
from engine.services.app import Oms
from engine.services.views import OrderView
from tests.builders import CP_9, a_line
from tests.services.calls import a_request
from tests.services.conftest import stock


async def opened(folder: Path, **settings: str) -> Oms:
    oms = await Oms.open(read_settings({"OMS_DATA_DIR": str(folder), **settings}))
    await stock(oms, {("A-1", "HZ"): 100})
    await oms.benefits.keep([CP_9])
    return oms


async def placed(oms: Oms, request: OrderRequest) -> OrderView:
    body_hash = hashlib.sha256(msgspec.json.encode(request)).hexdigest()
    return (await oms.orders.place(request, actor="tests", body_hash=body_hash))[0]


async def test_an_order_keeps_the_way_of_sharing_it_was_placed_under(tmp_path: Path) -> None:
    oms = await opened(tmp_path, OMS_APPORTIONMENT="last_absorbs")
    order = await placed(oms, a_request(*(a_line() for _ in range(3)), coupon="CP-9"))
    await oms.close()
    oms = await Oms.open(read_settings({"OMS_DATA_DIR": str(tmp_path)}))
    again = await oms.orders.get(order.order_no)

    assert [line.discount for line in order.lines] == ["3.33", "3.33", "3.34"]
    assert [line.discount for line in again.lines] == ["3.33", "3.33", "3.34"]
    promotion = next(each for each in await oms.orders.decisions(order.order_no) if each.kind == "promotion")
    assert promotion.facts["order.apportionment"] == "last_absorbs"
    assert (await oms.orders.explain(promotion.id)).agrees
    await oms.close()


async def test_a_partner_that_is_named_as_a_platform_sets_its_prices(tmp_path: Path) -> None:
    oms = await opened(tmp_path, OMS_PLATFORM_CHANNELS="my_partner")

    order = await placed(oms, a_request(a_line(unit_price="12.00"), channel="my_partner"))
    with pytest.raises(InvalidInput, match=r"it is 19\.90 now"):
        await placed(oms, a_request(a_line(unit_price="12.00"), channel="taobao"))

    assert order.amounts.goods == "12.00"
    await oms.close()
