"""`oms settings`: every setting with its present value."""

from argparse import Namespace

from config.settings import list_settings
from engine.cli.command import DONE, Command
from engine.cli.screen import add_json, print_columns, print_json
from engine.cli.session import settings_now


def show_settings(given: Namespace) -> int:
    """Print the settings, secrets masked."""
    lines = list_settings(settings_now())
    if given.json:
        print_json(lines)
        return DONE
    print_columns(
        [(line.name, line.value or "-", "" if line.is_default else "*", line.zh, line.en) for line in lines],
        ("setting", "value", "", "说明", "meaning"),
    )
    print("* set by the environment or .env")
    return DONE


SETTINGS_COMMAND = Command(
    name="settings", help="list the settings with their present values", run=show_settings, arguments=add_json
)
