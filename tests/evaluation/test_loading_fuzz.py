"""Whatever the text: a rule set, or findings. No other error, no hang, no memory eaten."""

import os
import random
import resource
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.decisions.registry import KINDS as OUR_KINDS
from engine.errors import RuleSetError
from engine.evaluation.lists import Lists
from engine.evaluation.loader import load_document, load_list
from engine.evaluation.ruleset import RuleSet
from engine.evaluation.writer import canonical_text
from tests.evaluation.parcels import KINDS, LISTS, regions
from tests.evaluation.spoilt import SOUND, spoilt

_SECONDS = float(os.environ.get("OMS_FUZZ_SECONDS", "600"))
_SLOWEST = 10.0  # seconds of CPU for one input of at most a few hundred kilobytes, on a busy machine
_MEMORY = 200 * 1024  # kilobytes more than before


def _lists() -> Lists:
    found = [load_list(text, regions=regions()) for text in SOUND if "\nkind: list\n" in text]
    return {one.id: one for one in found}


def try_to_load(text: str, lists: Lists) -> bool:
    """Load and save a text; tell whether it could be loaded. Any error but RuleSetError goes through."""
    start = time.process_time()
    try:
        loaded = load_document(text, kinds=OUR_KINDS, lists=lists, regions=regions(), file="fuzz.yaml")
    except RuleSetError as error:
        assert error.findings  # noqa: PT017 - both ways are right here, and both are looked at
        assert all(one.message and one.message_zh and one.line for one in error.findings[:100])  # noqa: PT017 - the same
        return False
    finally:
        assert time.process_time() - start < _SLOWEST, text[:200]
    saved = canonical_text(text, kinds=OUR_KINDS, lists=lists, regions=regions())
    again = load_document(saved, kinds=OUR_KINDS, lists=lists, regions=regions())
    assert canonical_text(saved, kinds=OUR_KINDS, lists=lists, regions=regions()) == saved
    if isinstance(loaded, RuleSet) and isinstance(again, RuleSet):
        assert again.sha == loaded.sha
    return True


@settings(deadline=None, max_examples=150)
@given(st.integers(0, 2**32))
def test_a_spoilt_rule_set_is_loaded_or_refused_by_name(seed: int) -> None:
    try_to_load(spoilt(random.Random(seed)), _lists())


@settings(deadline=None, max_examples=100)
@given(st.text())
def test_any_text_is_refused_by_name(text: str) -> None:
    for before in ("", "format: 1\nkind: parcel\nid: a\n", "format: 1\nkind: list\nid: a\nvalues:\n"):
        try:
            load_document(before + text, kinds=KINDS, lists=LISTS, regions=regions())
        except RuleSetError as error:
            assert error.findings  # noqa: PT017 - what is looked at is that there is no other error


def test_an_empty_key_at_the_very_end_is_refused_by_name() -> None:
    assert not try_to_load("format: 1\nkind: list\nid: a\nvalues: [A]\n? ? ? ", _lists())


@pytest.mark.prove
def test_ten_minutes_of_spoilt_rule_sets_break_nothing() -> None:
    lists, seed, loaded = _lists(), 0, 0
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    end = time.monotonic() + _SECONDS
    while time.monotonic() < end:
        try:
            loaded += try_to_load(spoilt(random.Random(seed)), lists)
        except BaseException as error:
            error.add_note(f"seed {seed}")
            raise
        seed += 1

    assert seed > loaded > 0
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory < _MEMORY
    print(f"{seed} spoilt documents, {loaded} of them still sound")  # noqa: T201 - a figure for the report of make prove
