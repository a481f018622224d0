"""Ranking is lexicographic: the first key that differs decides."""

from decimal import Decimal

import pytest

from engine.decisions.ranking import Choose, ranked, read_choose
from engine.evaluation.facts import Facts


def a_warehouse(name: str, cost: int = 600, km: str | None = None, priority: int = 0) -> Facts:
    facts: dict[str, str | int | Decimal] = {"wh.id": name, "wh.cost": cost, "wh.priority": priority}
    return facts if km is None else {**facts, "wh.distance_km": Decimal(km)}


def names(warehouses: tuple[Facts, ...]) -> list[object]:
    return [warehouse["wh.id"] for warehouse in warehouses]


def test_the_higher_score_comes_first_where_its_key_is_turned_round() -> None:
    found = ranked([a_warehouse("A"), a_warehouse("B")], {"A": 10, "B": 40}, ["-score", "wh.id"])

    assert names(found) == ["B", "A"]


def test_of_equal_scores_the_cheaper_one_and_then_the_id_decides() -> None:
    warehouses = [a_warehouse("C", 700), a_warehouse("B", 700), a_warehouse("A", 900)]

    assert names(ranked(warehouses, {}, ["-score", "wh.cost", "wh.id"])) == ["B", "C", "A"]


def test_an_earlier_key_is_never_outweighed_by_later_ones() -> None:
    warehouses = [a_warehouse("FAR", 1, "900.5"), a_warehouse("NEAR", 99_999, "900.4")]

    assert names(ranked(warehouses, {}, ["wh.distance_km", "wh.cost"])) == ["NEAR", "FAR"]


@pytest.mark.parametrize("key", ["wh.distance_km", "-wh.distance_km"])
def test_a_warehouse_without_the_key_comes_last_either_way_round(key: str) -> None:
    warehouses = [a_warehouse("UNKNOWN"), a_warehouse("A", km="3"), a_warehouse("B", km="3")]

    assert names(ranked(warehouses, {}, [key])) == ["A", "B", "UNKNOWN"]


def test_the_setting_is_read_as_it_is_written() -> None:
    given = {"order": ["-score", "wh.id"], "max_parcels": 3, "on_none": "manual"}

    assert read_choose(given) == Choose(order=("-score", "wh.id"), max_parcels=3, on_none="manual")
    assert read_choose({"order": ["wh.cost"]}) == Choose(order=("wh.cost",), max_parcels=1, on_none="backorder")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("score", "a mapping"),
        ({"order": []}, "at least one key"),
        ({"order": ["wh.colour"]}, r"wh\.colour is no key; allowed.*wh\.cost"),
        ({"order": ["wh.tags"]}, r"wh\.tags is no key"),
        ({"order": ["wh.id"], "max_parcels": 0}, "a whole number from 1"),
        ({"order": ["wh.id"], "max_parcels": True}, "a whole number from 1"),
        ({"order": ["wh.id"], "on_none": "wait"}, "allowed: backorder, manual, cancel"),
        ({"order": ["wh.id"], "parcels": 2}, "choose has no parcels"),
    ],
)
def test_a_setting_that_cannot_be_says_what_is_allowed(given: object, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        read_choose(given)
