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
    seconds: list[float] = []
    gc.collect()
    gc.freeze()
    try:
        for _ in range(TRIES):
            began = time.process_time()
            result = work()
            seconds.append(time.process_time() - began)
    finally:
        gc.unfreeze()
    return min(seconds), result
