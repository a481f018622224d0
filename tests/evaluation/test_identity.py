"""The hash of a set: the same however it is written, another where it could answer otherwise."""

import pytest

from tests.evaluation.parcels import HEADER, load

SET = (
    HEADER
    + """params: {limit: 100.00}
applies: {channel: app}
steps:
  zone:
    hit: first
    table:
      in: [address.region, order.count]
      out: [zone, served]
      rows:
        - [near, 浙江省, "-", 一区, true]
        - [far, 江苏省, "[1..5)", 二区, false]
    default: {zone: 三区}
  fee:
    rules:
      - {id: free, when: {order.total: ">= $limit", channel: [app, web]}, then: {fee: 0.00}}
      - {id: rest, when: {}, then: {fee: 8.00, name: "{order.note}!"}}
  combine: sum
"""
)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: 包裹", "title: 大包裹"),
        ("reason: 用于测试", "reason: 另有原因"),
        ("steps:", "# 注释\nsteps:"),
        ("浙江省", "浙江"),
        ("浙江省", "330000"),
        ('">= $limit"', '">=$limit"'),
        ("channel: [app, web]", 'channel: "app, web"'),
        ('{order.total: ">= $limit", channel: [app, web]}', '{channel: [app, web], order.total: ">= $limit"}'),
        ("fee: 8.00", "fee: 8"),
        ("  combine: sum\n", ""),
        ("    hit: first\n", ""),
        ("currency: CNY\n", ""),
        ("{id: rest, when: {}, ", "{id: rest, when: {}, note: 其余, priority: 0, enabled: true, "),
        ("  combine: sum\n", "  combine: sum\ntests:\n  - {name: t, given: {}, expect: {fee: 8.00}}\n"),
        ("then: {fee: 0.00}", "then: {fee: 0.00, name: null}"),
    ],
)
def test_how_it_is_written_does_not_change_the_hash(old: str, new: str) -> None:
    assert old in SET

    assert load(SET.replace(old, new)).sha == load(SET).sha


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("id: parcel-default", "id: parcel-other"),
        ("currency: CNY", "currency: USD"),
        ("channel: app}", "channel: web}"),
        ("applies: {channel: app}\n", ""),
        ("limit: 100.00", "limit: 100.01"),
        ("{limit: 100.00}", "{limit: 100.00, unused: 1}"),
        ("applies:", 'from: "2026-11-01T00:00:00Z"\napplies:'),
        ("hit: first", "hit: specific"),
        ("浙江省", "浙江省/杭州市"),
        ("[1..5)", "[1..5]"),
        ("一区", "五区"),
        ("[near,", "[nearby,"),
        ("{zone: 三区}", "{zone: 四区}"),
        ("[app, web]", "[web, app, pos]"),
        ("{order.note}!", "{order.note}?"),
        ("{id: rest, when: {}, ", "{id: rest, when: {}, enabled: false, "),
        ("{id: rest, when: {}, ", '{id: rest, when: {}, to: "2026-11-01T00:00:00Z", '),
        ("combine: sum", "combine: max"),
        ("channel: [app, web]}", "any: [{channel: [app, web]}]}"),
        ("channel: [app, web]}", "none: [{channel: [app, web]}]}"),
        ("channel: [app, web]}", "some: {in: lines, where: {channel: [app, web]}}}"),
        ("channel: [app, web]}", "every: {in: lines, where: {channel: [app, web]}}}"),
        ("channel: [app, web]}", "customer.tags: {any: [a]}}"),
        ("channel: [app, web]}", "customer.tags: {all: [a]}}"),
        ("channel: [app, web]}", "order.count: '> group.weight'}"),
    ],
)  # fmt: skip
def test_what_may_change_an_answer_changes_the_hash(old: str, new: str) -> None:
    assert old in SET

    assert load(SET.replace(old, new)).sha != load(SET).sha


def test_rules_in_another_order_are_another_set() -> None:
    lines = SET.splitlines(keepends=True)
    first = next(number for number, line in enumerate(lines) if "id: free" in line)
    lines[first], lines[first + 1] = lines[first + 1], lines[first]

    assert load("".join(lines)).sha != load(SET).sha


def test_the_hash_is_that_of_yesterday() -> None:
    """Stored versions are found by it: a change here means that every stored hash would be another."""
    assert load(SET).sha == "2e0424598478beb7a9bd16ca021d4f6e6464a3c5c1d65bb6cfcd9a607cbe2d7e"
