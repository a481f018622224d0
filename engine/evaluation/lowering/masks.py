"""Variants as bits: for each class of each column the set of variants that take it, and a function that meets them.

Bit 0 of a set stands for "no required fact is missing", bit n for variant n - 1. What matches is the intersection of
one set for each column, so that the cost is that of the columns, hardly of the rules.
"""

import ast
from collections.abc import Callable, Mapping
from typing import Final

from engine.evaluation.facts import Fact, Facts
from engine.evaluation.lowering.by_class import ColumnReader
from engine.evaluation.lowering.lowered import (
    MISSING,
    AtomColumn,
    LoweredStep,
    OrderedColumn,
    ValueColumn,
    spans,
)
from engine.evaluation.lowering.syntax import FunctionWriter, assign, name
from engine.evaluation.run import Circumstances

Mask = int
Match = Callable[[Facts, Circumstances], Mask]

COMPLETE: Final = 1


def masks_of(lowered: LoweredStep, number: int) -> list[Mask]:
    """Return for each class of a column the variants that take it, those among them that do not test the column."""
    column = lowered.columns[number]
    turns = [0] * (column.size + 1)  # which variants begin or end at a class
    free = COMPLETE
    for place, variant in enumerate(lowered.variants):
        bit = 1 << place + 1
        if number not in variant.tests:
            free |= bit
            continue
        for first, last in spans(variant.tests[number]):
            turns[first] ^= bit
            turns[last + 1] ^= bit
    found = []
    taking = 0
    for turn in turns[:-1]:
        taking ^= turn
        found.append(free | taking)
    return found


def match_function(lowered: LoweredStep, required: Mapping[str, Fact]) -> Match:
    """Return a function that meets the sets of all columns for given facts. `required` are facts that must be there."""
    writer = FunctionWriter(lowered.name)
    reader = ColumnReader(writer, lowered.columns, required)
    columns, atoms = _order(lowered)
    masks = {number: _masks(lowered, number, required) for number in (*columns, *atoms)}
    if columns:
        writer.add(reader.assign("found", columns, masks, _met))
    else:
        writer.add(assign("found", writer.constant("everything", (COMPLETE << len(lowered.variants) + 1) - 1)))
    for number in atoms:
        # A condition is asked only where it matters: `if found & tested: found &= ...`.
        tested = writer.constant(f"tested{number}", masks[number][0] ^ masks[number][1])
        meet = ast.AugAssign(ast.Name("found", ast.Store()), ast.BitAnd(), reader.careful(number, masks[number]))
        writer.add(ast.If(ast.BinOp(name("found"), ast.BitAnd(), tested), [meet], []))
    return writer.function(name("found"))


def _masks(lowered: LoweredStep, number: int, required: Mapping[str, Fact]) -> list[Mask]:
    column = lowered.columns[number]
    masks = masks_of(lowered, number)
    if isinstance(column, ValueColumn | OrderedColumn) and column.path in required:
        masks[MISSING] &= ~COMPLETE
    return masks


def _order(lowered: LoweredStep) -> tuple[list[int], list[int]]:
    """Return the columns, and those of conditions found out beforehand, by how many variants test them."""
    tested = [0] * len(lowered.columns)
    for variant in lowered.variants:
        for number in variant.tests:
            tested[number] += 1
    columns = sorted(range(len(tested)), key=lambda number: -tested[number])
    is_atom = [isinstance(column, AtomColumn) for column in lowered.columns]
    return [number for number in columns if not is_atom[number]], [number for number in columns if is_atom[number]]


def _met(sets: list[ast.expr]) -> ast.expr:
    met = sets[0]
    for one in sets[1:]:
        met = ast.BinOp(met, ast.BitAnd(), one)
    return met
