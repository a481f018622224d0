"""How long something takes here, whatever else the machine and this process are busy with."""

import gc
import time
from collections.abc import Callable
from typing import Final, TypeVar

T = TypeVar("T")

TRIES: Final = 3


def least_seconds(work: Callable[[], T]) -> tuple[float, T]:
    """Return the least processor seconds of a few tries, and what the last of them returned.

    What the tests before this one left in memory is not looked through meanwhile: on a heap of a gigabyte one full
    collection takes longer than what is measured.
    """
    gc.collect()
    gc.freeze()
    try:
        tries = [_timed(work) for _ in range(TRIES)]
    finally:
        gc.unfreeze()
    return min(seconds for seconds, _ in tries), tries[-1][1]


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    began = time.process_time()
    result = work()
    return time.process_time() - began, result
