"""Every command of `oms`, in the order in which help lists them."""

from typing import Final

from engine.cli.accounts import USER_COMMAND
from engine.cli.audit import AUDIT_COMMAND
from engine.cli.command import Command
from engine.cli.database import BACKUP, MIGRATE, RESTORE
from engine.cli.demo import DEMO_COMMAND
from engine.cli.events import EVENTS_COMMAND
from engine.cli.replays import REPLAY_COMMAND
from engine.cli.rollouts import ROLLOUT_COMMAND
from engine.cli.rules.check import CHECK, TEST
from engine.cli.rules.diff import DIFF
from engine.cli.rules.drafts import APPROVE, DRAFT, RETURN
from engine.cli.rules.explain import EXPLAIN
from engine.cli.rules.form import FMT, SCHEMA
from engine.cli.rules.publish import EXPORT, IMPORT, LIST, PUBLISH
from engine.cli.rules.releases import RELEASES, RESTORE_RELEASE, ROLLBACK
from engine.cli.rules.versions import VERSIONS
from engine.cli.serve import SERVE_COMMAND
from engine.cli.shadows import SHADOW_COMMAND
from engine.cli.show_settings import SETTINGS_COMMAND
from engine.cli.work import WORKER_COMMAND

RULES_COMMAND: Final = Command(
    name="rules",
    help="rule sets and lists: check, test, explain, draft, approve, publish, roll back",
    parts=(
        *(CHECK, TEST, FMT, EXPLAIN, DIFF, PUBLISH, IMPORT, EXPORT, LIST, SCHEMA),
        *(DRAFT, APPROVE, RETURN, VERSIONS, RELEASES, ROLLBACK, RESTORE_RELEASE),
    ),
)

COMMANDS: Final = (
    SERVE_COMMAND,
    DEMO_COMMAND,
    WORKER_COMMAND,
    RULES_COMMAND,
    REPLAY_COMMAND,
    ROLLOUT_COMMAND,
    SHADOW_COMMAND,
    AUDIT_COMMAND,
    EVENTS_COMMAND,
    USER_COMMAND,
    MIGRATE,
    BACKUP,
    RESTORE,
    SETTINGS_COMMAND,
)
