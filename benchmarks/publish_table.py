"""Publishing a long table: read, tested, checked, certified, kept, audited, and in force."""

import asyncio
import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks.figure import Figure
from config.logging import set_up_logging
from config.settings import read_settings
from engine.services.app import Oms

ROWS: Final = 2_000
_TIMES: Final = 5


def measure() -> Iterator[Figure]:
    """Measure the clock from the call to the moment at which the release is in force."""
    with TemporaryDirectory() as folder:
        seconds = sorted(asyncio.run(_publish(Path(folder))))
    yield Figure(
        name=f"publish a table of {ROWS:,} rows",
        value=statistics.median(seconds) * 1000,
        unit="ms",
        low=seconds[0] * 1000,
        high=seconds[-1] * 1000,
    )


async def _publish(folder: Path) -> list[float]:
    settings = read_settings({"OMS_DATA_DIR": str(folder), "OMS_LOG": "error"})
    set_up_logging(settings.log)
    oms = await Oms.open(settings)
    try:
        return [await _once(oms, number) for number in range(_TIMES)]
    finally:
        await oms.close()


async def _once(oms: Oms, number: int) -> float:
    text = _table(number)
    began = time.perf_counter()
    await oms.rules.publish(text, actor="benchmark", reason="a long table")
    await oms.health.check()
    return time.perf_counter() - began


def _table(number: int) -> str:
    """Return a table of weight bands for each of a hundred zones, with a fee that tells its versions apart."""
    rows = "\n".join(
        f'        - [z{zone}-{band}, 区{zone}, "{_band(band)}", "{zone + 1}.{band:02d}"]'
        for zone in range(ROWS // 20)
        for band in range(20)
    )
    return f"""format: 1
kind: decision
id: long-table
title: 长表
meta: {{owner: 物流组, reason: 测量发布用时}}
facts:
  zone: {{type: text}}
  grams: {{type: integer}}
steps:
  fare:
    hit: unique
    default: {{amount: "{number + 1}.00"}}
    table:
      in: [zone, grams]
      out: [amount]
      rows:
{rows}
tests:
  - {{name: 一区, given: {{zone: 区1, grams: 7}}, expect: {{amount: "2.00"}}}}
"""


def _band(band: int) -> str:
    return f"[{band * 100}..{band * 100 + 100})" if band < 19 else f">= {band * 100}"  # noqa: PLR2004  # the last is open
