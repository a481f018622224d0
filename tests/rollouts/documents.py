"""Rollouts for tests: a document that is right, and what it is read with."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

from engine.decisions.rollout_facts import AUDIENCE
from engine.evaluation.facts import FactType
from engine.evaluation.lists import ReferenceList
from engine.evaluation.rollouts.document import Rollout
from engine.evaluation.rollouts.loader import Setting, load_rollout, read_rollout
from engine.evaluation.run import Circumstances
from engine.geography.shipped import shipped_regions

AT: Final = datetime(2026, 11, 10, 16, 3, tzinfo=UTC)
TESTERS: Final = ReferenceList(
    id="testers", title="体验官", type=FactType.TEXT, members={"C-1": None, "C-2": None}, version=1
)
SETTING: Final = Setting(vocabulary=AUDIENCE, lists={"testers": TESTERS}, regions=shipped_regions())
CIRCUMSTANCES: Final = Circumstances(at=AT, lists=SETTING.lists, regions=SETTING.regions)

TEXT: Final = """format: 1
kind: rollout
id: freight-hangzhou
title: 杭州运费灰度
target: freight-standard
baseline: 1
candidate: 2
meta: {owner: 物流组, reason: 江浙首重下调}
audience:
  - {address.city: 浙江省/杭州市, channel: [app, mini_program]}
  - {customer.tags: {any: [灰度体验官]}, line.merchant: M-1}
sticky: customer.id
salt: freight-hangzhou
steps:
  - {percent: 10, hold: 2h, min_decisions: 200}
  - {percent: 50, hold: 1d, min_decisions: 1000, deadline: 2d}
  - {audience: all, percent: 100, hold: 1d, approve: 物流组}
guardrails:
  - {metric: error_rate, max: 0.005, min_samples: 500}
  - {metric: reject_rate, rise: 0.03}
  - {metric: freight_per_order, rise_percent: 5}
  - {metric: slow_rate, above_ms: 50, rise: 0.02}
"""


def load(text: str = TEXT) -> Rollout:
    return load_rollout(text, SETTING, file="rollout.yaml")


def part(percent: Decimal | float | str = 10, **given: Any) -> Rollout:
    """Return as much of a rollout as tells sides."""
    return read_rollout({"id": "r", "salt": "r", "percent": percent, **given}, SETTING)
