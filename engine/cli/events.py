"""`oms events`: the event log, one JSON object on a line."""

from argparse import ArgumentParser, Namespace

from engine.cli.command import DONE, Command
from engine.cli.session import with_oms
from engine.encoding import to_json
from engine.services.app import Oms

_PAGE = 1_000


def show_events(given: Namespace) -> int:
    """Print the events that follow one, the oldest first; the last line's id is where to go on from."""
    return with_oms(lambda oms: _show(oms, given.after, given.limit, given.order))


async def _show(oms: Oms, after: int, limit: int, order_no: str | None) -> int:
    left, place = limit, after
    while left > 0:
        page = await oms.events.after(place, min(left, _PAGE), order_no)
        for event in page.items:
            print(to_json(event).decode())
        left, place = left - len(page.items), page.next
        if not page.has_more:
            break
    return DONE


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--after", type=int, default=0, metavar="ID", help="id of the last event that you know; 0")
    parser.add_argument("--limit", type=int, default=100, metavar="N", help="how many at most; 100")
    parser.add_argument("--order", metavar="NO", help="of one order only, by its number or a child's")


EVENTS_COMMAND = Command(
    name="events", help="print the event log, one JSON object on a line", run=show_events, arguments=_arguments
)
