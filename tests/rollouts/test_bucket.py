"""Buckets: those of murmur3 and of Unleash, to the hundredth of a percent."""

import mmh3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.evaluation.rollouts.bucket import BUCKETS, bucket_of, key_text


@pytest.mark.parametrize(
    ("text", "seed", "hashed"),
    [
        ("", 0, 0x00000000),
        ("", 1, 0x514E28B7),
        ("hello", 0, 0x248BFA47),
        ("hello, world", 0, 0x149BBB7F),
        ("The quick brown fox jumps over the lazy dog", 0, 0x2E4FF723),
        ("test", 0x9747B28C, 0x704B81DC),
    ],
)
def test_the_hash_is_murmur3_of_32_bits(text: str, seed: int, hashed: int) -> None:
    assert mmh3.hash(text, seed, signed=False) == hashed


@pytest.mark.parametrize(
    ("group", "key", "normalised"),
    [("gr1", "123", 73), ("groupX", "999", 25)],  # Unleash's own tests of its clients
)
def test_the_hundredth_is_that_of_unleash(group: str, key: str, normalised: int) -> None:
    assert bucket_of(group, key) // 100 + 1 == normalised


@given(salt=st.text(max_size=20), key=st.text(min_size=1, max_size=40), percent=st.integers(0, 100))
def test_whole_percents_enrol_whom_unleash_enrols(salt: str, key: str, percent: int) -> None:
    normalised = mmh3.hash(f"{salt}:{key}", 0, signed=False) % 100 + 1

    assert (bucket_of(salt, key) < percent * 100) == (normalised <= percent)


def test_keys_fall_evenly_into_ten_thousand_buckets() -> None:
    counts = [0] * 100
    for number in range(100_000):
        counts[bucket_of("salt", f"C-{number}") % 100] += 1  # the digits that Unleash does not have

    assert BUCKETS == 10_000
    assert min(counts) > 1000 - 5 * 32  # five standard deviations
    assert max(counts) < 1000 + 5 * 32


@pytest.mark.parametrize(
    ("value", "text"), [("C-1", "C-1"), (17850, "17850"), (True, "true"), ("", None), (None, None), (0, "0")]
)
def test_a_key_is_the_fact_as_text(value: object, text: str | None) -> None:
    assert key_text(value) == text
