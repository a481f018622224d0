"""The embedded tests of a document: one more of them."""

from collections.abc import Mapping, Sequence

import msgspec

from engine.evaluation.document.cell_entry import entry_text
from engine.evaluation.document.editing import Document
from engine.evaluation.document.nodes import MappingNode, SequenceNode


class Promise(msgspec.Struct, frozen=True, kw_only=True):
    """What a test says: over these facts (flat, path → plain value) this is the answer, and these rules fire."""

    name: str
    given: Mapping[str, object]
    expect: Mapping[str, object]
    fires: Sequence[str]
    at: str | None = None  # with its zone, where the set has dates


def with_promise(document: Document, promise: Promise) -> Document:
    """Return the document with one more test at the end; what is missing among facts and answers is left out.

    A name that another test has gets a number.
    """
    test = {
        "name": _free_name(document, promise.name),
        **({"at": promise.at} if promise.at else {}),
        "given": {path: value for path, value in promise.given.items() if value is not None},
        "expect": {name: value for name, value in promise.expect.items() if value is not None},
        "fires": list(promise.fires),
    }
    if not isinstance(document.root.get("tests"), SequenceNode):
        return document.with_value(("tests",), [test])
    return document.with_item(("tests",), test)


def _free_name(document: Document, wish: str) -> str:
    tests = document.root.get("tests")
    items = tests.items if isinstance(tests, SequenceNode) else ()
    taken = {entry_text(test.get("name")) for test in items if isinstance(test, MappingNode)}
    number, found = 2, wish
    while found in taken:
        found, number = f"{wish} ({number})", number + 1
    return found
