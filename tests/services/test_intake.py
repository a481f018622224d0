"""Intake: what channels send is placed or waits where it is seen; a code, a mapping or a person helps it on."""

from typing import Any

import msgspec
import pytest

from engine.errors import Conflict, InvalidInput, NotFound
from engine.intake.goods_codes import CodePart
from engine.services.app import Oms
from tests.intake.shapes import APP, ERP_CSV, JD, SHAPES, TAOBAO
from tests.services.conftest import stock


@pytest.fixture
async def shop(bare: Oms) -> Oms:
    """Open an application with A-1 and B-7 in HZ at the prices of the shapes."""
    await stock(bare, {("A-1", "HZ"): 100, ("B-7", "HZ"): 100})
    sku = await bare.catalogue.sku("B-7")
    await bare.catalogue.keep(skus=[msgspec.structs.replace(sku, price=500)])
    return bare


def changed(payload: Any, **changes: Any) -> Any:
    return {**msgspec.json.decode(msgspec.json.encode(payload)), **changes}


async def take(oms: Oms, channel: str, payload: Any) -> Any:
    return await oms.intake.take(channel, msgspec.json.encode(payload), actor="tests")


async def test_seven_channels_place_the_same_purchase_for_one_customer(shop: Oms) -> None:
    placed = []
    for channel, payload in SHAPES.items():
        if channel == "erp":
            (taken,) = await shop.intake.take_csv(channel, ERP_CSV, actor="tests")
        else:
            taken = await take(shop, channel, payload)
        assert taken.order is not None, taken.parked
        placed.append(taken.order)

    assert {order.customer_id for order in placed} == {"U-1"}
    assert {order.amounts.goods for order in placed} == {"44.80"}
    assert len({order.order_no for order in placed}) == len(SHAPES)


async def test_the_same_payload_again_is_the_same_order(shop: Oms) -> None:
    first, again = await take(shop, "jd", JD), await take(shop, "jd", JD)

    assert (first.is_replay, again.is_replay) == (False, True)
    assert again.order.order_no == first.order.order_no


async def test_a_code_that_nobody_knows_waits_and_is_released_when_it_is_said(shop: Oms) -> None:
    payload: Any = changed(TAOBAO)
    payload["trade"]["orders"]["order"][0]["outer_sku_id"] = "TB-SET-1"

    taken = await take(shop, "taobao", payload)
    assert taken.order is None
    assert [(reason.code, reason.source) for reason in taken.parked.reasons] == [("sku_unmapped", "TB-SET-1")]
    (released,) = await shop.intake.put_code("taobao", "TB-SET-1", [CodePart(sku="B-7", quantity=2)], actor="tests")

    assert released.order is not None
    assert {(line.sku, line.quantity) for line in released.order.lines} == {("B-7", 4), ("B-7", 1)}
    assert await shop.intake.parked_count() == 0
    assert (await shop.intake.parked_one(taken.parked.id)).order_no == released.order.order_no
    with pytest.raises(Conflict, match="waits no longer"):
        await shop.intake.replay(taken.parked.id, actor="tests")


async def test_a_code_is_of_goods_that_there_are(shop: Oms) -> None:
    with pytest.raises(InvalidInput, match="there is no SKU GONE"):
        await shop.intake.put_code("taobao", "X", [CodePart(sku="GONE")], actor="tests")


async def test_what_waits_is_repaired_by_a_person(shop: Oms) -> None:
    taken = await take(shop, "app", changed(APP, ts="gestern"))
    assert [reason.code for reason in taken.parked.reasons] == ["not_a_time"]

    still = await shop.intake.repair(
        taken.parked.id, msgspec.json.encode(changed(APP, ts="morgen")).decode(), actor="op", reason="wrong guess"
    )
    assert still.order is None
    assert still.parked is not None
    assert still.parked.attempts == 2
    done = await shop.intake.repair(
        taken.parked.id, msgspec.json.encode(APP).decode(), actor="op", reason="asked the shop"
    )

    assert done.order is not None
    assert (await shop.intake.parked_one(taken.parked.id)).note == "op: asked the shop"


async def test_what_cannot_be_delivered_or_is_sold_out_waits_too(shop: Oms) -> None:
    payload: Any = changed(TAOBAO)
    payload["trade"]["orders"]["order"][0]["num"] = 200

    taken = await take(shop, "taobao", payload)

    (reason,) = taken.parked.reasons
    assert (reason.code, reason.target) == ("out_of_stock", "lines[0].sku")
    assert [parked.id for parked in await shop.intake.parked(channel="taobao")] == [taken.parked.id]
    dropped = await shop.intake.drop(taken.parked.id, actor="op", reason="cancelled on the platform")
    assert (dropped.state, dropped.note) == ("dropped", "op: cancelled on the platform")
    assert await shop.intake.parked() == ()
    assert len(await shop.intake.parked(with_settled=True)) == 1


async def test_the_same_payload_waits_once(shop: Oms) -> None:
    bad = changed(APP, ts="gestern")

    first, again = await take(shop, "app", bad), await take(shop, "app", bad)

    assert first.parked.id == again.parked.id
    assert again.parked.attempts == 2


async def test_a_new_channel_is_a_mapping_and_no_restart(shop: Oms) -> None:
    with pytest.raises(NotFound, match="mapping of channel kiosk"):
        await take(shop, "kiosk", {"no": "K-1"})
    text = (
        "format: 1\nkind: channel\nid: kiosk\ntitle: 自助机\nmeta: {owner: 渠道组, reason: 新增自助机渠道}\n"
        "order:\n  channel_order_id: no\n  currency: {value: CNY}\n  payment.method: {value: cash}\n"
        "  address.region_code: {value: '330106'}\n"
        "lines:\n  each: items\n"
        "  take: {sku: code, quantity: {from: n, as: integer}, unit_price: {from: fen, as: minor}}\n"
    )
    await shop.intake.put_mapping("kiosk", text, actor="tests", reason="a kiosk was opened")
    waits = await take(shop, "kiosk", {"no": "K-1", "items": [{"code": "A-1", "n": 1, "preis": 1990}]})
    assert [reason.code for reason in waits.parked.reasons] == ["missing"]

    (released,) = await shop.intake.put_mapping(
        "kiosk", text.replace("from: fen", "from: [fen, preis]"), actor="tests", reason="the kiosk says preis"
    )

    assert released.order is not None
    assert (await shop.intake.mappings.kept("kiosk")).version == 2


async def test_linked_ids_land_on_one_customer(shop: Oms) -> None:
    for channel, own in (("taobao", "tb-7"), ("jd", "jd-7"), ("app", "app-7")):
        await shop.intake.link_customer(channel, own, "C-7", actor="tests")
    trade: Any = changed(TAOBAO)
    trade["trade"]["buyer_union_id"] = "tb-7"
    order: Any = changed(JD)
    order["orderInfo"]["unionId"] = "jd-7"

    placed = [
        await take(shop, "taobao", trade), await take(shop, "jd", order),
        await take(shop, "app", changed(APP, uid_union="app-7")),
    ]  # fmt: skip

    assert {taken.order.customer_id for taken in placed} == {"C-7"}


async def test_what_is_no_json_is_refused(shop: Oms) -> None:
    with pytest.raises(InvalidInput, match="not JSON"):
        await shop.intake.take("app", b"{", actor="tests")
    with pytest.raises(InvalidInput, match="there is no column 订单号"):
        await shop.intake.take_csv("erp", "a,b\n1,2\n", actor="tests")
    with pytest.raises(InvalidInput, match="reads no CSV"):
        await shop.intake.take_csv("app", "a,b\n1,2\n", actor="tests")
