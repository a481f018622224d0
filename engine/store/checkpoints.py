"""Moves what was committed from the write-ahead log into the database file, away from the event loop."""

import logging
import sqlite3
import threading
from pathlib import Path
from typing import Final

from engine.store.sqlite_connection import connect

LOG: Final = logging.getLogger(__name__)
_SECONDS: Final = 0.5


class Checkpointer:
    """A thread that makes passive checkpoints: they wait for nobody and hold nobody up."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="oms-checkpoints", daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        connection = connect(self._file)
        seen = -1
        while not self._stop.wait(_SECONDS):
            try:
                version = connection.execute("PRAGMA data_version").fetchone()[0]  # changes with others' commits
                if version != seen:
                    connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
                    seen = version
            except sqlite3.OperationalError:
                LOG.warning("no checkpoint was made; the next one is tried soon", exc_info=True)
        connection.close()
