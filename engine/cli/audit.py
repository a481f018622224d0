"""`oms audit`: the entries, and whether anybody has changed them."""

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from typing import Final

from engine.cli.command import DONE, FAILED, Command
from engine.cli.screen import add_json, print_json
from engine.cli.session import with_oms
from engine.errors import InvalidInput
from engine.services.app import Oms
from engine.services.audit import Anchor

_AT_ONCE: Final = 1_000


def verify(given: Namespace) -> int:
    """Look through every entry; exit status 1 and the first that was touched where one was."""
    found = with_oms(lambda oms: oms.governance.audit.verify(given.anchor))
    if given.json:
        print_json(found)
    elif found.tampering is None:
        print(f"{found.entries} entries, every one as it was written; anchor {found.entries}:{found.head}")
    else:
        print(f"entry {found.tampering.number}: {found.tampering.what} ({found.tampering.what_zh})")
    return DONE if found.ok else FAILED


def export(given: Namespace) -> int:
    """Print the entries after one, each as a line of JSON."""
    return with_oms(lambda oms: _export(oms, given.after))


async def _export(oms: Oms, after: int) -> int:
    while entries := await oms.governance.audit.entries(after, _AT_ONCE):
        for entry in entries:
            print_json(entry)
        after = entries[-1].number
    return DONE


def _anchor(text: str) -> Anchor:
    try:
        return Anchor.parse(text)
    except InvalidInput as error:
        raise ArgumentTypeError(str(error)) from error


def _verify_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--anchor", action="append", type=_anchor, default=[], metavar="N:HASH", help="as an earlier verification said"
    )
    add_json(parser)


def _export_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--after", type=int, default=0, metavar="N", help="only entries after this one")


AUDIT_COMMAND = Command(
    name="audit",
    help="the audit: who did what, each entry chained to the one before",
    parts=(
        Command(
            name="verify",
            help="find out whether an entry was changed (exit status 1)",
            run=verify,
            arguments=_verify_arguments,
        ),
        Command(name="export", help="print the entries as lines of JSON", run=export, arguments=_export_arguments),
    ),
)
