"""What differs between the facts of two decisions brings them back whole."""

from hypothesis import given
from hypothesis import strategies as st

from engine.store.shared_facts import difference, restored

PATHS = st.sampled_from(["channel", "order.goods_total", "customer.tags", "group.key"])
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=3), st.lists(st.text(max_size=2)))
ELEMENTS = st.lists(st.dictionaries(st.sampled_from(["line.id", "line.quantity"]), st.integers(0, 3)), max_size=4)
FACTS = st.builds(
    lambda plain, lists: {**plain, **lists},
    st.dictionaries(PATHS, SCALARS),
    st.dictionaries(st.sampled_from(["lines", "warehouses"]), ELEMENTS),
)


@given(facts=FACTS, first=FACTS)
def test_the_difference_brings_the_facts_back(facts: dict[str, object], first: dict[str, object]) -> None:
    assert restored(difference(facts, first), first) == facts


@given(first=FACTS)
def test_the_same_facts_differ_in_nothing(first: dict[str, object]) -> None:
    apart = difference(first, first)

    assert (apart.changed, apart.lists, apart.absent) == ({}, {}, ())


def test_a_line_that_is_in_the_first_is_kept_as_its_place() -> None:
    first = {"lines": [{"line.id": "1"}, {"line.id": "2"}]}

    assert difference({"lines": [{"line.id": "2"}, {"line.id": "9"}]}, first).lists == {"lines": (1, {"line.id": "9"})}
