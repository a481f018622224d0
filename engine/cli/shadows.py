"""`oms shadow`: candidates that are asked about live orders, from the shell."""

import getpass
from argparse import ArgumentParser, Namespace
from typing import Final

from engine.cli.command import DONE, Command
from engine.cli.screen import add_json, print_columns, print_json
from engine.cli.session import with_oms
from engine.encoding import to_json
from engine.planning.replay.changes import Side
from engine.services.app import Oms
from engine.services.shadow_views import ShadowView


def list_shadows(given: Namespace) -> int:
    """Print the shadows that run, or all."""
    rows = with_oms(lambda oms: oms.shadows.list(all_states=given.all))
    if given.json:
        print_json(rows)
        return DONE
    print_columns(
        [
            (row.id, row.target, _of(row), row.state, str(row.orders), str(row.disagreeing), str(row.errors))
            for row in rows
        ],
        ("shadow", "set", "of", "state", "orders", "disagreeing", "errors"),
    )
    return DONE


def show(given: Namespace) -> int:
    """Print one shadow, and the first answers that come out otherwise."""
    view = with_oms(lambda oms: oms.shadows.get(given.shadow))
    return _said(given, view)


def disagreements(given: Namespace) -> int:
    """Print answers that come out otherwise: live → candidate."""
    page = with_oms(lambda oms: oms.shadows.disagreements(given.shadow, given.after, given.limit))
    if given.json:
        print_json(page)
        return DONE
    for each in page.items:
        print(f"{each.number} {each.order_no} {each.kind} {each.subject}")
        print(f"  live:      {_side(each.live)}")
        print(f"  candidate: {_side(each.candidate)}")
    return DONE


def start(given: Namespace) -> int:
    """Ask an approved draft, or a kept version, about every order from now on."""
    return _said(given, with_oms(lambda oms: _start(oms, given)))


async def _start(oms: Oms, given: Namespace) -> ShadowView:
    target, at, version = given.candidate.rpartition("@")
    if not at or not version.isdecimal():
        return await oms.shadows.start_draft(given.candidate, actor=_actor(), reason=given.reason)
    return await oms.shadows.start_version(target, int(version), actor=_actor(), reason=given.reason)


def stop(given: Namespace) -> int:
    """Ask it no more."""
    return _said(given, with_oms(lambda oms: oms.shadows.stop(given.shadow, actor=_actor(), reason=given.reason)))


def _said(given: Namespace, view: ShadowView) -> int:
    if given.json:
        print_json(view)
        return DONE
    why = f" ({view.ended_why})" if view.ended_why else ""
    print(
        f"{view.id}: {view.target} {_of(view)}, {view.state}{why}, {view.orders} orders, "
        f"{view.disagreeing} disagreeing, {view.errors} errors"
    )
    return DONE


def _of(view: ShadowView) -> str:
    return f"version {view.version}" if view.version else f"draft {view.draft}"


def _side(side: Side) -> str:
    answer = to_json(side.answer).decode() if side.answer is not None else side.failure
    return f"{answer} by {', '.join(side.rules) or 'no rule'}"


def _actor() -> str:
    return f"cli:{getpass.getuser()}"


def _listing(parser: ArgumentParser) -> None:
    parser.add_argument("--all", action="store_true", help="those that have ended too")
    add_json(parser)


def _named(parser: ArgumentParser) -> None:
    parser.add_argument("shadow", metavar="SHADOW", help="its id")
    add_json(parser)


def _paging(parser: ArgumentParser) -> None:
    _named(parser)
    parser.add_argument("--after", type=int, default=0, metavar="N", help="number of the last that you know; 0")
    parser.add_argument("--limit", type=int, default=50, metavar="N", help="how many at most; 50")


def _starting(parser: ArgumentParser) -> None:
    parser.add_argument("candidate", metavar="DRAFT|SET@N", help="an approved draft, or a kept version")
    _reasoned(parser)
    add_json(parser)


def _stopping(parser: ArgumentParser) -> None:
    _named(parser)
    _reasoned(parser)


def _reasoned(parser: ArgumentParser) -> None:
    parser.add_argument("--reason", required=True, metavar="TEXT", help="why; it stands in the audit")


SHADOW_COMMAND: Final = Command(
    name="shadow",
    help="what a candidate would have decided of live orders",
    parts=(
        Command(name="list", help="list the shadows", run=list_shadows, arguments=_listing),
        Command(name="show", help="show one: orders, disagreements, errors", run=show, arguments=_named),
        Command(
            name="disagreements", help="list answers that come out otherwise", run=disagreements, arguments=_paging
        ),
        Command(name="start", help="ask a candidate about every order from now on", run=start, arguments=_starting),
        Command(name="stop", help="ask it no more", run=stop, arguments=_stopping),
    ),
)
