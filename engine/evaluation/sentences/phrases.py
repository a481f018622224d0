"""The phrases that sentences are put together from, in both languages."""

from collections.abc import Mapping
from typing import Final, Literal

from engine.evaluation.conditions import Op
from engine.evaluation.facts import Label

Language = Literal["zh", "en"]

PHRASES: Final[Mapping[str, Label]] = {
    "rule": Label("如果 {when}，则 {then}", "If {when}, then {then}"),
    "rule.always": Label("任何情况下，{then}", "In any case, {then}"),
    "nothing": Label("命中，不输出任何值", "it is hit and says nothing"),
    "off": Label("（已停用）", " (switched off)"),
    "dated": Label("（{from}起，{to}前有效）", " (from {from}, before {to})"),
    "from": Label("（{from}起有效）", " (from {from})"),
    "to": Label("（{to}前有效）", " (before {to})"),
    "and": Label(" 且 ", " and "),
    "or": Label(" 或 ", " or "),
    "comma": Label("，", ", "),
    "list": Label("、", ", "),
    "group": Label("（{inner}）", "({inner})"),
    "any": Label("任意", "anything"),
    "none_of": Label("以下都不成立（{inner}）", "none of this holds ({inner})"),
    "some": Label("有{list}满足（{inner}）", "at least one of {list} has ({inner})"),
    "every": Label("每个{list}都满足（{inner}）", "each of {list} has ({inner})"),
    "test": Label("{fact} {test}", "{fact} {test}"),
    "in_list": Label("在名单“{list}”中", "is in the list “{list}”"),
    "in_regions": Label("位于“{list}”", "lies in “{list}”"),
    "present": Label("有值", "is known"),
    "missing": Label("缺失", "is not known"),
    "prefix": Label("以“{text}”开头", "begins with “{text}”"),
    "negation": Label("不满足（{inner}）", "is not ({inner})"),
    "known_negation": Label("有值且不满足（{inner}）", "is known and not ({inner})"),
    "one_of": Label("是 {items} 之一", "is one of {items}"),
    "in_one_of": Label("位于 {items} 之一", "lies in one of {items}"),
    "flag": Label("{fact}：{value}", "{fact}: {value}"),
    "between": Label("在 {low}{low_end} 到 {high}{high_end} 之间", "is from {low}{low_end} to {high}{high_end}"),
    "closed": Label("（含）", " (included)"),
    "open": Label("（不含）", " (excluded)"),
    "true": Label("是", "yes"),
    "false": Label("否", "no"),
    "tags.one": Label("含有 {items}", "has {items}"),
    "tags.any": Label("含有 {items} 之一", "has one of {items}"),
    "tags.all": Label("同时含有 {items}", "has all of {items}"),
    "tags.none": Label("不含 {items}", "has none of {items}"),
    "members": Label("名单“{list}”的任一项", "the members of “{list}”"),
    "set": Label("{output} 为 {value}", "{output} is {value}"),
    "add": Label("{output} 加 {value}", "{output} rises by {value}"),
    "quoted": Label("“{text}”", "“{text}”"),
    "unit.pcs": Label("件", "pcs"),
    "unit.g": Label("克", "g"),
    "unit.cm3": Label("立方厘米", "cm³"),
    "unit.d": Label("天", "days"),
    "unit.km": Label("公里", "km"),
    "unit.h": Label("小时", "hours"),
    "unit.min": Label("分钟", "minutes"),
    "currency.CNY": Label("元", "CNY"),
}

_COMPARISONS: Final[Mapping[Op, Label]] = {
    Op.EQ: Label("是 {value}", "is {value}"),
    Op.NE: Label("不是 {value}", "is not {value}"),
    Op.LT: Label("小于 {value}", "is below {value}"),
    Op.LE: Label("不超过 {value}", "is at most {value}"),
    Op.GT: Label("大于 {value}", "is above {value}"),
    Op.GE: Label("不少于 {value}", "is at least {value}"),
}
_IN_TIME: Final[Mapping[Op, Label]] = {
    Op.LT: Label("早于 {value}", "is before {value}"),
    Op.LE: Label("不晚于 {value}", "is not after {value}"),
    Op.GT: Label("晚于 {value}", "is after {value}"),
    Op.GE: Label("不早于 {value}", "is not before {value}"),
}
_OF_REGIONS: Final[Mapping[Op, Label]] = {
    Op.EQ: Label("位于 {value}", "lies in {value}"),
    Op.NE: Label("不在 {value}", "does not lie in {value}"),
}


def phrase(key: str, language: Language, **values: str) -> str:
    """Return a phrase with its places filled in."""
    return _filled(PHRASES[key], language, values)


def compared(op: Op, value: str, language: Language, *, in_time: bool = False, of_regions: bool = False) -> str:
    """Return a comparison: times are earlier and later, regions lie in one another, all else is below and above."""
    own = _IN_TIME if in_time else _OF_REGIONS if of_regions else {}
    return _filled(own.get(op, _COMPARISONS[op]), language, {"value": value})


def in_language(label: Label, language: Language) -> str:
    """Return a label in a language."""
    return label.zh if language == "zh" else label.en


def _filled(label: Label, language: Language, values: Mapping[str, str]) -> str:
    text = in_language(label, language)
    for name, value in values.items():
        text = text.replace("{" + name + "}", value)
    return text
