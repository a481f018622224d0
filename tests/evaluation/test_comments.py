"""Comments and layout survive saving; what is saved reads back to the same and is saved the same again."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.evaluation.document.composer import compose
from engine.evaluation.document.editing import Document
from engine.evaluation.document.emitter import document_text
from engine.evaluation.document.nodes import Entry, MappingNode, Node, Remarks, ScalarNode, SequenceNode, plain_value

AS_IT_IS = """# 运费，物流组维护

format: 1 # 只有这一种
# 标题
title: 标准运费
meta: {owner: 物流组, reason: 上调} # 王

# 参数
params: {free_over: 99.00}

steps: # 两步
  # 分区
  zone:
    table:
      in: [address.region] # 到区县
      out: [zone]
      rows:
        # 近
        - [near, 浙江省, 一区] # 含宁波

        - [far, "-", 二区]
        # 还有海外
      # 表的末尾
    # 步骤的末尾
  fee:
    rules:
      # 规则甲
      - id: a # 标识
        # 条件
        when: {}
        then: {fee: 8.00}
        # 规则的末尾

tests: []
# 完
"""


def test_comments_stay_where_they_stand() -> None:
    assert document_text(compose(AS_IT_IS)) == AS_IT_IS


@pytest.mark.parametrize(
    ("written", "saved"),
    [
        ("a:   1\n", "a: 1\n"),
        ("{a: 1, b: [x,  z]}\n", "a: 1\nb: [x, z]\n"),
        ("a:\n- x\n- z\n# next\nb: 1\n", "a:\n  - x\n  - z\n# next\nb: 1\n"),
        ("a:\n- x\n  # inside\nb: 1\n", "a:\n  - x\n  # inside\nb: 1\n"),
        ("a: [\n  x,\n  z\n]\n", "a: [x, z]\n"),
        ("a: [\n  x, # one\n  # two\n  z\n]\n", "a:\n  - x # one\n  # two\n  - z\n"),
        ("a: {b: 1} # c\n", "a: {b: 1} # c\n"),
        ("a: # c\n  {b: 1}\n", "# c\na: {b: 1}\n"),
        ("a: # c\n  b: 1\n", "a: # c\n  b: 1\n"),
        ("a:\n  - # c\n    b: 1\n", "a:\n  # c\n  - b: 1\n"),
        ("a:\n  -\n    # c\n    b: 1\n    d: 2\n", "a:\n  # c\n  - b: 1\n    d: 2\n"),
        ("a: [] # c\n", "a: [] # c\n"),
        ("a: [ # c\n  ]\n", "# c\na: []\n"),
        ("a: | # c\n  x\n  y\nb: 1\n", "a: | # c\n  x\n  y\nb: 1\n"),
        ("a: >\n  x\n  y\n", "a: |\n  x y\n"),
        ("a: |\n  x\n\n  y\n", 'a: "x\\n\\ny\\n"\n'),
        ("a: 'x # no comment' # c\n", 'a: "x # no comment" # c\n'),
        ("a: x#y\n", 'a: "x#y"\n'),
        ("\n\n\na: 1\n\n\n\nb: 2\n\n", "a: 1\n\nb: 2\n"),
        ("a: 1\nsteps: {}\ntests: []\n", "a: 1\n\nsteps: {}\n\ntests: []\n"),
        ("kind: rollout\nsteps: []\n", "kind: rollout\nsteps: []\n"),
        ("--- # c\na: 1\n...\n", "# c\na: 1\n"),
        ("a: - b\n".replace("- b", "'- b'"), 'a: "- b"\n'),
        ("a: ['no', 'on', 0571, '12:30', 2026-11-01, '-', '< 5', '= x', y]\n",
         'a: ["no", "on", "0571", "12:30", "2026-11-01", "-", "< 5", "= x", "y"]\n'),
        ("a: ['1.5', 1.5, 'true', true, '', null, ~, 浙江省/杭州市]\n",
         'a: ["1.5", 1.5, "true", true, "", null, ~, 浙江省/杭州市]\n'),
        ('a: "\\u2028\\x07\\t\\ud83d\\ude00"\n'.replace("\\ud83d\\ude00", "\\U0001F600"), 'a: "\\u2028\\x07\\t😀"\n'),
    ],
)  # fmt: skip
def test_there_is_one_way_to_save_it(written: str, saved: str) -> None:
    assert document_text(compose(written)) == saved
    assert document_text(compose(saved)) == saved
    assert plain_value(compose(saved)) == plain_value(compose(written))


_comment = st.from_regex(r"#[ a-z汉:\[\]{}\"'#]{0,6}", fullmatch=True).map(str.rstrip)
_remarks = st.one_of(
    st.just(Remarks()),
    st.builds(
        Remarks,
        above=st.lists(_comment | st.just(""), max_size=2).map(tuple),
        beside=st.none() | _comment,
        below=st.lists(_comment, max_size=1).map(tuple),
    ),
)
_text = st.one_of(
    st.text(max_size=6), st.sampled_from(["浙江省", "0571", "on", "5", "1.50", "null", "- x", "a\nb", "# c"])
)
_scalars = st.builds(ScalarNode, text=_text, plain=st.sampled_from([False]), remarks=_remarks) | st.builds(
    ScalarNode, text=st.sampled_from(["5", "1.50", "true", "null", "-3"]), remarks=_remarks
)


def _mappings(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    entries = st.dictionaries(st.text(min_size=1, max_size=4), inner, max_size=3).map(
        lambda found: tuple(Entry(key=ScalarNode(text=key), value=value) for key, value in found.items())
    )
    return st.builds(MappingNode, entries=entries, flow=st.booleans(), remarks=_remarks)


def _sequences(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    items = st.lists(inner, max_size=3).map(tuple)
    return st.builds(SequenceNode, items=items, flow=st.booleans(), remarks=_remarks)


_nodes: st.SearchStrategy[Node] = st.recursive(
    _scalars, lambda inner: _mappings(inner) | _sequences(inner), max_leaves=12
)


@settings(deadline=None)
@given(_mappings(_nodes))
def test_any_document_survives_being_saved(root: Node) -> None:
    assert isinstance(root, MappingNode)
    saved = document_text(root)

    again = compose(saved)
    assert plain_value(again) == plain_value(root)
    assert document_text(again) == saved


@settings(deadline=None)
@given(st.data())
def test_no_comment_is_lost_and_nothing_is_said_differently(data: st.DataObject) -> None:
    lines = AS_IT_IS.replace(" #", "#").splitlines()
    lines = [re.sub(r"#.*", "", line).rstrip() for line in lines if not line.strip().startswith("#")]
    words = [f"# c{number}" for number in range(data.draw(st.integers(0, 5)))]
    for word in words:
        place = data.draw(st.integers(0, len(lines) - 1))
        if data.draw(st.booleans()):
            lines.insert(place, " " * data.draw(st.integers(0, 8)) + word)
        elif lines[place] and "#" not in lines[place]:
            lines[place] += f" {word}"
        else:
            lines.append(word)
    text = "\n".join(lines) + "\n"

    saved = document_text(compose(text))

    assert sorted(re.findall(r"# c\d", saved)) == sorted(words)
    assert plain_value(compose(saved)) == plain_value(compose(AS_IT_IS))
    assert document_text(compose(saved)) == saved


def test_an_edit_leaves_every_other_line_alone() -> None:
    document = Document.parse(AS_IT_IS)

    edited = document.with_value((*document.rule_path("near"), 1), "江苏省")

    before, after = AS_IT_IS.splitlines(), edited.text.splitlines()
    assert [new for old, new in zip(before, after, strict=True) if old != new] == [
        "        - [near, 江苏省, 一区] # 含宁波"
    ]


def test_rows_are_added_moved_and_removed() -> None:
    document = Document.parse(AS_IT_IS)
    rows = ("steps", "zone", "table", "rows")

    document = document.with_item(rows, ["mid", "江苏省", "二区"], at=1).with_moved(rows, 2, 0)
    document = document.without((*rows, 1)).with_value(("params", "cap"), 5).with_value(("id",), "freight")

    assert plain_value(document.node(rows)) == [["far", "-", "二区"], ["mid", "江苏省", "二区"]]
    assert plain_value(document.node(("params",))) == {"free_over": plain_value(ScalarNode(text="99.00")), "cap": 5}
    assert document.text.endswith("tests: []\nid: freight\n# 完\n")
    assert Document.parse(document.text).text == document.text
