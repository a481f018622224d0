"""The one writer of an SQLite database: one transaction at a time, and what arrives together is committed together.

The work runs on the event loop itself: a transaction takes less than the two thread switches that would move it
elsewhere, and every statement run in a thread would wait for the interpreter's lock. Where each commit waits for the
disk (`full`), batches run in a thread instead. Checkpoints never run here (`checkpoints.py`).
"""

import asyncio
import random
import sqlite3
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

from engine.errors import Unavailable
from engine.store.sqlite_connection import is_busy, named, rows_of

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], T]

_BATCH: Final = 32  # so many works at most share one commit
_TURNS: Final = 3  # of the event loop, without a further work, before a commit
_BUSY_SECONDS: Final = 5.0  # how long a work waits for another process's lock


class _Job:
    """One work that waits for its turn, or (without a work) one task that waits to hold the writer alone."""

    __slots__ = ("deadline", "error", "future", "result", "work")

    def __init__(self, work: Work[object] | None, loop: asyncio.AbstractEventLoop) -> None:
        self.work = work
        self.future: asyncio.Future[object] = loop.create_future()
        self.deadline = loop.time() + _BUSY_SECONDS
        self.result: object = None
        self.error: BaseException | None = None

    def settle(self) -> None:
        """Give the result or the error to whoever waits; nobody may be left."""
        if self.future.done():
            return
        if self.error is not None:
            self.future.set_exception(named(self.error))
        else:
            self.future.set_result(self.result)


class Lease:
    """The writer held by one task for a transaction of several statements; `close` gives it back."""

    __slots__ = ("_writer",)

    def __init__(self, writer: "Writer") -> None:
        self._writer: Writer | None = writer

    async def execute(self, sql: str, values: Sequence[object] = ()) -> list[dict[str, object]]:
        """Run one statement and return its rows by column name."""
        if self._writer is None:
            raise Unavailable("the transaction is over")
        try:
            return rows_of(self._writer.connection, sql, values)
        except sqlite3.OperationalError as error:
            raise named(error) from error

    async def close(self) -> None:
        """Give the writer back; what was not committed is rolled back. Closing twice does nothing."""
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.give_back()


class Writer:
    """Runs works one after the other, each whole or not at all. One event loop owns it."""

    def __init__(self, connection: sqlite3.Connection, *, in_thread: bool = False) -> None:
        self.connection = connection
        self._thread = ThreadPoolExecutor(1, "oms-writer") if in_thread else None
        self._waiting: deque[_Job] = deque()
        self._is_woken = False
        self._is_held = False

    async def run(self, work: Work[T]) -> T:
        """Run a work inside a transaction and return its result after the commit.

        What the work raises undoes what it did, and nothing else. Raises Unavailable where the database is locked by
        another process for 5 s, full or read-only.
        """
        loop = asyncio.get_running_loop()
        job = _Job(work, loop)
        self._waiting.append(job)
        self._wake(loop)
        return await job.future  # type: ignore[return-value]  # a job's result is what its own work returned

    async def lease(self) -> Lease:
        """Wait for the writer and hold it alone until the lease is closed. The holder begins and ends transactions."""
        loop = asyncio.get_running_loop()
        job = _Job(None, loop)
        self._waiting.append(job)
        self._wake(loop)
        try:
            await job.future
        except asyncio.CancelledError:
            if job.future.done() and not job.future.cancelled():
                self.give_back()  # it was granted in the same moment
            raise
        return Lease(self)

    def give_back(self) -> None:
        """End a lease."""
        if self.connection.in_transaction:
            self.connection.rollback()
        self._is_held = False
        self._wake(asyncio.get_running_loop())

    def close(self) -> None:
        """Finish the work in hand and close the connection."""
        if self._thread is not None:
            self._thread.shutdown(wait=True)
        self.connection.close()

    def _wake(self, loop: asyncio.AbstractEventLoop) -> None:
        if self._waiting and not self._is_woken and not self._is_held:
            self._is_woken = True
            loop.call_soon(self._gather, loop, 0, _TURNS)

    def _gather(self, loop: asyncio.AbstractEventLoop, seen: int, turns: int) -> None:
        """Let those who are about to write come along and share the commit.

        A call that has arrived is read in one turn of the loop, becomes a task in the next and writes in the one after;
        where nobody came for so many turns, nobody is on the way.
        """
        waiting = len(self._waiting)
        if turns == 0 or waiting >= _BATCH:
            self._go_on(loop)
        else:
            loop.call_soon(self._gather, loop, waiting, _TURNS if waiting > seen else turns - 1)

    def _go_on(self, loop: asyncio.AbstractEventLoop) -> None:
        self._is_woken = False
        if self._is_held:
            return
        batch = self._next_batch()
        if batch and self._thread is not None:
            self._is_held = True
            loop.run_in_executor(self._thread, self._commit, batch).add_done_callback(
                lambda done: self._after_thread(loop, batch, begun=done.result())
            )
            return
        if batch:
            self._after(loop, batch, begun=self._commit(batch))
        elif self._waiting:
            lease = self._waiting.popleft()
            if not lease.future.done():
                self._is_held = True
                lease.settle()
        self._wake(loop)

    def _next_batch(self) -> list[_Job]:
        batch: list[_Job] = []
        while self._waiting and self._waiting[0].work is not None and len(batch) < _BATCH:
            job = self._waiting.popleft()
            if not job.future.done():  # its task may have been cancelled
                batch.append(job)
        return batch

    def _after_thread(self, loop: asyncio.AbstractEventLoop, batch: list[_Job], *, begun: bool) -> None:
        self._is_held = False
        self._after(loop, batch, begun=begun)
        self._wake(loop)

    def _after(self, loop: asyncio.AbstractEventLoop, batch: list[_Job], *, begun: bool) -> None:
        if begun:
            for job in batch:
                job.settle()
            return
        now = loop.time()
        for job in batch:
            if now > job.deadline:
                job.error = Unavailable("the database is locked by another process; try again")
                job.settle()
        self._waiting.extendleft(job for job in reversed(batch) if not job.future.done())
        self._is_woken = True  # nothing else goes first meanwhile
        loop.call_later(random.uniform(0.002, 0.01), self._go_on, loop)  # noqa: S311  # spreads tries, guards nothing

    def _commit(self, batch: list[_Job]) -> bool:
        """Run a batch in one transaction. False: another process holds the lock and nothing was done."""
        try:
            self.connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if is_busy(error):
                return False
            _fail(batch, error)
            return True
        try:
            for job in batch:
                self._do(job, alone=len(batch) == 1)
            if self.connection.in_transaction:
                self.connection.execute("COMMIT")
        except BaseException as error:  # noqa: BLE001  # whoever waits must hear of it, whatever it is
            if self.connection.in_transaction:
                self.connection.rollback()
            _fail(batch, error)
        return True

    def _do(self, job: _Job, *, alone: bool) -> None:
        assert job.work is not None  # noqa: S101  # only leases have none, and they are in no batch
        if not alone:
            self.connection.execute("SAVEPOINT job")
        try:
            job.result = job.work(self.connection)
        except BaseException as error:
            job.error = error
            if not self.connection.in_transaction:  # SQLite itself gave the whole transaction up (disk full)
                raise
            if alone:
                self.connection.rollback()
            else:
                self.connection.execute("ROLLBACK TO job")
        if not alone:
            self.connection.execute("RELEASE job")


def _fail(batch: list[_Job], error: BaseException) -> None:
    for job in batch:
        job.result, job.error = None, job.error or error
