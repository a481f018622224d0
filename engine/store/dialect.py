"""What SQLite and PostgreSQL say differently; everything else is written once."""

from collections.abc import Mapping
from typing import Final

WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "sqlite": {
        "{serial}": "INTEGER PRIMARY KEY",
        "{by_key}": "WITHOUT ROWID",  # the table lies in the order of its key
    },
    "postgres": {
        "{serial}": "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
        "{by_key}": "",
    },
}


def spoken(sql: str, engine_type: str) -> str:
    """Return a statement with the words in braces as this database says them."""
    for word, meaning in WORDS[engine_type].items():
        sql = sql.replace(word, meaning)
    return sql
