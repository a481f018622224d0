"""What a channel can be promised: never more than is free, never less than nothing."""

from hypothesis import given
from hypothesis import strategies as st

from engine.orders.sales_level import SalesLevel, available_to_promise, kept_from

units = st.integers(0, 1_000)
own = st.builds(SalesLevel, sku=st.just("A-1"), safety=units)
of_a_channel = st.builds(
    SalesLevel,
    sku=st.just("A-1"),
    channel=st.sampled_from(["app", "taobao", "jd"]),
    set_aside=units,
    quota=st.none() | units,
    sold=units,
)
levels = st.tuples(own, st.lists(of_a_channel, unique_by=lambda level: level.channel)).map(
    lambda two: (two[0], *two[1])
)


@given(free=units, rows=levels, channel=st.sampled_from(["", "app", "taobao", "web"]))
def test_nobody_is_promised_more_than_is_free_or_than_his_quota(
    free: int, rows: tuple[SalesLevel, ...], channel: str
) -> None:
    available = available_to_promise(free, channel, rows)

    assert 0 <= available <= free
    assert all(
        available <= row.left_of_quota for row in rows if row.channel == channel and row.left_of_quota is not None
    )


@given(free=units, rows=levels)
def test_what_all_others_sell_never_touches_what_is_set_aside(free: int, rows: tuple[SalesLevel, ...]) -> None:
    left = free - available_to_promise(free, "web", rows)

    aside = sum(row.still_set_aside for row in rows if row.channel) + rows[0].safety
    assert left >= min(free, aside)
    assert kept_from("web", rows) == aside


@given(free=units, rows=levels, channel=st.sampled_from(["app", "web"]))
def test_what_is_not_for_sale_is_promised_to_nobody(free: int, rows: tuple[SalesLevel, ...], channel: str) -> None:
    stopped = SalesLevel(sku="A-1", for_sale=False)

    assert available_to_promise(free, channel, (stopped, *rows[1:])) == 0


def test_without_levels_all_that_is_free_can_be_promised() -> None:
    assert available_to_promise(7, "app", ()) == 7
