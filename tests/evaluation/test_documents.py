"""YAML of ours: scalars of YAML 1.2 only, nothing that refers or constructs, every node with its place."""

from decimal import Decimal

import pytest

from engine.errors import RuleSetError
from engine.evaluation.document.composer import compose
from engine.evaluation.document.nodes import MappingNode, ScalarNode, SequenceNode, plain_value, texts_value
from tests.timing import least_seconds


def refused(text: str) -> list[tuple[int | None, int | None, str]]:
    """Return where and why a text is refused."""
    with pytest.raises(RuleSetError) as error:
        compose(text, file="x.yaml")
    return [(one.line, one.column, one.message) for one in error.value.findings]


def test_only_true_false_null_and_plain_numbers_are_values() -> None:
    text = (
        "values: [true, false, null, ~, 5, -5, +5, 0, 1.50, NO, no, on, Yes, True, 0571, 12:30, "
        "1e3, 0x1f, 0o17, .5, 1_000, 2026-11-01, .inf, '5', \"true\", 12345678901234567890]\nempty:\n"
    )

    root = compose(text)

    values = plain_value(root)
    assert isinstance(values, dict)
    assert values["values"][:9] == [True, False, None, None, 5, -5, 5, 0, Decimal("1.50")]
    assert values["values"][9:] == (
        [
            "NO",
            "no",
            "on",
            "Yes",
            "True",
            "0571",
            "12:30",
            "1e3",
            "0x1f",
            "0o17",
            ".5",
            "1_000",
            "2026-11-01",
            ".inf",
            "5",
            "true",
            "12345678901234567890",
        ]
    )
    assert values["empty"] is None


def test_scalars_keep_the_text_that_was_written() -> None:
    assert texts_value(compose("a: 1.50\nb: [0571, ~, 'x']\n")) == {"a": "1.50", "b": ["0571", None, "x"]}


def test_every_node_knows_its_line_and_column() -> None:
    root = compose("# 注释\n格式: 1\nrules:\n  - {id: 甲, when: {}}\n")

    rules = root.get("rules")
    assert isinstance(rules, SequenceNode)
    (rule,) = rules.items
    assert isinstance(rule, MappingNode)
    rule_id = rule.get("id")
    assert isinstance(rule_id, ScalarNode)
    places = [node.position for node in (rules, rule, rule_id)]
    assert [(place.line, place.column) for place in places if place] == [(4, 3), (4, 5), (4, 10)]


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("a: &x 1\n", 1, 4, "anchor `&x`"),
        ("a: 1\nb: *x\n", 2, 4, "alias `*x`"),
        ("a: !!python/object:os.system {}\n", 1, 4, "tag `tag:yaml.org,2002:python/object:os.system`"),
        ("a: !env x\n", 1, 4, "tag `!env`"),
        ("<<: {a: 1}\n", 1, 1, "merge key"),
        ("a: 1\nb: 2\na: 3\n", 3, 1, "`a` stands here a second time; the first is in line 1"),
        ("a: {b: 1, b: 2}\n", 1, 11, "`b` stands here a second time"),
        ("? [a, b]\n: 1\n", 1, 3, "a key must be text"),
        ("? \n: 1\n", 1, 2, "a key is missing"),
        ("%YAML 1.2\n---\na: 1\n", 1, 1, "directives"),
        ("a: 1\n---\nb: 2\n", 2, 1, "a second document"),
        ("- a\n", 1, 1, "no mapping"),
        ("", 1, 1, "no mapping"),
        ("# nothing\n", 1, 1, "no mapping"),
        ("text\n", 1, 1, "no mapping"),
        ("a:\n\t- b\n", 2, 1, "a tab stands here"),
        ("a: b\tc\n", 1, 5, "a tab stands here"),
        ("\ufeffa: 1\n", 1, 1, "byte order mark"),
        ("a: 1\nb: \ufeff2\n", 2, 4, "U+FEFF"),
        ("a: \x00\n", 1, 4, "U+0000"),
        ("a: x\u2028b: y\n", 1, 5, "U+2028"),
        ("a: x\x85b: y\n", 1, 5, "U+0085"),
        ("a: \ud800\n", 1, 4, "U+D800"),
        ("a: x\rb: y\n", 1, 5, "U+000D"),
        ("a: [b\n", 2, 1, "not YAML"),
        ("a: @list\n", 1, 4, "cannot begin with @"),
        ("a: >= 5\n", 1, 5, "cannot begin with >"),
        ("a: 'x\n", 2, 1, "not YAML"),
        ("a: b: c\n", 1, 5, "not YAML"),
        (f"a: {'x' * 4097}\n", 1, 4, "longer than 4096 bytes"),
        (f"a: {'汉' * 1366}\n", 1, 4, "longer than 4096 bytes"),
    ],
)
def test_what_is_refused_is_named_at_its_place(text: str, line: int, column: int, words: str) -> None:
    (found,) = refused(text)

    assert found[:2] == (line, column)
    assert words in found[2]


def test_several_faults_are_told_together() -> None:
    assert [line for line, _, _ in refused("a: &x 1\nb: *x\nc: !!int 5\n")] == [1, 2, 3]


@pytest.mark.parametrize(
    "text",
    [
        "a: &a [x]\n" + "".join(f"{name}: &{name} [{'*a, ' * 9}*a]\n" for name in "bcdefghi"),
        "a: " + "x" * 10_000_000 + "\n",
        "a: " + "[" * 10_000 + "\n",
        "a: " + "{x: " * 10_000 + "\n",
        "".join("  " * depth + "a:\n" for depth in range(1_000)),
        "- " * 10_000 + "a\n",
        "? " * 10_000 + "a\n",
        "a: !!python/object/apply:os.system ['true']\n",
        "\t" * 1_000_000,
        '"' * 100_001,
        "a: 1\n" * 10_000,
        "a" * 1_000_000 + ": b\n",
        "\x00" * 1_000_000,
        "&a " * 10_000,
    ],
    ids=[
        "billion laughs", "ten megabytes", "deep lists", "deep mappings", "deep blocks", "deep dashes", "deep keys",
        "python object", "tabs", "quotes", "one key", "long key", "zeros", "anchors",
    ],
)  # fmt: skip
def test_hostile_text_is_refused_in_no_time(text: str) -> None:
    seconds, found = least_seconds(lambda: refused(text))

    assert seconds < 0.5  # several times what it takes here: other tests run beside this one
    assert found[0][0] is not None


def test_nineteen_levels_below_the_root_are_enough_and_one_more_is_not() -> None:
    compose("a: " + "[" * 19 + "]" * 19 + "\n")

    assert "20 levels" in refused("a: " + "[" * 20 + "]" * 20 + "\n")[0][2]


def test_windows_line_ends_count_as_one() -> None:
    root = compose("a: 1\r\nb: 2\r\n")

    second = root.get("b")
    assert second is not None
    assert second.position is not None
    assert second.position.line == 2
