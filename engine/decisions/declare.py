"""Facts and outputs in one line each: how the kinds of decisions spell out their vocabularies."""

from engine.evaluation.facts import Fact, FactType, Label
from engine.evaluation.kind import Output

_COUNTED = (FactType.INTEGER, FactType.MONEY)


def fact(  # noqa: PLR0913 - everything that a fact may have, mostly left out
    path: str,
    type: FactType,  # noqa: A002 - the field of Fact has this name
    zh: str,
    en: str,
    *,
    nullable: bool = False,
    values: tuple[str, ...] | None = None,
    unit: str | None = None,
    minimum: int | None = 0,
) -> Fact:
    """Return a fact. Counts and amounts are never below `minimum`; other types have no such bound."""
    return Fact(
        path=path,
        type=type,
        label=Label(zh, en),
        nullable=nullable,
        values=values,
        unit=unit,
        minimum=minimum if type in _COUNTED else None,
    )


def output(  # noqa: PLR0913 - everything that an output may have, mostly left out
    name: str,
    type: FactType,  # noqa: A002 - the field of Output has this name
    zh: str,
    en: str,
    *,
    required: bool = False,
    values: tuple[str, ...] | None = None,
    unit: str | None = None,
    minimum: int | None = None,
) -> Output:
    """Return an output of a step."""
    return Output(
        name=name, type=type, label=Label(zh, en), required=required, values=values, unit=unit, minimum=minimum
    )


def by_name(*outputs: Output) -> dict[str, Output]:
    """Return outputs keyed by their name, in this order (the first is what sum, min and max aggregate)."""
    return {item.name: item for item in outputs}
