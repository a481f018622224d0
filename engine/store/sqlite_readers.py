"""The readers of an SQLite database: threads for what may take long, one connection at hand for what never does."""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import Final, TypeVar

from engine.store.sqlite_connection import connect, named

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], T]

READERS: Final = 3


class Readers:
    """Every work sees one state of the database, from its first read to its last."""

    def __init__(self, file: Path, *, count: int = READERS) -> None:
        self._here = connect(file, read_only=True)
        self._all = [self._here, *(connect(file, read_only=True) for _ in range(count))]
        self._free: SimpleQueue[sqlite3.Connection] = SimpleQueue()
        for connection in self._all[1:]:
            self._free.put(connection)
        self._threads = ThreadPoolExecutor(count, "oms-reader")

    async def run(self, work: Work[T]) -> T:
        """Run a read in a thread."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._in_thread, work)

    def run_here(self, work: Work[T]) -> T:
        """Run a read of a few rows by key at once, on the event loop: it takes less than a thread switch would."""
        return _in_transaction(self._here, work)

    def close(self) -> None:
        self._threads.shutdown(wait=True)
        for connection in self._all:
            connection.close()

    def _in_thread(self, work: Work[T]) -> T:
        connection = self._free.get()
        try:
            return _in_transaction(connection, work)
        finally:
            self._free.put(connection)


def _in_transaction(connection: sqlite3.Connection, work: Work[T]) -> T:
    try:
        connection.execute("BEGIN")
        return work(connection)
    except sqlite3.OperationalError as error:
        raise named(error) from error
    finally:
        if connection.in_transaction:
            connection.rollback()  # it only read
