"""All that a step sees of its facts: the class of each column, as one value that equal situations share."""

import ast
from collections.abc import Callable, Mapping

from engine.evaluation.facts import Fact, Facts
from engine.evaluation.lowering.by_class import ColumnReader
from engine.evaluation.lowering.lowered import LoweredStep
from engine.evaluation.lowering.syntax import FunctionWriter, name
from engine.evaluation.run import Circumstances

Situation = tuple[int, ...]  # the class of each column, in their order
SituationOf = Callable[[Facts, Circumstances], Situation]


def situation_function(lowered: LoweredStep, required: Mapping[str, Fact]) -> SituationOf:
    """Return a function that reads the class of every column. `required` are facts that must be there.

    Which rules match hangs on nothing else: facts of one situation are the same to every matcher.
    """
    writer = FunctionWriter(f"{lowered.name}: situation")
    reader = ColumnReader(writer, lowered.columns, required)
    numbers = range(len(lowered.columns))
    classes = {number: tuple(range(lowered.columns[number].size)) for number in numbers}
    writer.add(reader.assign("situation", numbers, classes, lambda found: ast.Tuple(found, ast.Load())))
    return writer.function(name("situation"))
