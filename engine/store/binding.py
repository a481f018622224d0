"""Binds the tables to the engine of this process; it is chosen once, when the process starts."""

import os
from typing import Any, Final

from piccolo.apps.migrations.tables import Migration
from piccolo.engine.base import Engine
from piccolo.table import Table

from engine.store import (
    piccolo_conf,
    tables_access,
    tables_benefits,
    tables_catalogue,
    tables_governance,
    tables_intake,
    tables_orders,
    tables_payments,
    tables_replays,
    tables_reviews,
    tables_rollouts,
    tables_rules,
    tables_shadows,
    tables_stock,
    tables_webhooks,
)

TABLES: Final[tuple[type[Table], ...]] = tuple(
    member
    for module in (
        tables_catalogue,
        tables_orders,
        tables_payments,
        tables_replays,
        tables_reviews,
        tables_rollouts,
        tables_rules,
        tables_access,
        tables_stock,
        tables_benefits,
        tables_governance,
        tables_intake,
        tables_shadows,
        tables_webhooks,
    )
    for member in vars(module).values()
    if isinstance(member, type) and issubclass(member, Table) and member is not Table
)


def bind(engine: Engine[Any]) -> None:
    """Let every table of ours, and Piccolo's migrations, run on this engine."""
    piccolo_conf.DB = engine
    os.environ["PICCOLO_CONF"] = piccolo_conf.__name__  # where Piccolo's migrations look for it
    tables: tuple[type[Table], ...] = (*TABLES, Migration)
    for table in tables:
        table._meta.db = engine  # noqa: SLF001  # Piccolo's documented way to change a table's engine
