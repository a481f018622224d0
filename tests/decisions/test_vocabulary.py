"""The vocabulary: every word has its names, and its page says what the registry says."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.decisions.group_vocabulary import group_facts
from engine.decisions.ranking import OUTCOMES
from engine.decisions.registry import KINDS
from engine.decisions.tariff import COMBINATIONS
from engine.decisions.value_labels import VALUE_LABELS
from engine.decisions.vocabulary_page import vocabulary_page
from engine.decisions.warehouse_vocabulary import stock_of, stock_texts
from engine.errors import DecisionFailed
from engine.evaluation.facts import Fact, Facts, Label
from engine.evaluation.kind import Output, StepKind

PAGE = Path(__file__).parents[2] / "docs" / "vocabulary.md"


def words() -> Iterator[Fact | Output]:
    for kind in KINDS.values():
        yield from kind.vocabulary.facts.values()
        for elements in kind.vocabulary.lists.values():
            yield from elements.facts.values()
        for step in kind.steps:
            if isinstance(step, StepKind):
                yield from step.outputs.values()
                yield from (step.scope.facts if step.scope else {}).values()


def labels() -> Iterator[Label]:
    yield from (word.label for word in words())
    for kind in KINDS.values():
        yield kind.label
        yield from (step.label for step in kind.steps)
        yield from (elements.label for elements in kind.vocabulary.lists.values())


def test_everything_has_a_name_in_chinese_and_in_english() -> None:
    assert [label for label in labels() if not label.zh.strip() or not label.en.strip()] == []


def test_every_allowed_value_has_a_name() -> None:
    values = {value for word in words() for value in word.values or ()} | set(OUTCOMES) | set(COMBINATIONS)

    assert values - set(VALUE_LABELS) == set()


def test_every_path_stands_under_its_own_name() -> None:
    for kind in KINDS.values():
        assert all(path == item.path for path, item in kind.vocabulary.facts.items())
        assert all(path.startswith(f"{one.prefix}.") for one in kind.vocabulary.lists.values() for path in one.facts)


def test_the_page_says_what_the_registry_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == vocabulary_page(KINDS), "run: python -m scripts.write_vocabulary"


def test_a_group_is_what_its_lines_are_together() -> None:
    lines: list[Facts] = [
        {"line.id": "1", "line.merchant": "M-1", "line.quantity": 2, "line.amount": 4000, "line.weight_grams": 500,
         "line.volume_cm3": 100, "line.temperature": "ambient"},
        {"line.id": "2", "line.merchant": "M-1", "line.quantity": 1, "line.amount": 999, "line.weight_grams": 50,
         "line.volume_cm3": 10, "line.temperature": "chilled"},
    ]  # fmt: skip

    assert group_facts(lines) == {
        "group.merchant": "M-1",
        "group.goods_total": 4999,
        "group.quantity": 3,
        "group.weight_grams": 1050,
        "group.volume_cm3": 210,
    }
    assert group_facts(lines, "M-1/冷链", "冷链")["group.temperature"] == "chilled"


def test_stock_travels_as_text_and_comes_back() -> None:
    units = {"1": 2, "a=b": 0}

    assert stock_of({"wh.id": "HZ", "wh.stock": stock_texts(units)}) == units
    assert stock_of({"wh.id": "HZ"}) is None


@pytest.mark.parametrize("entry", ["1", "1=", "1=-2", "1=two"])
def test_stock_that_cannot_be_read_is_a_named_error(entry: str) -> None:
    with pytest.raises(DecisionFailed, match="not written as line=units"):
        stock_of({"wh.id": "HZ", "wh.stock": (entry,)})
