"""`oms demo`: fills an empty database with real orders."""

from argparse import ArgumentParser, ArgumentTypeError, Namespace

from engine.cli.command import DONE, Command
from engine.cli.session import with_oms
from engine.demo.run import run_demo


def demo(given: Namespace) -> int:
    """Place the demo's orders through the same code as the API; do nothing where there is data already."""
    with_oms(lambda oms: run_demo(oms, orders=given.orders))
    return DONE


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError(f"{text} is no number of orders; write 1 or more")
    return int(text)


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--orders", type=_count, metavar="N", help="so many of the invoices; all by default")


DEMO_COMMAND = Command(
    name="demo", help="fill an empty database with real orders, as the API places them", run=demo, arguments=_arguments
)
