"""`oms replay`: what a candidate would have changed in orders of the past."""

import asyncio
import getpass
import json
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from engine.cli.command import DONE, FAILED, Command
from engine.cli.screen import add_json, print_columns, print_json
from engine.cli.session import with_oms
from engine.errors import InvalidInput
from engine.planning.replay.changes import Difference
from engine.services.app import Oms
from engine.services.replay_request import USUAL_PERCENT, ReplayRequest
from engine.services.replay_views import BillView, MoneyChange, ReplayView, SumsView

_LOOK_SECONDS: Final = 0.2
_SHOWN: Final = 10  # rows of each table; --json has them all
_RUNNING: Final = "running"


def replay(given: Namespace) -> int:
    """Run a candidate over orders of the past, and print what it would have changed."""
    asked = _request(given)
    view = with_oms(lambda oms: _run(oms, asked, is_quiet=given.json))
    if given.json:
        print_json(view)
    elif view.bill is None:
        print(f"{view.candidate}: {view.state}" + (f": {view.failure}" if view.failure else ""))
    else:
        print("\n".join(_lines(view, view.bill)))
        _print_tables(view.bill)
    return DONE if view.bill is not None else FAILED


def _request(given: Namespace) -> ReplayRequest:
    kept = {"last": given.last, "orders": given.orders, "percent": given.percent, "audience": given.audience}
    if not given.candidate.isdecimal():
        return ReplayRequest(yaml=Path(given.candidate).read_text(encoding="utf-8"), **kept)
    if given.ruleset is None:
        raise InvalidInput(f"--candidate {given.candidate} is a version: say of which set with --ruleset")
    return ReplayRequest(set=given.ruleset, version=int(given.candidate), **kept)


async def _run(oms: Oms, asked: ReplayRequest, *, is_quiet: bool) -> ReplayView:
    """Run a replay to its end, with a bar on the terminal. Interrupted, it is cancelled."""
    view = await oms.replays.start(asked, actor=f"cli:{getpass.getuser()}")
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), disable=is_quiet) as progress:
        bar = progress.add_task(view.candidate, total=view.orders)
        while view.state == _RUNNING:
            await asyncio.sleep(_LOOK_SECONDS)
            view = await oms.replays.get(view.id)
            progress.update(bar, completed=view.done)
    return view


def _lines(view: ReplayView, bill: BillView) -> Iterator[str]:
    kinds = ", ".join(f"{kind} {count}" for kind, count in bill.kinds.items())
    yield f"{view.candidate}: {bill.changed} of {bill.orders} orders would be other" + (f" ({kinds})" if kinds else "")
    if bill.skipped:
        yield f"too little was kept of {bill.skipped} orders to decide them again"
    for name, amounts in (("freight", bill.freight), ("discount", bill.discount)):
        yield from (f"{name}: {_amount(each)}" for each in amounts)
    for name, count in (("held", bill.held), ("refused", bill.refused), ("parcels", bill.parcels)):
        yield f"{name}: {count.before} → {count.after}"
    if bill.judging is not None:
        judging = bill.judging
        yield (
            f"at {judging.percent:g} % the guardrails judge in {judging.hours:g} to {judging.hours_at_most:g} hours "
            f"({judging.customers_a_side} customers a side)"
        )


def _print_tables(bill: BillView) -> None:
    for name, cut in (
        ("city", bill.cities),
        ("channel", bill.channels),
        ("tag", bill.tags),
        ("merchant", bill.merchants),
    ):
        _table((name, "orders", "other", "freight"), [_sums(each) for each in cut if each.changed])
    _table(
        ("warehouse", "before", "after"), [(e.warehouse, e.before, e.after) for e in bill.load if e.before != e.after]
    )
    _table(
        ("order", "freight", "because"), [(e.order_no, _amount(e.freight), _why(e.differences)) for e in bill.affected]
    )
    _table(
        ("change", "orders", "such as", "rules that are new"),
        [(e.kind, e.count, e.order_no, _new(e.rules_before, e.rules_after)) for e in bill.patterns],
    )


def _table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    if rows:
        print()
        print_columns(rows[:_SHOWN], heads)
        if len(rows) > _SHOWN:
            print(f"… and {len(rows) - _SHOWN} more")


def _sums(sums: SumsView) -> tuple[object, ...]:
    return sums.value, sums.orders, sums.changed, "; ".join(_amount(each) for each in sums.freight)


def _amount(money: MoneyChange) -> str:
    return f"{money.before} → {money.after} {money.currency} ({money.difference})"


def _why(differences: Sequence[Difference]) -> str:
    return ", ".join(f"{each.kind}: {_new(each.before.rules, each.after.rules)}" for each in differences)


def _new(before: Sequence[str], after: Sequence[str]) -> str:
    """Return the rules that come in, with a plus, and those that go, with a minus."""
    comes = [f"+{rule}" for rule in after if rule not in before]
    goes = [f"-{rule}" for rule in before if rule not in after]
    return " ".join([*comes, *goes]) or "the same rules"


def _blocks(text: str) -> tuple[dict[str, object], ...]:
    """Read an audience: JSON, one block or a list of them."""
    blocks = json.loads(text)
    return tuple(blocks) if isinstance(blocks, list) else (blocks,)


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--candidate", required=True, metavar="FILE|N", help="a file, or the number of a kept version")
    parser.add_argument("--ruleset", metavar="ID", help="the set that the version is of")
    parser.add_argument("--last", metavar="TIME", help="orders of this time, such as 30d or 12h; all by default")
    parser.add_argument("--orders", type=int, metavar="N", help="the newest orders, so many at most")
    parser.add_argument("--audience", type=_blocks, metavar="JSON", help="only orders of this audience, as in rollouts")
    parser.add_argument(
        "--percent",
        type=float,
        default=USUAL_PERCENT,
        metavar="P",
        help="of the first step, for the time of judging; 10",
    )
    add_json(parser)


REPLAY_COMMAND: Final = Command(
    name="replay", help="what a candidate would have changed in orders of the past", run=replay, arguments=_arguments
)
