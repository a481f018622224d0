"""Writes what an order says for or against candidates, in the transaction of the order or of its refusal."""

import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from engine.planning.samples import Sample

_INSERT: Final = """INSERT INTO rollout_samples (shard, order_no, rollout, step, side, subject, at,
    error, reject, review, shortage, parcels, freight, discount, micros)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""


def write_samples(
    connection: sqlite3.Connection, owner: tuple[int, str], samples: Sequence[Sample], at: datetime
) -> None:
    """Keep the samples of one order. `owner` are its shard and number."""
    for sample in samples:
        told = (sample.error, sample.reject, sample.review, sample.shortage)
        measured = (sample.parcels, sample.freight, sample.discount, sample.micros)
        row = (*owner, sample.rollout, sample.step, sample.side, sample.subject, at, *told, *measured)
        connection.execute(_INSERT, row)
