"""What a command is: a name, a line of help, its arguments, and a function that returns the exit status."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from typing import Final

import msgspec

DONE: Final = 0
FAILED: Final = 1  # findings, failed tests, a refusal: the reason was printed
WRONG_USE: Final = 2  # arguments or settings that cannot be used


def _no_arguments(_parser: ArgumentParser) -> None:
    """Add none."""


class Command(msgspec.Struct, frozen=True, kw_only=True):
    """One command, or a group of them (`parts`)."""

    name: str
    help: str
    run: Callable[[Namespace], int] | None = None
    arguments: Callable[[ArgumentParser], None] = _no_arguments
    parts: tuple["Command", ...] = ()


def add_commands(parser: ArgumentParser, commands: Sequence[Command]) -> None:
    """Give a parser these commands, and them their own parts."""
    parsers = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in commands:
        inner = parsers.add_parser(command.name, help=command.help, description=command.help)
        command.arguments(inner)
        if command.run is not None:
            inner.set_defaults(run=command.run)
        if command.parts:
            add_commands(inner, command.parts)
