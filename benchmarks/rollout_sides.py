"""Choosing the sides of an order, with one running rollout and with twenty."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Final

from benchmarks.figure import Figure, calls_a_second
from engine.decisions.rollout_facts import AUDIENCE, rollout_setting
from engine.evaluation.facts import Facts
from engine.evaluation.rollouts.bucket import bucket_of
from engine.evaluation.rollouts.loader import read_rollout
from engine.evaluation.rollouts.sides import AtStep, Sides
from engine.evaluation.run import Circumstances
from engine.geography.shipped import shipped_regions

_CITIES: Final = ("杭州市", "苏州市", "南京市", "广州市", "深圳市")
_ORDER: Final[Facts] = {
    "customer.id": "C-1",
    "customer.level": "gold",
    "customer.tags": ("VIP",),
    "channel": "app",
    "address.region": "330106",
    "address.city": "330100",
    "address.province": "330000",
}


def measure() -> Iterator[Figure]:
    """Measure a bucket, and the sides of an order."""
    circumstances = Circumstances(at=datetime(2026, 11, 11, tzinfo=UTC), lists={}, regions=shipped_regions())
    yield calls_a_second("bucket of a key", lambda: bucket_of("freight-hangzhou", "C-1"))
    for count in (1, 20):
        sides = Sides([_rollout(number) for number in range(count)], AUDIENCE, shipped_regions())
        yield calls_a_second(f"sides of an order in {count} rollouts", partial(sides.take, _ORDER, None, circumstances))


def _rollout(number: int) -> AtStep:
    audience = [
        {"address.city": _CITIES[number % len(_CITIES)], "channel": ["app", "mini_program"]},
        {"customer.tags": {"any": ["VIP"]}, "customer.level": "gold"},
    ]
    given: dict[str, object] = {"salt": f"rollout-{number}", "audience": audience, "percent": 10}
    return AtStep(rollout=read_rollout(given, rollout_setting(None, {}, shipped_regions())))
