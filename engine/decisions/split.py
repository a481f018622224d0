"""Split: which lines of an order travel together, and how much one child order may hold."""

from typing import Final

import msgspec

from engine.decisions.declare import by_name, fact, output
from engine.decisions.line_vocabulary import LINE_FACTS
from engine.decisions.order_vocabulary import order_vocabulary
from engine.decisions.packing import Limits, Parcel, Piece, pack
from engine.decisions.values import elements_of, needed_text, needed_whole, text_of, whole_of
from engine.errors import DecisionFailed
from engine.evaluation.facts import Facts, FactType, Label, Vocabulary, by_path
from engine.evaluation.kind import Hit, Kind, StepKind
from engine.evaluation.run import Run


class ChildLine(msgspec.Struct, frozen=True, kw_only=True):
    """So many units of a line."""

    line: str
    quantity: int


class Child(msgspec.Struct, frozen=True, kw_only=True):
    """One child order. `key` is its parts joined by `/`; children that a limit parted share it."""

    key: str
    group_class: str = msgspec.field(name="class")
    lines: tuple[ChildLine, ...]


class SplitAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The child orders, in the order of their first line; each unit of the order is in exactly one."""

    children: tuple[Child, ...]


class _Group(msgspec.Struct, kw_only=True):
    group_class: str
    parts: dict[str, str]  # further key parts by output name
    key: str
    lines: list[int]  # positions in the order


def decide_split(run: Run, facts: Facts) -> SplitAnswer:
    """Group the lines by the facts that always part and by what the rules say, then pack each group into its limits."""
    lines = elements_of(facts, "lines")
    placed: list[tuple[tuple[int, int], Child]] = []
    for group in _groups(run, facts, lines):
        pieces = [_piece(lines[position]) for position in group.lines]
        for parcel in pack(pieces, _limits(run, facts, group, pieces)):
            first = group.lines[parcel.first]
            placed.append(((first, len(placed)), _child(group, pieces, parcel)))
    return SplitAnswer(children=tuple(child for _, child in sorted(placed, key=lambda entry: entry[0])))


def _groups(run: Run, facts: Facts, lines: tuple[Facts, ...]) -> list[_Group]:
    groups: dict[tuple[tuple[str, str], ...], _Group] = {}
    for position, line in enumerate(lines):
        result = run.step("group", {**facts, **line}, over=needed_text(line, "line.id"))
        group_class = text_of(result.out, "class")
        if group_class is None:
            raise DecisionFailed(f"no rule of the step group gives line {line['line.id']} a class; add a default")
        always = {path: str(line[path]) for path in run.ruleset.steps["group"].by if line.get(path) is not None}
        further = {
            name: str(value) for name, value in result.out.items() if name != "class" and value not in (None, "")
        }
        identity = (*always.items(), ("class", group_class), *further.items())
        if identity not in groups:
            # A slash inside a part would make two groups look like one.
            key = "/".join(part.replace("/", "%2F") for _, part in identity)
            groups[identity] = _Group(group_class=group_class, parts=further, key=key, lines=[])
        groups[identity].lines.append(position)
    return list(groups.values())


def _piece(line: Facts) -> Piece:
    return Piece(
        line=needed_text(line, "line.id"),
        quantity=needed_whole(line, "line.quantity"),
        unit_price=whole_of(line, "line.unit_price"),
        weight_grams=whole_of(line, "line.weight_grams"),
    )


def _limits(run: Run, facts: Facts, group: _Group, pieces: list[Piece]) -> Limits:
    if not run.has("limit"):
        return Limits()
    seen: dict[str, str | int] = {f"group.{name}": value for name, value in group.parts.items()}
    seen |= {"group.key": group.key, "group.class": group.group_class}
    amounts = [piece.amount for piece in pieces if piece.amount is not None]
    weights = [piece.weight for piece in pieces if piece.weight is not None]
    if len(amounts) == len(pieces):
        seen["group.amount"] = sum(amounts)
    if len(weights) == len(pieces):
        seen["group.weight_grams"] = sum(weights)
    result = run.step("limit", {**facts, **seen}, over=group.key)
    return Limits(
        amount=whole_of(result.out, "max_amount"),
        weight_grams=whole_of(result.out, "max_weight_grams"),
        lines=whole_of(result.out, "max_lines"),
    )


def _child(group: _Group, pieces: list[Piece], parcel: Parcel) -> Child:
    lines = tuple(ChildLine(line=pieces[position].line, quantity=units) for position, units in parcel.units.items())
    return Child(key=group.key, group_class=group.group_class, lines=lines)


SPLIT: Final = Kind(
    name="split",
    label=Label("拆单", "Split"),
    vocabulary=order_vocabulary(),
    steps=(
        StepKind(
            name="group",
            label=Label("分组", "Group"),
            hits=(Hit.FIRST,),
            outputs=by_name(output("class", FactType.TEXT, "类别", "Class", required=True)),
            scope=Vocabulary(facts=LINE_FACTS),
            free_outputs=True,
            takes_by=True,
        ),
        StepKind(
            name="limit",
            label=Label("限额", "Limit"),
            hits=(Hit.FIRST,),
            outputs=by_name(
                output("max_amount", FactType.MONEY, "金额上限", "Largest amount", minimum=1),
                output("max_weight_grams", FactType.INTEGER, "重量上限", "Largest weight", unit="g", minimum=1),
                output("max_lines", FactType.INTEGER, "行数上限", "Most lines", minimum=1),
            ),
            scope=Vocabulary(
                facts=by_path(
                    fact("group.key", FactType.TEXT, "分组键", "Key of the group"),
                    fact("group.class", FactType.TEXT, "分组类别", "Class of the group"),
                    fact("group.amount", FactType.MONEY, "分组金额", "Amount of the group"),
                    fact("group.weight_grams", FactType.INTEGER, "分组重量", "Weight of the group", unit="g"),
                )
            ),
            optional=True,
        ),
    ),
    decide=decide_split,
)
