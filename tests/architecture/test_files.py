"""A file is about one noun: it is short, opens with what it is, and is named for it."""

import ast

import pytest

from tests.architecture.source import FOLDERS, PACKAGES, ROOT, python_files, shown

LINES = 300
NAMES_OF_NOTHING = {"base", "common", "helper", "helpers", "manager", "managers", "misc", "util", "utils"}


def test_no_file_is_longer_than_a_reader_holds_in_mind() -> None:
    lengths = {shown(path): len(path.read_text("utf-8").splitlines()) for path in python_files(*FOLDERS)}

    assert {name: length for name, length in lengths.items() if length > LINES} == {}


def test_every_module_opens_with_one_line_saying_what_it_is() -> None:
    openings = {
        shown(path): (ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "").partition("\n")[0]
        for path in python_files(*PACKAGES)
    }

    assert [name for name, line in openings.items() if not line.endswith((".", "。"))] == []


def test_no_file_is_named_for_nothing() -> None:
    named = [shown(path) for path in python_files(*FOLDERS) if path.stem in NAMES_OF_NOTHING]

    assert named == []


@pytest.mark.parametrize("package", PACKAGES)
def test_each_of_the_five_folders_is_a_package_with_types(package: str) -> None:
    assert (ROOT / package / "__init__.py").is_file()
    assert (ROOT / package / "py.typed").is_file()
