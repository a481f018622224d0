"""`oms rules versions`: the versions of a set, each with what the publish gate found of it."""

from argparse import ArgumentParser, Namespace

from engine.cli.command import DONE, Command
from engine.cli.screen import add_json, print_columns, print_json
from engine.cli.session import with_oms
from engine.services.app import Oms
from engine.services.version_views import VersionView


def versions(given: Namespace) -> int:
    """Print the versions of a rule set, the newest first."""
    found = with_oms(lambda oms: _versions(oms, given.set_id))
    if given.json:
        print_json(found)
        return DONE
    print_columns(map(_row, found), ("version", "published", "by", "certificate", "coverage", "warnings", "reason"))
    return DONE


async def _versions(oms: Oms, set_id: str) -> list[VersionView]:
    return [await oms.rules.version(set_id, row.version) for row in await oms.rules.versions(set_id)]


def _row(view: VersionView) -> tuple[object, ...]:
    row, evidence = view.version, view.evidence
    certificate = None if evidence is None else evidence.certificate
    return (
        f"{row.version}{' *' if row.in_force else ''}",
        row.published_at.isoformat(timespec="seconds"),
        row.published_by,
        "-" if certificate is None else f"{certificate.cases} cases",
        "-" if evidence is None else f"{evidence.coverage:.0%}",
        "-" if evidence is None else len(evidence.warnings),
        row.reason,
    )


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("set_id", metavar="ID", help="of the rule set")
    add_json(parser)


VERSIONS = Command(
    name="versions", help="list the versions of a set with their certificates", run=versions, arguments=_arguments
)
