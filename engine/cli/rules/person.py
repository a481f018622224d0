"""Who works at this terminal, and why they do what they do."""

import getpass
from argparse import ArgumentParser


def actor() -> str:
    """Return the name under which deeds from this terminal are kept."""
    return f"cli:{getpass.getuser()}"


def add_reason(parser: ArgumentParser) -> None:
    """Add `--reason`, which must be given."""
    parser.add_argument("--reason", required=True, metavar="TEXT", help="why; it stands in the history and the audit")
