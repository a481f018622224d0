"""`oms rules diff`: what two rule sets do differently, by rule and cell."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterable
from pathlib import Path

from engine.cli.command import DONE, FAILED, Command
from engine.cli.rules.workbench import Workbench, add_lists, gathered
from engine.cli.screen import add_json, print_json
from engine.cli.session import with_oms
from engine.errors import InvalidInput
from engine.evaluation.comparison import Change, compare
from engine.evaluation.ruleset import RuleSet
from engine.services.app import Oms
from engine.services.rule_files import RuleFile


def diff(given: Namespace) -> int:
    """Print what the second has changed; exit status 1 where there is something, as diff has it."""
    given.paths = [Path(name) for name in (given.old, given.new) if Path(name).is_file()]
    bench, files = gathered(given)
    texts = {file.name: file for file in files}
    kept = [name for name in (given.old, given.new) if name not in texts]
    if kept:
        texts |= dict(zip(kept, with_oms(lambda oms: _kept(oms, kept)), strict=True))
    old, new = (_read(bench, texts[name]) for name in (given.old, given.new))
    changes = compare(old, new, bench.regions)
    if given.json:
        print_json({"old": old.sha, "new": new.sha, "changes": changes})
    else:
        _print(changes)
    return FAILED if changes else DONE


def _read(bench: Workbench, file: RuleFile) -> RuleSet:
    if file.is_list:
        raise InvalidInput(f"{file.name} is a list; rule sets are compared")
    return bench.rule_set(file)


async def _kept(oms: Oms, names: Iterable[str]) -> list[RuleFile]:
    """Return kept versions: `freight-standard@3`, or `freight-standard` for the one in force."""
    return [RuleFile(name=name, text=await oms.rules.text(*_named(name))) for name in names]


def _named(name: str) -> tuple[str, int | None]:
    set_id, _, version = name.partition("@")
    if version and not version.isdecimal():
        raise InvalidInput(f"{name}: write a file, ID, or ID@VERSION")
    return set_id, int(version) if version else None


def _print(changes: Iterable[Change]) -> None:
    for change in changes:
        place = " / ".join(part for part in (change.step, change.rule, change.test and f"test {change.test}") if part)
        field = f" {change.field}" if change.field else ""
        print(f"{place or 'set'}{field}: {change.what}")
        if change.before is not None:
            print(f"  - {change.before}")
        if change.after is not None:
            print(f"  + {change.after}")


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("old", metavar="OLD", help="a file, ID (the version in force) or ID@VERSION")
    parser.add_argument("new", metavar="NEW", help="the same")
    add_lists(parser)
    add_json(parser)


DIFF = Command(
    name="diff", help="compare two rule sets by rule and cell (exit status 1 where they differ)", run=diff,
    arguments=_arguments,
)  # fmt: skip
