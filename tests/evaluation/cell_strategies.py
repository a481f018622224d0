"""Random condition cells, for properties of their text."""

from hypothesis import strategies as st

from engine.evaluation.cell_parts import (
    Anything,
    Begins,
    Cell,
    CellTest,
    Comparison,
    Known,
    Listed,
    Not,
    Param,
    Plain,
    Quoted,
    Range,
    Tags,
    Tests,
    Values,
    Word,
)
from engine.evaluation.conditions import Op

_NOT_IN_WORDS = '<>=!@$,()[]"~≥≤≠＞＜＝！'
_RESERVED = {"-", "present", "missing", "like"}
_WORDS = st.text(
    st.characters(exclude_characters=_NOT_IN_WORDS, exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=8
).map(lambda text: text.strip())
words = st.one_of(
    st.sampled_from(["5", "-5", "12.50", "true", "浙江省/杭州市", "order.total", "2026-11-01T00:00:00+08:00", "P 1"]),
    _WORDS.filter(
        lambda text: text and text not in _RESERVED and ".." not in text and not text.startswith(("like", "not"))
    ),
).map(Word)
quoted = st.text(max_size=8).map(Quoted)
params = st.from_regex(r"[a-z][a-z0-9_]{0,5}", fullmatch=True).map(Param)
operands = st.one_of(words, quoted, params)
listed = st.from_regex(r"[a-z]{1,4}(\.[a-z]{1,4})?", fullmatch=True).map(Listed)
_ends = st.one_of(
    words.filter(lambda word: not word.text.startswith(".") and not word.text.endswith(".")), quoted, params
)
ranges = st.builds(Range, st.none() | _ends, st.none() | _ends, st.booleans(), st.booleans()).filter(
    lambda one: one.low is not None or one.high is not None
)
begins = st.text(st.characters(exclude_characters="*"), min_size=1, max_size=8).map(Begins)
_simple = st.one_of(
    operands.map(Plain), st.builds(Comparison, st.sampled_from(Op), operands), ranges, listed, begins,
    st.booleans().map(Known),
)  # fmt: skip
tests: st.SearchStrategy[CellTest] = st.recursive(
    _simple, lambda inner: st.lists(inner, min_size=1, max_size=3).map(tuple).map(Not), max_leaves=5
)
items = st.one_of(operands.map(Plain), listed)
_item_lists = st.lists(items, min_size=1, max_size=4).map(tuple)
tags = st.builds(Tags, any=st.none() | _item_lists, all=st.none() | _item_lists, none=st.none() | _item_lists).filter(
    lambda one: one.any is not None or one.all is not None or one.none is not None
)
cells: st.SearchStrategy[Cell] = st.one_of(
    st.just(Anything()),
    st.lists(tests, min_size=1, max_size=4).map(tuple).map(Tests),
    _item_lists.map(Values),
    tags,
)
