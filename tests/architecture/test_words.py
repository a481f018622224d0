"""What stands nowhere in the project: places of one machine, addresses of registries, ignores without a reason."""

import re
import tokenize
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.source import FOLDERS, ROOT, python_files, shown, text_files

LOCKS = ("requirements.lock", "requirements-build.lock")
PLACES = re.compile(r"(?<![\w.])/(?:work|root|home|opt)/\w|shared/(?:design|data|acceptance)")
SUPPRESSION = re.compile(r"noqa|type:\s*ignore|pragma:|fmt:\s*off|nosec")
WITH_CODE_AND_REASON = re.compile(r"(?:noqa: [A-Z]+\d+(?:, ?[A-Z]+\d+)*|type: ignore\[[a-z, -]+\])\s+(?:#|-|—)\s*\w")


def comments(path: Path) -> Iterator[tuple[int, str]]:
    """Return each comment of a Python file with its line."""
    with path.open("rb") as stream:
        for token in tokenize.tokenize(stream.readline):
            if token.type == tokenize.COMMENT:
                yield token.start[0], token.string


def test_no_file_names_a_place_of_one_machine() -> None:
    found = [
        f"{shown(path)}:{number}: {line.strip()}"
        for path in text_files()
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if PLACES.search(line)
    ]

    assert found == []


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_registry_and_has_a_hash_for_every_package(name: str) -> None:
    lines = (ROOT / name).read_text("utf-8").splitlines()
    packages = [line for line in lines if re.match(r"\w", line)]
    unhashed = [
        line
        for line, following in zip(lines, [*lines[1:], ""], strict=True)
        if re.match(r"\w", line) and "--hash=sha256:" not in following
    ]

    assert packages
    assert all("==" in line for line in packages)
    assert unhashed == []
    assert [line for line in lines if re.search(r"://|--(?:extra-)?index|--find-links|--trusted-host| @ ", line)] == []


def test_every_ignore_in_the_source_has_its_code_and_its_reason() -> None:
    found = [
        f"{shown(path)}:{number}: {comment}"
        for path in python_files(*FOLDERS)
        for number, comment in comments(path)
        if SUPPRESSION.search(comment) and not WITH_CODE_AND_REASON.search(comment)
    ]

    assert found == []


def test_every_rule_that_ruff_leaves_out_says_why() -> None:
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    ruff = tomllib.loads(text)["tool"]["ruff"]["lint"]
    left_out = [*ruff["ignore"], *(rule for rules in ruff["per-file-ignores"].values() for rule in rules)]
    reasons = re.findall(r'^\s*"([A-Z]+\d+)",\s+# \w.{9,}$', text, re.MULTILINE)

    assert ruff["select"] == ["ALL"]
    assert sorted(left_out) == sorted(reasons)


def test_a_warning_is_an_error() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["pytest"]["ini_options"]

    assert settings["filterwarnings"][0] == "error"
