"""Rule files on a workbench: the files that are named, and the lists and regions that they are read with."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from engine.cli.session import settings_now
from engine.decisions.registry import KINDS
from engine.errors import InvalidInput
from engine.evaluation.evaluator import Matcher, prepare
from engine.evaluation.lists import Lists, ReferenceList
from engine.evaluation.loader import load_list, load_rule_set
from engine.evaluation.ruleset import RuleSet
from engine.evaluation.run import Program
from engine.evaluation.writer import canonical_text
from engine.geography.regions import RegionTree
from engine.geography.shipped import shipped_regions
from engine.services.rule_files import RuleFile, folder_files, shipped_files


class Workbench(msgspec.Struct, frozen=True, kw_only=True):
    """What rule sets are read with. No database: the shipped lists, those of `--lists`, and those among the files."""

    lists: Lists
    regions: RegionTree
    matcher: Matcher

    def read(self, text: str, lists: Lists, file: str | None = None) -> RuleSet:
        """Return the rule set that a text holds. Raises RuleSetError with every mistake in it."""
        return load_rule_set(text, kinds=KINDS, lists=lists, regions=self.regions, file=file)

    def prepare_untried(self, ruleset: RuleSet) -> Program:
        """Make a rule set ready to run that nobody has tried."""
        return prepare(ruleset, self.regions, "compiled")

    def rule_set(self, file: RuleFile) -> RuleSet:
        """Return the rule set of a file. Raises RuleSetError with every mistake in it."""
        return self.read(file.text, self.lists, file.name)

    def canonical(self, file: RuleFile) -> str:
        """Return a rule set or list as it is written in only one way. Raises RuleSetError as `rule_set` does."""
        return canonical_text(file.text, kinds=KINDS, lists=self.lists, regions=self.regions, file=file.name)


def add_files(parser: ArgumentParser) -> None:
    """Add the arguments that name rule files."""
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a YAML file, or a folder of them")
    add_lists(parser)


def add_lists(parser: ArgumentParser) -> None:
    """Add `--lists`."""
    parser.add_argument(
        "--lists", action="append", type=Path, default=[], metavar="PATH", help="more lists, before the shipped ones"
    )


def gathered(given: Namespace) -> tuple[Workbench, tuple[RuleFile, ...]]:
    """Return the workbench and the files that the arguments name."""
    found = tuple(read_files(given.paths))
    regions = shipped_regions()
    sources = (*shipped_files(), *read_files(given.lists), *found)
    lists = {one.id: one for one in _lists(sources, regions)}
    return Workbench(lists=lists, regions=regions, matcher=settings_now().matcher), found


def read_files(paths: Iterable[Path]) -> Iterator[RuleFile]:
    """Yield the files, and every rule set and list of the folders. Raises InvalidInput for one that is no text."""
    for path in paths:
        try:
            yield from _found(path)
        except UnicodeDecodeError as error:
            raise InvalidInput(f"{path} is not UTF-8: {error.reason} at byte {error.start}") from None


def _found(path: Path) -> tuple[RuleFile, ...]:
    if not path.is_dir():
        return (RuleFile(name=str(path), text=path.read_bytes().decode("utf-8")),)
    found = folder_files(path)
    if not found:
        raise InvalidInput(f"{path} has no YAML file in it")
    return tuple(msgspec.structs.replace(file, name=str(path.parent / (file.name or ""))) for file in found)


def _lists(sources: Iterable[RuleFile], regions: RegionTree) -> Iterator[ReferenceList]:
    for source in sources:
        if source.is_list:
            yield load_list(source.text, regions=regions, file=source.name)
