"""The SQLite engine under Piccolo's tables: one writer, some readers, and works of ours beside Piccolo's queries."""

import contextvars
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, TypeVar, cast

from piccolo.engine.sqlite import SQLiteEngine, SQLiteTransaction, TransactionType
from piccolo.querystring import QueryString
from piccolo.table import Table

from engine.store.checkpoints import Checkpointer
from engine.store.sqlite_connection import Durability, connect, rows_of
from engine.store.sqlite_readers import Readers
from engine.store.sqlite_writer import Lease, Writer

T = TypeVar("T")
Rows = list[dict[str, object]]
Work = Callable[[sqlite3.Connection], T]


class WriterTransaction(SQLiteTransaction):
    """Piccolo's transaction on the leased writer, which is given back however the transaction ends."""

    connection: Lease
    context: contextvars.Token[SQLiteTransaction | None]

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> Literal[False]:
        if self._parent is not None:
            return False
        try:
            if error is None and not self._committed and not self._rolled_back:
                await self.connection.execute("COMMIT")
        finally:
            await self.connection.close()  # rolls back what was not committed
            self.engine.current_transaction.reset(self.context)
        return False


class PooledEngine(SQLiteEngine):
    """Stock Piccolo opens a connection and a thread for each query; this one keeps them, and never meets `locked`.

    `write` and `read` run a function of ours over the plain connection: for placing, one transaction and one read.
    """

    def __init__(self, file: Path, *, durability: Durability = "normal") -> None:
        super().__init__(path=str(file))
        self.file = file
        self._writer = Writer(connect(file, durability=durability), in_thread=durability == "full")
        self._readers = Readers(file)
        self._checkpointer = Checkpointer(file)

    async def write(self, work: Work[T]) -> T:
        """Run a function in one transaction: what it raises undoes it. Returns after the commit."""
        return await self._writer.run(work)

    async def read(self, work: Work[T]) -> T:
        """Run a function that only reads, in a thread; it sees one state of the database."""
        return await self._readers.run(work)

    def read_here(self, work: Work[T]) -> T:
        """Run a function that reads a few rows by key, at once."""
        return self._readers.run_here(work)

    async def close(self) -> None:
        """Stop the threads and close every connection."""
        self._checkpointer.close()
        self._readers.close()
        self._writer.close()

    async def get_connection(self) -> Lease:  # type: ignore[override]  # ours has what a transaction needs of aiosqlite's
        return await self._writer.lease()

    def transaction(
        self,
        transaction_type: TransactionType = TransactionType.immediate,
        allow_nested: bool = True,  # noqa: FBT001, FBT002  # as Piccolo has it
    ) -> WriterTransaction:
        """Return a transaction that is sure of the write lock from its beginning."""
        return WriterTransaction(engine=self, transaction_type=transaction_type, allow_nested=allow_nested)

    async def _run_in_new_connection(
        self,
        query: str,
        args: list[Any] | None = None,
        query_type: str = "generic",
        table: type[Table] | None = None,
    ) -> Rows:
        del query_type, table  # told only for versions of SQLite without RETURNING
        values: Sequence[object] = args or ()
        if query.lstrip()[:6].upper() == "SELECT":
            return await self.read(lambda connection: rows_of(connection, query, values))
        return await self.write(lambda connection: rows_of(connection, query, values))

    async def _run_in_existing_connection(
        self,
        connection: Any,
        query: str,
        args: list[Any] | None = None,
        query_type: str = "generic",
        table: type[Table] | None = None,
    ) -> Rows:
        del query_type, table
        return await cast("Lease", connection).execute(query, args or ())

    async def run_querystring(self, querystring: QueryString, in_pool: bool = False) -> Rows:  # noqa: FBT001, FBT002  # as Piccolo has it
        """Run what a Piccolo query compiled to, inside the task's transaction where it has one."""
        return cast("Rows", await super().run_querystring(querystring, in_pool=in_pool))
