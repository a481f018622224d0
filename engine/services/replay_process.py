"""A process of a replay: reads chunks of orders, decides them once more, and hands back one bill for each chunk."""

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec

from engine.decisions.rollout_facts import AUDIENCE, rollout_setting
from engine.decisions.rulebook import RuleBook
from engine.evaluation.rollouts.loader import read_rollout
from engine.evaluation.rollouts.sides import AtStep, Side, Sides
from engine.geography.shipped import shipped_regions
from engine.planning.replay import Bill, Replayer, Situation, Situations, bill_of, together
from engine.services.replay_books import Material, books_of
from engine.store.replay_source import OrderKey, ReplaySource, Window

Audience = Sequence[Mapping[str, Any]]
Wanted = Callable[[Situation], bool]


class Work(msgspec.Struct, frozen=True, kw_only=True):
    """What a process is given when it starts; no `audience`: every order is meant."""

    file: Path
    material: Material
    audience: Audience | None = None


class Process:
    """What a process keeps from one chunk to the next."""

    def __init__(self, work: Work) -> None:
        live, candidate = books_of(work.material, shipped_regions())
        self._source = ReplaySource(work.file)
        self._replayer = Replayer(live, candidate)
        self._situations = Situations()
        self._is_wanted = audience_of(work.audience, live)

    def bill(self, keys: Sequence[OrderKey]) -> Bill:
        """Return the bill of these orders. One of which too little was kept is counted as skipped."""
        bills = []
        skipped = 0
        for kept, gifts in self._source.read(keys):
            situation = self._situations.of(kept, gifts)
            if situation is None:
                skipped += 1
            elif self._is_wanted(situation):
                bills.append(bill_of(situation, *self._replayer.replay(situation)))
        return together([*bills, Bill(skipped=skipped)])

    def chunks(self, window: Window, size: int) -> Iterator[list[OrderKey]]:
        """Yield the keys of a window's orders, so many at a time."""
        return self._source.chunks(window, size)

    def close(self) -> None:
        """Close what was opened."""
        self._source.close()


def audience_of(audience: Audience | None, book: RuleBook) -> Wanted:
    """Return what tells whether an order is meant, by the cells of rollouts. Raises InvalidInput for a wrong cell."""
    if audience is None:
        return lambda _: True
    setting = rollout_setting(None, book.lists, book.regions)
    rollout = read_rollout({"salt": "replay", "percent": 100, "audience": list(audience)}, setting)
    sides = Sides([AtStep(rollout=rollout)], AUDIENCE, book.regions)

    def is_wanted(situation: Situation) -> bool:
        (taken,) = sides.take(situation.case.whole(), situation.order_no, book.circumstances(situation.at))
        return taken.side is Side.CANDIDATE

    return is_wanted


_HERE: Final[list[Process]] = []
_OFTEN: Final = 100_000  # objects that are made before circles are looked for


def begin(work: Work) -> None:
    """Make this process ready; it is called once, before the first chunk."""
    _HERE[:] = [Process(work)]
    gc.freeze()  # what is made by now stays; and what an order makes has no circles to look for every few hundred
    gc.set_threshold(_OFTEN)


def bill_of_chunk(keys: Sequence[OrderKey]) -> Bill:
    """Return the bill of some orders."""
    return _HERE[0].bill(keys)
