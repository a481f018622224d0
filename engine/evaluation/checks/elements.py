"""Lists of elements and of tags: samples of what they may be, by what `some`, `every`, `any`, `all`, `none` ask."""

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import combinations
from typing import Final

from engine.evaluation.checks.asked import leaves, partners
from engine.evaluation.checks.rows import Grade, Row, Rows, product
from engine.evaluation.conditions import Condition, Every, Some, TagCondition, When
from engine.evaluation.facts import ElementList, Facts

MOST_TAGS: Final = 10
MOST_ELEMENTS: Final = 4_000  # combinations of what the facts of one element may be
MOST_LISTS: Final = 1_024
_Verdicts = tuple[bool, ...]


def tag_rows(path: str, tags: Sequence[str]) -> list[Row] | None:
    """Return a row for every set of the tags, the smallest first; None where there are too many."""
    if len(tags) > MOST_TAGS:
        return None
    sets = (chosen for size in range(len(tags) + 1) for chosen in combinations(tags, size))
    return [Row({path: chosen}) for chosen in sets]


def is_about_elements(quantifier: Some | Every, owner: ElementList | None) -> bool:
    """Tell whether a quantifier asks of each element alone, and of nothing around it."""
    return owner is not None and all(
        isinstance(leaf, Condition | TagCondition)
        and leaf.path in owner.facts
        and (isinstance(leaf, TagCondition) or all(other.path in owner.facts for other in partners(leaf)))
        for leaf in leaves(quantifier.where)
    )


def list_rows(
    name: str, quantifiers: Sequence[Some | Every], parts: Iterable[Rows], holds: Callable[[When, Facts], bool]
) -> list[Row] | None:
    """Return a list of elements for every combination of answers that the quantifiers can give.

    `parts` are rows for the facts of one element. None where there are too many combinations.
    """
    elements = product(parts, MOST_ELEMENTS)
    if elements is None:
        return None
    kinds: dict[_Verdicts, Row] = {}
    for element in sorted(elements, key=lambda row: row.grade):
        facts = _facts(element)
        kinds.setdefault(tuple(holds(one.where, facts) for one in quantifiers), element)
    lists = _reached(quantifiers, kinds)
    if lists is None:
        return None
    rows = [Row({name: tuple(_facts(element) for element in found)}, _grade(found)) for found in lists.values()]
    return [*rows, Row({name: None}, Grade.IMAGINED)]  # every decision has its lists; only claims about all know better


def _reached(
    quantifiers: Sequence[Some | Every], kinds: Mapping[_Verdicts, Row]
) -> dict[_Verdicts, tuple[Row, ...]] | None:
    """Return a list for every combination of answers: the empty one, and what adding elements makes of it."""
    wants_some = tuple(isinstance(one, Some) for one in quantifiers)
    empty = tuple(not is_some for is_some in wants_some)
    # A list with elements comes before the empty one, which orders do not have.
    reached: dict[tuple[bool, _Verdicts], tuple[Row, ...]] = {}
    waiting: deque[tuple[_Verdicts, tuple[Row, ...]]] = deque([(empty, ())])
    while waiting:
        answers, found = waiting.popleft()
        if (bool(found), answers) in reached:
            continue
        if len(reached) > MOST_LISTS:
            return None
        reached[bool(found), answers] = found
        for verdicts, element in kinds.items():
            after = tuple(
                (answer or verdict) if is_some else (answer and verdict)
                for is_some, answer, verdict in zip(wants_some, answers, verdicts, strict=True)
            )
            waiting.append((after, (*found, element)))
    return {answers: found for (_, answers), found in sorted(reached.items(), key=lambda entry: entry[0][0])}


def _facts(element: Row) -> Facts:
    return {path: value for path, value in element.values.items() if value is not None}  # type: ignore[misc]  # samples are typed values


def _grade(found: Sequence[Row]) -> Grade:
    return max((element.grade for element in found), default=Grade.DOUBTFUL)
