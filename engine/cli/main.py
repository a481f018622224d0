"""Where `oms` begins: reads the arguments, runs the command, and turns errors into a line and an exit status."""

import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from importlib.metadata import version

from config.catalogue import SettingError
from engine.cli.command import FAILED, WRONG_USE, add_commands
from engine.cli.commands import COMMANDS
from engine.errors import OmsError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    given = _parser().parse_args(arguments)
    try:
        status: int = given.run(given)
    except SettingError as error:
        return _fail(str(error), WRONG_USE)
    except (OmsError, OSError) as error:
        return _fail(str(error), FAILED)
    except KeyboardInterrupt:
        return _fail("stopped", FAILED)
    except BrokenPipeError:
        return FAILED
    return status


def _parser() -> ArgumentParser:
    parser = ArgumentParser(
        prog="oms", description="规则驱动的订单管理系统 · An order management system driven by rules"
    )
    parser.add_argument("--version", action="version", version=f"oms {version('rules-oms')}")
    add_commands(parser, COMMANDS)
    return parser


def _fail(message: str, status: int) -> int:
    print(f"oms: {message}", file=sys.stderr)
    return status
