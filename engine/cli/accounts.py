"""`oms user key`: API keys."""

from argparse import ArgumentParser, ArgumentTypeError, Namespace

from engine.cli.command import DONE, FAILED, Command
from engine.cli.rules.person import actor
from engine.cli.session import with_oms
from engine.services.app import Oms
from engine.services.keys import ALL_SCOPES


def key(given: Namespace) -> int:
    """Make a key and print it, or end every key of a name."""
    return with_oms(lambda oms: _end(oms, given.name) if given.revoke else _make(oms, given))


async def _make(oms: Oms, given: Namespace) -> int:
    print(await oms.keys.make(given.name, given.scopes, actor=actor()))
    return DONE


async def _end(oms: Oms, name: str) -> int:
    count = await oms.keys.revoke(name, actor=actor())
    print(f"{name}: {count} ended")
    return DONE if count else FAILED


def _scopes(text: str) -> tuple[str, ...]:
    scopes = tuple(part.strip() for part in text.split(",") if part.strip())
    unknown = [scope for scope in scopes if scope not in ALL_SCOPES]
    if unknown or not scopes:
        raise ArgumentTypeError(f"{text!r}: choose from {', '.join(ALL_SCOPES)}")
    return scopes


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="who holds it; stands in orders and logs as their actor")
    parser.add_argument("--scopes", type=_scopes, default=ALL_SCOPES, metavar="A,B", help="all by default")
    parser.add_argument("--revoke", action="store_true", help="end every key of this name")


KEY = Command(name="key", help="make an API key (it is shown once), or end one", run=key, arguments=_arguments)
USER_COMMAND = Command(name="user", help="accounts and API keys", parts=(KEY,))
