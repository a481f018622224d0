"""Every error of ours has its status, its title in two languages and its page."""

from collections.abc import Iterator

import pytest

from api.error_catalogue import ERRORS, entry_of
from api.errors import MalformedBody
from engine.errors import InvalidInput, OmsError, OutOfStock, RuleSetError


def kinds(root: type[OmsError]) -> Iterator[type[OmsError]]:
    yield root
    for kind in root.__subclasses__():
        yield from kinds(kind)


def codes() -> list[str]:
    """Return the public codes: those of the tree in engine.errors, and of HTTP alone."""
    public = (kind for kind in kinds(OmsError) if kind.__module__ in ("engine.errors", "api.errors"))
    return sorted({kind.code for kind in public} - {OmsError.code})


@pytest.mark.parametrize("code", codes())
def test_every_code_has_an_entry(code: str) -> None:
    assert ERRORS[code].code == code


def test_every_entry_speaks_both_languages() -> None:
    incomplete = [
        entry.code
        for entry in ERRORS.values()
        if not all((entry.title_zh, entry.title_en, entry.help_zh, entry.help_en)) or entry.title_en.isascii() is False
    ]

    assert incomplete == []


def test_an_error_takes_the_entry_of_its_own_code_first() -> None:
    assert entry_of(OutOfStock("A-1", 2, 1)).code == "out_of_stock"
    assert entry_of(RuleSetError([])).status == 422
    assert entry_of(MalformedBody("")).status == 400


def test_an_error_without_an_entry_takes_that_of_the_one_above_it() -> None:
    class Misspelt(InvalidInput):
        code = "misspelt"

    assert entry_of(Misspelt("")).code == "invalid_input"


def test_an_error_that_nobody_knows_is_ours() -> None:
    assert entry_of(OmsError("?")).status == 500
