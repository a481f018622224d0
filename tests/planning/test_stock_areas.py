"""Which stock an order locks is chosen by rule: a channel sells from its own area, whatever lies elsewhere."""

from typing import Final

import pytest

from engine.errors import OutOfStock
from engine.orders.sales_level import SalesLevel
from tests.builders import a_line, a_snapshot, a_warehouse, an_order_request
from tests.planning.planned import plan
from tests.planning.rulebooks import a_rulebook

BY_AREA: Final = """
format: 1
kind: routing
id: by-area
title: 按渠道锁定库存区域
currency: CNY
meta: {owner: 测试, reason: 为测试而写}
steps:
  exclude:
    hit: first
    rules:
      - {id: taobao-area, when: {channel: taobao, wh.tags: {none: [淘宝专区]}}, then: {reason: 不在该渠道的库存区域}}
      - {id: empty, when: {wh.fill_rate: "<= 0"}, then: {reason: 无库存}}
      - {id: own-area, when: {channel: "!= taobao", wh.tags: {any: [淘宝专区]}}, then: {reason: 淘宝专区}}
  choose: {order: [wh.id], max_parcels: 2, on_none: cancel}
"""
AREAS = (a_warehouse("HZ"), a_warehouse("SH", tags=("淘宝专区",)))


@pytest.mark.parametrize(("channel", "warehouse"), [("taobao", "SH"), ("app", "HZ")])
def test_a_channel_locks_stock_in_the_area_that_a_rule_gives_it(channel: str, warehouse: str) -> None:
    planned = plan(an_order_request(channel=channel), a_snapshot(warehouses=AREAS), a_rulebook(BY_AREA))

    assert [(item.warehouse, item.quantity) for item in planned.reservations] == [(warehouse, 2)]


def test_what_lies_in_another_area_is_not_taken() -> None:
    elsewhere = a_snapshot(warehouses=AREAS, stock={("A-1", "HZ"): 100})

    with pytest.raises(OutOfStock):
        plan(an_order_request(channel="taobao"), elsewhere, a_rulebook(BY_AREA))


def test_every_sku_that_may_not_be_promised_is_named() -> None:
    levels = {"A-1": (SalesLevel(sku="A-1", safety=199),)}

    with pytest.raises(OutOfStock) as refused:
        plan(an_order_request(a_line("A-1", 2)), a_snapshot(sales=levels))

    assert [problem.message for problem in refused.value.problems] == [
        "A-1: 2 wanted, 1 available (kept back from app)"
    ]
