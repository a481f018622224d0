"""What stands on the right of a test: a literal of the fact's type, a parameter, or another fact."""

import re
from collections.abc import Mapping
from typing import Final

import msgspec

from engine.errors import RuleSetError
from engine.evaluation.cell_parts import Operand, Param, Quoted, Word
from engine.evaluation.conditions import FactOperand
from engine.evaluation.facts import Fact, FactType, Value, Vocabulary
from engine.evaluation.findings import mistake
from engine.evaluation.lists import Lists
from engine.evaluation.literals import Units, literal_text, read_literal
from engine.evaluation.nearest import nearest
from engine.evaluation.wording import hint, joined, say

NUMBERS: Final = frozenset({FactType.INTEGER, FactType.DECIMAL, FactType.MONEY})
_TEXTUAL: Final = frozenset({FactType.TEXT, FactType.TOKEN})
_QUOTED_TOO: Final = frozenset({FactType.DATE, FactType.DATETIME, FactType.DURATION, FactType.REGION})
_LONGEST_RANGE: Final = 80  # of two times
_RANGE: Final = re.compile(r"(?P<low>\S.*?)\s*\.\.\s*(?P<high>\S.*)")
_NUMBER_RANGE: Final = re.compile(r"(?P<low>-?[0-9.]+?)\s*(?:\.\.|-|~|—|至|到)\s*(?P<high>-?[0-9.]+)")
_COMPARABLE: Final = (frozenset({FactType.INTEGER, FactType.DECIMAL}),)
TYPE_ZH: Final[Mapping[FactType, str]] = {
    FactType.TEXT: "文本",
    FactType.TOKEN: "令牌",
    FactType.INTEGER: "整数",
    FactType.DECIMAL: "小数",
    FactType.MONEY: "金额",
    FactType.BOOLEAN: "布尔",
    FactType.DATE: "日期",
    FactType.DATETIME: "时间",
    FactType.DURATION: "时长",
    FactType.TEXTS: "文本列表",
    FactType.REGION: "地区",
}


class Scope(msgspec.Struct, frozen=True, kw_only=True):
    """What a cell may name: facts, parameters (as they stand in the file), lists; and what amounts and regions are."""

    vocabulary: Vocabulary
    params: Mapping[str, Word | Quoted]
    lists: Lists
    units: Units


class Bound(msgspec.Struct, frozen=True):
    """An operand with its type, and as the canonical writer writes it."""

    value: Value | FactOperand
    canonical: Operand


def bind_operand(operand: Operand, fact: Fact, scope: Scope) -> Bound:
    """Return the operand of a test of this fact. Raises RuleSetError."""
    if isinstance(operand, Param):
        return Bound(read_operand(param(operand.name, scope), fact, scope.units), operand)
    if isinstance(operand, Word) and operand.text in scope.vocabulary.facts and not _is_literal(operand.text, fact):
        other = scope.vocabulary.facts[operand.text]
        check_comparable(other, fact)
        return Bound(FactOperand(other.path, other.type), operand)
    value = _literal(operand, fact, scope)
    return Bound(value, _canonical(operand, value, fact, scope))


def read_operand(operand: Word | Quoted, fact: Fact, units: Units) -> Value:
    """Return a literal of the fact's type: what stands in quotes is no number and no boolean. Raises RuleSetError."""
    if isinstance(operand, Quoted) and fact.type not in _TEXTUAL | _QUOTED_TOO:
        words = say("quoted_is_text", text=operand.text, path=fact.path, type=fact.type, type_zh=TYPE_ZH[fact.type])
        raise mistake(words, code="type")
    return read_literal(operand.text, fact.type, units)


def param(name: str, scope: Scope) -> Word | Quoted:
    """Return what a parameter stands for. Raises RuleSetError where there is none."""
    if name not in scope.params:
        words = joined(say("unknown_param", name=name), hint(_dollar(nearest(name, scope.params))))
        raise mistake(words, allowed=tuple(f"${known}" for known in scope.params))
    return scope.params[name]


def check_comparable(other: Fact, fact: Fact) -> None:
    """Refuse to compare facts of two types; integers and decimals are both numbers."""
    if other.type is fact.type or any({other.type, fact.type} <= group for group in _COMPARABLE):
        return
    words = say(
        "fact_type",
        path=fact.path,
        type=fact.type,
        type_zh=TYPE_ZH[fact.type],
        other=other.path,
        other_type=other.type,
        other_type_zh=TYPE_ZH[other.type],
    )
    raise mistake(words, code="type")


def check_allowed(value: Value, fact: Fact, units: Units) -> None:
    """Refuse a value that the fact can never have."""
    text = literal_text(value, fact.type, units)
    if fact.values is not None and text not in fact.values:
        words = joined(say("unknown_value", text=text, path=fact.path), hint(nearest(text, fact.values)))
        raise mistake(words, code="impossible", allowed=fact.values)
    is_number = fact.type in NUMBERS and not isinstance(value, (str, bool))
    if is_number and fact.minimum is not None and value < fact.minimum:  # type: ignore[operator]  # a number
        least = literal_text(fact.minimum, fact.type, units)
        raise mistake(say("below_minimum", text=text, path=fact.path, minimum=least), code="impossible")


def _is_literal(text: str, fact: Fact) -> bool:
    """Tell whether the text is a value of the fact although a fact has that name too."""
    return fact.type is FactType.BOOLEAN and text in {"true", "false"}


def _literal(operand: Word | Quoted, fact: Fact, scope: Scope) -> Value:
    text = operand.text
    if isinstance(operand, Word) and fact.type in _TEXTUAL and "." in text:
        near = nearest(text, scope.vocabulary.facts)
        raise mistake(joined(say("dotted_text", text=text), hint(near)))
    try:
        return read_operand(operand, fact, scope.units)
    except RuleSetError as error:
        raise _helped(error, text, fact, scope) from None


def _helped(error: RuleSetError, text: str, fact: Fact, scope: Scope) -> RuleSetError:
    """Return the error with what was probably meant: a range without brackets, or a fact whose name is nearly right."""
    pattern = _NUMBER_RANGE if fact.type in NUMBERS else _RANGE
    ends = pattern.fullmatch(text) if len(text) <= _LONGEST_RANGE and fact.type is not FactType.REGION else None
    if ends is not None:
        return mistake(say("write_range", text=text, low=ends["low"], high=ends["high"]), code="type")
    near = nearest(text, scope.vocabulary.facts) if "." in text or "_" in text else None
    finding = error.findings[0]
    if near is None:
        return error
    meant = hint(near)
    return RuleSetError(
        [msgspec.structs.replace(finding, message=finding.message + meant.en, message_zh=finding.message_zh + meant.zh)]
    )


def _canonical(operand: Operand, value: Value, fact: Fact, scope: Scope) -> Operand:
    if fact.type in _TEXTUAL:
        return operand
    text = literal_text(value, fact.type, scope.units)
    return operand if fact.type in {FactType.DATE, FactType.DATETIME} else Word(text)


def _dollar(name: str | None) -> str | None:
    return f"${name}" if name else None
