"""Which of the ranked warehouses ship how many units."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from engine.decisions.allocation import Source, Taking, allocate, left_over


def source(warehouse: str, **stock: int) -> Source:
    return Source(warehouse=warehouse, stock=stock)


def taken(takings: tuple[Taking, ...]) -> list[tuple[str, dict[str, int]]]:
    return [(taking.warehouse, dict(taking.units)) for taking in takings]


def test_the_best_ranked_warehouse_ships_all_where_it_can() -> None:
    takings = allocate({"a": 2}, [source("HZ", a=5), source("SH", a=5)], 2, may_split=True)

    assert taken(takings) == [("HZ", {"a": 2})]


def test_a_second_warehouse_ships_what_the_first_lacks() -> None:
    takings = allocate({"a": 5, "b": 1}, [source("HZ", a=3, b=1), source("SH", a=4)], 2, may_split=True)

    assert taken(takings) == [("HZ", {"a": 3, "b": 1}), ("SH", {"a": 2})]


def test_a_combination_that_has_everything_comes_before_better_ranked_ones_that_do_not() -> None:
    sources = [source("HZ", a=1), source("SH", a=1), source("GZ", a=4)]

    assert taken(allocate({"a": 5}, sources, 2, may_split=True)) == [("HZ", {"a": 1}), ("GZ", {"a": 4})]


def test_an_order_that_must_not_be_split_goes_to_the_first_warehouse_that_has_all() -> None:
    sources = [source("HZ", a=1), source("SH", a=2)]

    assert taken(allocate({"a": 2}, sources, 2, may_split=False)) == [("SH", {"a": 2})]


def test_an_order_that_must_not_be_split_is_never_shipped_in_part() -> None:
    assert allocate({"a": 3}, [source("HZ", a=1), source("SH", a=2)], 2, may_split=False) == ()


def test_no_more_warehouses_ship_than_there_may_be_parcels() -> None:
    sources = [source("HZ", a=1), source("SH", a=1), source("GZ", a=1)]

    takings = allocate({"a": 3}, sources, 2, may_split=True)

    assert taken(takings) == [("HZ", {"a": 1}), ("SH", {"a": 1})]
    assert left_over({"a": 3}, takings) == {"a": 1}


def test_a_warehouse_that_adds_nothing_is_not_a_parcel() -> None:
    sources = [source("HZ", b=9), source("SH", a=1), source("GZ", a=1)]

    assert taken(allocate({"a": 2}, sources, 2, may_split=True)) == [("SH", {"a": 1}), ("GZ", {"a": 1})]


def test_many_warehouses_with_too_little_are_done_with_quickly() -> None:
    asked = {f"l{number}": 40 for number in range(30)}
    sources = [source(f"W{number}", **dict.fromkeys(asked, 1 + number % 3)) for number in range(60)]

    takings = allocate(asked, sources, 30, may_split=True)

    assert not left_over(asked, takings) or len(takings) == 30


_LINES = ("a", "b", "c")
_UNITS = st.dictionaries(st.sampled_from(_LINES), st.integers(0, 6))
_ASKED = st.dictionaries(st.sampled_from(_LINES), st.integers(1, 8), min_size=1)
_SOURCES = st.lists(_UNITS, max_size=5).map(
    lambda stocks: [Source(warehouse=f"W{number}", stock=stock) for number, stock in enumerate(stocks)]
)


@given(_ASKED, _SOURCES, st.integers(1, 4), st.booleans())
def test_what_is_allocated_is_there_and_was_asked_for(
    asked: dict[str, int], sources: list[Source], parcels: int, may_split: bool
) -> None:
    takings = allocate(asked, sources, parcels, may_split=may_split)
    stock = {source.warehouse: source.stock or {} for source in sources}

    assert all(0 < units <= stock[t.warehouse].get(line, 0) for t in takings for line, units in t.units.items())
    assert all(sum(t.units.get(line, 0) for t in takings) <= units for line, units in asked.items())
    assert {line for t in takings for line in t.units} <= set(asked)
    assert len({t.warehouse for t in takings}) == len(takings) <= (parcels if may_split else 1)


@given(_ASKED, _SOURCES, st.integers(1, 4))
def test_everything_is_allocated_where_some_combination_has_it(
    asked: dict[str, int], sources: list[Source], parcels: int
) -> None:
    def has_all(chosen: tuple[Source, ...]) -> bool:
        return all(sum((one.stock or {}).get(line, 0) for one in chosen) >= units for line, units in asked.items())

    possible = any(has_all(chosen) for size in range(1, parcels + 1) for chosen in combinations(sources, size))

    assert (not left_over(asked, allocate(asked, sources, parcels, may_split=True))) is possible
