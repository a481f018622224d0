"""The page of the vocabulary, written from the registry: every fact, step and output of every kind."""

from collections.abc import Iterable, Mapping
from typing import Final

from engine.decisions.order_vocabulary import ORDER_FACTS
from engine.decisions.value_labels import value_label
from engine.evaluation.facts import Fact
from engine.evaluation.kind import Kind, Kinds, Output, SettingKind, StepKind

_HEAD: Final = """# Vocabulary

What rules may test and what each kind's steps may say. This page is written from the registry by
`python -m scripts.write_vocabulary`; do not edit it by hand. How the kinds work is in [kinds.md](kinds.md).

A fact marked with ? may be missing. Weights are grams, volumes cm3, amounts in the currency of the rule set.
"""
_FACT_ROW: Final = "| `{path}`{mark} | {type} | {zh} | {en} | {values} | {unit} |"
_FACT_HEAD: Final = "| fact | type | 名称 | name | values | unit |\n|---|---|---|---|---|---|"
_OUTPUT_HEAD: Final = "| output (? = may be left out) | type | 名称 | name | values | unit |\n|---|---|---|---|---|---|"


def vocabulary_page(kinds: Kinds) -> str:
    """Return the page as Markdown."""
    parts = [_HEAD, "## An order, in every kind but `decision`\n", _facts(ORDER_FACTS)]
    lines = next((kind.vocabulary.lists["lines"] for kind in kinds.values() if "lines" in kind.vocabulary.lists), None)
    if lines is not None:
        parts += [f"\n## A line: the elements of `{lines.name}`\n", _facts(lines.facts)]
    for kind in kinds.values():
        parts += [f"\n## `{kind.name}`: {kind.label.zh} / {kind.label.en}\n", *_kind(kind)]
    return "\n".join(parts).rstrip() + "\n"


def _kind(kind: Kind) -> Iterable[str]:
    if kind.open_steps:
        yield "Facts and steps are the file's own (`facts:`, any `steps:`); the answer is what the last step says."
        return
    further = {path: item for path, item in kind.vocabulary.facts.items() if path not in ORDER_FACTS}
    without = [path for path in ORDER_FACTS if path not in kind.vocabulary.facts]
    if without:
        yield f"Not there yet: {', '.join(f'`{path}`' for path in without)}.\n"
    if further:
        yield _facts(further)
    for elements in kind.vocabulary.lists.values():
        if elements.name != "lines":
            yield f"\nElements of `{elements.name}`:\n"
            yield _facts(elements.facts)
    for step in kind.steps:
        yield from _step(step, set(further))


def _step(step: StepKind | SettingKind, known: set[str]) -> Iterable[str]:
    title = f"\n### `{step.name}`: {step.label.zh} / {step.label.en}\n"
    yield title
    if isinstance(step, SettingKind):
        yield "A setting, not a step with rules."
        return
    hits = ", ".join(f"`{hit}`" for hit in step.hits)
    yield f"Hit policy: {hits}." + (" Optional." if step.optional else "")
    scope = {path: item for path, item in (step.scope.facts if step.scope else {}).items() if path not in known}
    prefixes = {path.partition(".")[0] for path in scope}
    if prefixes & {"line", "wh"}:
        yield f"\nRuns over each {'line' if 'line' in prefixes else 'warehouse'}: its facts may be tested."
    elif scope:
        yield "\nFurther facts in this step:\n"
        yield _facts(scope)
    if step.free_outputs:
        yield "\nFurther outputs of any name are parts of the key."
    yield ""
    yield _outputs(step.outputs)


def _facts(facts: Mapping[str, Fact]) -> str:
    rows = [
        _FACT_ROW.format(
            path=item.path,
            mark=" ?" if item.nullable else "",
            type=item.type.value,
            zh=item.label.zh,
            en=item.label.en,
            values=_values(item.values),
            unit=item.unit or "",
        )
        for item in facts.values()
    ]
    return "\n".join([_FACT_HEAD, *rows])


def _outputs(outputs: Mapping[str, Output]) -> str:
    rows = [
        _FACT_ROW.format(
            path=item.name,
            mark="" if item.required else " ?",
            type=item.type.value,
            zh=item.label.zh,
            en=item.label.en,
            values=_values(item.values),
            unit=item.unit or "",
        )
        for item in outputs.values()
    ]
    return "\n".join([_OUTPUT_HEAD, *rows])


def _values(values: tuple[str, ...] | None) -> str:
    if values is None:
        return ""
    return ", ".join(f"`{value}` {value_label(value).zh} / {value_label(value).en}" for value in values)
