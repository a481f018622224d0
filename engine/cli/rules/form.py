"""`oms rules fmt` and `oms rules schema`: the form of rule sets."""

import difflib
from argparse import ArgumentParser, Namespace
from pathlib import Path

from engine.cli.command import DONE, FAILED, Command
from engine.cli.rules.workbench import add_files, gathered
from engine.cli.screen import add_json, print_json
from engine.decisions.registry import KINDS
from engine.evaluation.schema import rule_set_schema


def fmt(given: Namespace) -> int:
    """Rewrite files in their canonical form; with --check only say which would change (exit status 1)."""
    bench, files = gathered(given)
    changed = [(file, text) for file in files if (text := bench.canonical(file)) != file.text]
    for file, text in changed:
        name = file.name or ""
        if not given.check:
            Path(name).write_text(text, encoding="utf-8")
        elif not given.json:
            diff = difflib.unified_diff(file.text.splitlines(), text.splitlines(), name, name, n=0, lineterm="")
            print("\n".join(diff))
    names = [file.name for file, _ in changed]
    if given.json:
        print_json({"changed": names})
    else:
        print(f"{len(names)} of {len(files)} {'would be' if given.check else ''} rewritten".replace("  ", " "))
    return FAILED if given.check and changed else DONE


def schema(_given: Namespace) -> int:
    """Print the JSON Schema of rule sets and lists."""
    print_json(rule_set_schema(KINDS))
    return DONE


def _arguments(parser: ArgumentParser) -> None:
    add_files(parser)
    parser.add_argument("--check", action="store_true", help="change nothing; exit status 1 where something would be")
    add_json(parser)


FMT = Command(name="fmt", help="write rule sets in their canonical form", run=fmt, arguments=_arguments)
SCHEMA = Command(name="schema", help="print the JSON Schema of rule sets and lists", run=schema, arguments=add_json)
