"""`oms rules publish`, `import`, `list` and `export`: what is in force."""

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path

from engine.cli.command import DONE, FAILED, Command
from engine.cli.rules.person import actor
from engine.cli.rules.workbench import read_files
from engine.cli.screen import add_json, print_columns, print_json
from engine.cli.session import with_oms
from engine.services.app import Oms
from engine.services.rule_files import RuleFile, folder_files, places_of, shipped_files
from engine.services.views import VersionRow


def publish(given: Namespace) -> int:
    """Check, test and publish files, each as the next version of its set; the next order is decided by them."""
    files = tuple(read_files(given.paths))
    published = with_oms(lambda oms: _publish(oms, files, given.reason))
    if given.json:
        print_json([{"file": file.name, "version": row} for file, row in zip(files, published, strict=True)])
        return DONE
    for file, row in zip(files, published, strict=True):
        print(f"{file.name}: version {row.version} in force ({row.sha[:12]})")
    return DONE


async def _publish(oms: Oms, files: Sequence[RuleFile], reason: str | None) -> list[VersionRow]:
    return [await oms.rules.publish(file.text, actor=actor(), reason=reason, file=file.name) for file in files]


def import_folder(given: Namespace) -> int:
    """Publish all of a folder by one release, or nothing of it."""
    reason = given.reason or f"oms rules import {given.folder or 'of the shipped rule sets'}"
    if given.drafts:
        return _drafts(given, reason)
    release = with_oms(lambda oms: oms.rules.import_folder(given.folder, actor=actor(), reason=reason))
    print_json({"release": release}) if given.json else print(f"release {release} is in force")
    return DONE


def _drafts(given: Namespace, reason: str) -> int:
    """Make a draft of each document that differs, and ask for its review."""
    documents = shipped_files() if given.folder is None else folder_files(given.folder)
    made = with_oms(lambda oms: oms.governance.imports.take_in(documents, actor=actor(), reason=reason))
    if given.json:
        print_json(made)
    else:
        for one in made:
            print(f"{one.file}: draft {one.draft.id}, {one.draft.state}" + (f": {one.problem}" if one.problem else ""))
        print(f"{len(made)} of {len(documents)} documents differ")
    return FAILED if any(one.problem for one in made) else DONE


def list_sets(given: Namespace) -> int:
    """Print the rule sets in force."""
    rows = with_oms(lambda oms: oms.rules.sets())
    if given.json:
        print_json(rows)
        return DONE
    print_columns(
        [(f"{row.id}@{row.version}", row.kind, row.rule_count, row.test_count, row.title, row.reason) for row in rows],
        ("set", "kind", "rules", "tests", "title", "reason"),
    )
    return DONE


def export(given: Namespace) -> int:
    """Write all that is in force into a folder, as `import` takes it."""
    documents = with_oms(lambda oms: oms.rules.documents())
    files = tuple(places_of(documents, given.folder))
    for file, document in files:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(document.text.encode())  # byte for byte, whatever its lines end with
    names = [str(file.relative_to(given.folder.resolve())) for file, _ in files]
    print_json({"written": names}) if given.json else print(f"{given.folder}: {len(names)} files written")
    return DONE


def _reason(parser: ArgumentParser) -> None:
    parser.add_argument("--reason", metavar="TEXT", help="why; it stands in the history of versions")
    add_json(parser)


def _publish_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("paths", nargs="+", type=Path, metavar="FILE", help="a rule set or list")
    _reason(parser)


def _import_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("folder", nargs="?", type=Path, metavar="FOLDER", help="the shipped ones where it is left out")
    parser.add_argument("--drafts", action="store_true", help="make drafts of what differs, and ask for their review")
    _reason(parser)


def _export_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="where to; made where it is not there")
    add_json(parser)


PUBLISH = Command(
    name="publish", help="put rule sets or lists in force as their next version", run=publish,
    arguments=_publish_arguments,
)  # fmt: skip
IMPORT = Command(
    name="import", help="put all of a folder in force by one release", run=import_folder, arguments=_import_arguments
)
LIST = Command(name="list", help="list the rule sets in force", run=list_sets, arguments=add_json)
EXPORT = Command(
    name="export", help="write all rule sets and lists in force into a folder", run=export, arguments=_export_arguments
)
