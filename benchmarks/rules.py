"""Deciding by 10, 100 and 1,000 rules: this project's matchers, engines of others and generated Python side by side.

Every engine has the same rules and orders, and is seen to fire the same rules before it is measured. The engines take
turns: one repeat of each, then the next repeat, so that what else the machine does falls on all of them.
"""

import statistics
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from typing import Final

from benchmarks.figure import Figure
from benchmarks.rule_engines import generated, ours
from benchmarks.rule_engines.contender import Contender
from benchmarks.rule_engines.peers import ZEN_TABLES, peers
from benchmarks.rule_engines.workload import Workload, hits, workload

_ORDERS: Final = 2_000
_CHECKED: Final = 40  # orders on which all engines are seen to agree
_LEAST: Final = 4  # decisions a repeat, of an engine however slow
_MOST_LATENCIES: Final = 4_000
_MICRO: Final = 1e6


def measure(
    sizes: Sequence[int] = (10, 100, 1_000), *, seconds: float = 0.2, repeats: int = 5, with_peers: bool = True
) -> Iterator[Figure]:
    """Measure every engine over rule sets of these sizes, `seconds` of processor time a repeat."""
    for size in sizes:
        load = workload(size, _ORDERS)
        with ExitStack() as stack:
            contenders = [*_ours(load), *_peers(load, with_peers=with_peers)]
            for contender in contenders:
                stack.callback(contender.close)
            yield from _figures(size, load, contenders, seconds, repeats)


def _ours(load: Workload) -> Iterator[Contender]:
    yield ours.step(load, "compiled")
    yield ours.step(load, "durable")
    yield ours.step(load, "dual")
    yield ours.whole(load, "compiled")
    yield ours.whole(load, "dual")
    yield generated.plain(load)
    yield generated.indexed(load)


def _peers(load: Workload, *, with_peers: bool) -> Iterator[Contender]:
    if with_peers:
        yield from peers(load, lambda name: print(f"  left out: {name}: not installed (make bench-peers)"))


def _figures(
    size: int, load: Workload, contenders: Sequence[Contender], seconds: float, repeats: int
) -> Iterator[Figure]:
    expected = [hits(load.rules, order) for order in load.orders[:_CHECKED]]
    for contender in contenders:
        if contender.hits(_CHECKED) != expected:
            raise AssertionError(f"{contender.name} fires other rules than the rest")
    decisions = {one.name: _decisions(one, seconds) for one in contenders}
    rates: dict[str, list[float]] = {one.name: [] for one in contenders}
    for _ in range(repeats):
        for one in contenders:
            rates[one.name].append(decisions[one.name] / one.cost(decisions[one.name]))
    for one in contenders:
        yield from _of_one(f"{size:,} rules: {one.name}", one, rates[one.name], decisions[one.name])
    yield from _ratios(size, rates)


def _decisions(contender: Contender, seconds: float) -> int:
    """Return how many decisions take about so long."""
    decisions = _LEAST
    while (cost := contender.cost(decisions)) < seconds / 10:
        decisions *= 4
    return max(_LEAST, round(decisions * seconds / cost))


def _of_one(name: str, contender: Contender, rates: Sequence[float], decisions: int) -> Iterator[Figure]:
    yield _spread(name, rates, "decisions/CPU s")
    times = sorted(_MICRO * one for one in contender.latencies(min(decisions, _MOST_LATENCIES)))
    yield _spread(f"{name}, p50", [statistics.median(times)], "µs")
    yield _spread(f"{name}, p99", [times[len(times) * 99 // 100]], "µs")
    yield _spread(f"{name}, load", [1_000 * contender.load_seconds], "CPU ms")


def _ratios(size: int, rates: Mapping[str, Sequence[float]]) -> Iterator[Figure]:
    """Return what the targets speak of: ratios of one repeat each."""
    third_parties = [name for name in rates if not name.startswith(("ours", "generated"))]
    for table in ZEN_TABLES:
        if table in rates:
            yield _ratio(size, rates, "ours, dual", table)
    if third_parties:
        best = max(third_parties, key=lambda name: statistics.median(rates[name]))
        yield _ratio(size, rates, "ours, compiled", best)
    yield _ratio(size, rates, "ours, compiled", "generated Python, indexed")


def _ratio(size: int, rates: Mapping[str, Sequence[float]], one: str, other: str) -> Figure:
    pairs = zip(rates[one], rates[other], strict=True)
    return _spread(f"{size:,} rules: {one} / {other}", [left / right for left, right in pairs], "times")


def _spread(name: str, values: Sequence[float], unit: str) -> Figure:
    return Figure(name=name, value=statistics.median(values), unit=unit, low=min(values), high=max(values))
