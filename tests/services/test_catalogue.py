"""Master data, the overview, and opening the application."""

import msgspec
import pytest

from config.settings import Settings, read_settings
from engine.errors import InvalidInput, NotFound, Unavailable
from engine.orders.catalogue import StockLevel
from engine.services import overview
from engine.services.app import Oms
from tests.builders import a_line, a_sku
from tests.services.calls import a_request, place


async def test_goods_are_listed_by_id_page_by_page_and_found_by_part_of_their_name(oms: Oms) -> None:
    await oms.catalogue.keep(skus=[a_sku("C-1", name="茶壶")])

    assert [sku.id for sku in await oms.catalogue.skus(limit=2)] == ["A-1", "B-1"]
    assert [sku.id for sku in await oms.catalogue.skus(after="B-1", limit=2)] == ["C-1"]
    assert [sku.id for sku in await oms.catalogue.skus(text="壶")] == ["C-1"]
    assert await oms.catalogue.sku("C-1") == a_sku("C-1", name="茶壶")


async def test_warehouses_and_regions_are_found(oms: Oms) -> None:
    assert [warehouse.id for warehouse in await oms.catalogue.warehouses()] == ["HZ", "SH"]
    assert oms.catalogue.regions("西湖 杭州")[0].code == "330106"


async def test_stock_that_arrives_is_added_and_kept_in_the_ledger(oms: Oms) -> None:
    await oms.catalogue.receive([StockLevel(sku="A-1", warehouse="HZ", on_hand=5)], actor="tests", reason="补货")

    levels = {level.warehouse: level.on_hand for level in await oms.catalogue.stock("A-1")}
    assert levels == {"HZ": 105, "SH": 100}
    newest = (await oms.catalogue.movements("A-1"))[0]
    assert (newest.kind, newest.on_hand, newest.reason) == ("receive", 5, "补货")


async def test_what_is_reserved_cannot_be_taken_away(oms: Oms) -> None:
    await place(oms, a_request(a_line("A-1", 10)))

    with pytest.raises(InvalidInput, match="reserved"):
        await oms.catalogue.receive([StockLevel(sku="A-1", warehouse="HZ", on_hand=-95)], actor="tests")
    with pytest.raises(InvalidInput, match="unknown"):
        await oms.catalogue.receive([StockLevel(sku="NO", warehouse="HZ", on_hand=1)], actor="tests")
    assert await oms.catalogue.disagreements() == ()


async def test_what_is_not_there_is_not_found(oms: Oms) -> None:
    with pytest.raises(NotFound):
        await oms.catalogue.stock("NO")
    with pytest.raises(NotFound):
        await oms.catalogue.sku("NO")
    with pytest.raises(NotFound):
        await oms.catalogue.customer("NO")


async def test_the_overview_counts_orders_and_adds_amounts_up(oms: Oms) -> None:
    empty = await oms.overview.overview()
    first = await place(oms, a_request(a_line("A-1", 2), a_line("B-1", 1)))
    await place(oms, a_request(a_line("A-1", 1), channel="web"))

    seen = await oms.overview.overview()

    assert (empty.orders, empty.goods, empty.currency) == (0, "0.00", "CNY")
    assert (seen.orders, seen.children, seen.held) == (2, 3, 0)
    assert seen.by_channel == {"app": 1, "web": 1}
    assert seen.by_province == {"浙江省": 2}
    assert seen.by_warehouse == {"HZ": 3}
    assert seen.by_status == {"awaiting_payment": 2}
    assert seen.by_day == (("2026-11-11", 2, 0),), "a day of the shop's zone"
    assert seen.goods == "79.60"
    assert first.amounts.goods == "59.70"


async def test_figures_that_take_long_are_shown_again_for_a_while(oms: Oms, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overview, "_SHORT_SECONDS", 0.0)
    monkeypatch.setattr(overview, "_REST", 1_000_000)
    first = await oms.overview.overview()
    await place(oms, a_request())

    assert (await oms.overview.overview()) == first


async def test_a_second_start_finds_everything_as_it_was(settings: Settings) -> None:
    first = await Oms.open(settings)
    await first.catalogue.keep(skus=[a_sku()])
    await first.close()

    second = await Oms.open(settings)

    assert [sku.id for sku in await second.catalogue.skus()] == ["A-1"]
    assert await second.health.check() == 1
    await second.close()


async def test_a_database_of_another_kind_is_refused_in_words_that_help(settings: Settings) -> None:
    other = read_settings({"OMS_DATABASE_URL": "postgresql://localhost/oms"})

    with pytest.raises(Unavailable, match="sqlite:///"):
        await Oms.open(msgspec.structs.replace(settings, database_url=other.database_url))
