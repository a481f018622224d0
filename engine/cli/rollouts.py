"""`oms rollout`: gray release from the shell."""

import getpass
from argparse import ArgumentParser, Namespace
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

from engine.cli.command import DONE, Command
from engine.cli.screen import add_json, print_columns, print_json
from engine.cli.session import with_oms
from engine.decisions.rollout_facts import AUDIENCE
from engine.evaluation.rollouts.document import InFlight
from engine.evaluation.rollouts.schema import rollout_schema
from engine.services.app import Oms
from engine.services.rollout_views import RolloutView

Deed = Callable[[Oms, Namespace, str], Awaitable[RolloutView]]


def list_rollouts(given: Namespace) -> int:
    """Print all rollouts, the newest first."""
    rows = with_oms(lambda oms: oms.rollouts.list())
    if given.json:
        print_json(rows)
        return DONE
    print_columns(
        [
            (row.id, f"{row.target}@{row.baseline}→{row.candidate}", row.state, f"{row.step}/{row.steps}", row.percent)
            for row in rows
        ],
        ("rollout", "set", "state", "step", "percent"),
    )
    return DONE


def show(given: Namespace) -> int:
    """Print one rollout: where it stands, what its guardrails say, and what happened."""
    view = with_oms(lambda oms: oms.rollouts.get(given.rollout))
    if given.json:
        print_json(view)
        return DONE
    _print(view)
    for guardrail in view.judgement.guardrails if view.judgement else ():
        values = f"{guardrail.candidate:.4g} instead of {guardrail.control:.4g}"
        print(f"  {guardrail.metric} ({guardrail.limit}): {values}, {guardrail.state}")
    for entry in view.history:
        print(f"  {entry.at.isoformat(timespec='seconds')} {entry.actor} {entry.action}: {entry.reason}")
    return DONE


def schema(_given: Namespace) -> int:
    """Print the JSON Schema of rollouts."""
    print_json(rollout_schema(AUDIENCE))
    return DONE


def candidate(given: Namespace) -> int:
    """Keep a rule set as its next version without putting it in force."""
    text = given.file.read_text(encoding="utf-8")
    kept = with_oms(lambda oms: oms.rollouts.keep_candidate(text=text, actor=_actor(), reason=given.reason))
    print_json(kept) if given.json else print(f"{kept.set_id}: version {kept.version} is kept ({kept.sha[:12]})")
    return DONE


def plan(given: Namespace) -> int:
    """Keep a rollout for later."""
    text = given.file.read_text(encoding="utf-8")
    return _said(given, with_oms(lambda oms: oms.rollouts.plan(text, actor=_actor(), reason=given.reason)))


def _move(deed: Deed) -> Callable[[Namespace], int]:
    def run(given: Namespace) -> int:
        return _said(given, with_oms(lambda oms: deed(oms, given, _actor())))

    return run


def _said(given: Namespace, view: RolloutView) -> int:
    if given.json:
        print_json(view)
    else:
        _print(view)
    return DONE


def _print(view: RolloutView) -> None:
    share = f", {view.percent} %" if view.percent else ""
    verdict = f", {view.judgement.verdict}" if view.judgement else ""
    print(f"{view.id}: {view.state}, step {view.step} of {view.steps}{share}{verdict}")


def _actor() -> str:
    return f"cli:{getpass.getuser()}"


def _named(parser: ArgumentParser) -> None:
    parser.add_argument("rollout", metavar="ROLLOUT", help="its id")
    add_json(parser)


def _moving(parser: ArgumentParser) -> None:
    _named(parser)
    parser.add_argument("--reason", required=True, metavar="TEXT", help="why; it stands in its history and the audit")


def _widening(parser: ArgumentParser) -> None:
    _moving(parser)
    parser.add_argument("--step", type=int, metavar="N", help="refuse where it is not the next")


def _rolling_back(parser: ArgumentParser) -> None:
    _moving(parser)
    choices = [each.value for each in InFlight]
    parser.add_argument(
        "--in-flight", choices=choices, help="what becomes of orders in flight; else as the document says"
    )


def _filed(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--reason", required=True, metavar="TEXT", help="why; it stands in the history and the audit")
    add_json(parser)


def _roll_back(oms: Oms, given: Namespace, actor: str) -> Awaitable[RolloutView]:
    in_flight = InFlight(given.in_flight) if given.in_flight else None
    return oms.rollouts.roll_back(given.rollout, actor=actor, reason=given.reason, in_flight=in_flight)


_PARTS: Final = (
    Command(name="list", help="list rollouts", run=list_rollouts, arguments=add_json),
    Command(name="schema", help="print the JSON Schema of rollouts", run=schema, arguments=add_json),
    Command(name="show", help="show one: step, guardrails, history", run=show, arguments=_named),
    Command(
        name="candidate", help="keep a rule set as a version that is not in force", run=candidate, arguments=_filed
    ),
    Command(name="plan", help="keep a rollout for later", run=plan, arguments=_filed),
    Command(
        name="start",
        help="take the first step",
        run=_move(lambda oms, given, actor: oms.rollouts.start(given.rollout, actor=actor, reason=given.reason)),
        arguments=_moving,
    ),
    Command(
        name="widen",
        help="take the next step now",
        run=_move(
            lambda oms, given, actor: oms.rollouts.widen(
                given.rollout, actor=actor, reason=given.reason, step=given.step
            )
        ),
        arguments=_widening,
    ),
    Command(
        name="approve",
        help="agree to the next step that asks for it",
        run=_move(lambda oms, given, actor: oms.rollouts.approve(given.rollout, actor=actor, reason=given.reason)),
        arguments=_moving,
    ),
    Command(
        name="pause",
        help="stay at the step; every order keeps its side",
        run=_move(lambda oms, given, actor: oms.rollouts.pause(given.rollout, actor=actor, reason=given.reason)),
        arguments=_moving,
    ),
    Command(
        name="resume",
        help="go on after a pause",
        run=_move(lambda oms, given, actor: oms.rollouts.resume(given.rollout, actor=actor, reason=given.reason)),
        arguments=_moving,
    ),
    Command(
        name="promote",
        help="put the candidate in force for everybody",
        run=_move(lambda oms, given, actor: oms.rollouts.promote(given.rollout, actor=actor, reason=given.reason)),
        arguments=_moving,
    ),
    Command(
        name="rollback", help="let the baseline decide again, at once", run=_move(_roll_back), arguments=_rolling_back
    ),
)
ROLLOUT_COMMAND: Final = Command(
    name="rollout", help="gray release: plan, start, widen, promote, roll back", parts=_PARTS
)
