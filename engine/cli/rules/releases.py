"""`oms rules releases`, `rollback` and `restore`: what was put in force, and taking it back."""

from argparse import ArgumentParser, Namespace

from engine.cli.command import DONE, Command
from engine.cli.rules.person import actor, add_reason
from engine.cli.screen import add_json, print_columns, print_json
from engine.cli.session import with_oms
from engine.services.releases import ReleaseView


def releases(given: Namespace) -> int:
    """Print releases, the newest first, with what each changed."""
    found = with_oms(lambda oms: oms.governance.releases.list(limit=given.limit))
    if given.json:
        print_json(found)
        return DONE
    rows = [(_mark(one), one.at.isoformat(timespec="seconds"), one.actor, _changed(one), one.reason) for one in found]
    print_columns(rows, ("release", "at", "by", "changed", "reason"))
    return DONE


def rollback(given: Namespace) -> int:
    """Take back what a release changed, by a new one."""
    return _told(
        given, with_oms(lambda oms: oms.governance.releases.roll_back(given.number, actor=actor(), reason=given.reason))
    )


def restore(given: Namespace) -> int:
    """Put in force every version that a release had, by a new one."""
    return _told(
        given, with_oms(lambda oms: oms.governance.releases.restore(given.number, actor=actor(), reason=given.reason))
    )


def _told(given: Namespace, release: ReleaseView) -> int:
    print_json(release) if given.json else print(f"release {release.number} is in force: {_changed(release)}")
    return DONE


def _mark(release: ReleaseView) -> str:
    return f"{release.number} *" if release.in_force else str(release.number)


def _changed(release: ReleaseView) -> str:
    changes = [
        f"{name} {_version(before)} -> {_version(after)}"
        for changed in release.changes.values()
        for name, (before, after) in changed.items()
    ]
    return ", ".join(changes[:4]) + (f" and {len(changes) - 4} more" if len(changes) > 4 else "") or "nothing"  # noqa: PLR2004  # as many as fit on a line


def _version(number: int | None) -> str:
    return "-" if number is None else str(number)


def _list_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--limit", type=int, default=20, metavar="N", help="how many at most (20)")
    add_json(parser)


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("number", type=int, metavar="RELEASE")
    add_reason(parser)
    add_json(parser)


RELEASES = Command(name="releases", help="list releases and what each changed", run=releases, arguments=_list_arguments)
ROLLBACK = Command(name="rollback", help="take back what a release changed", run=rollback, arguments=_arguments)
RESTORE_RELEASE = Command(
    name="restore", help="put in force again what a release had", run=restore, arguments=_arguments
)
