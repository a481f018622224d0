"""Parts of a space in words: `order.goods_total from 500.00 to 600.00 (both excluded)`."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from engine.evaluation.checks.columns import Mask
from engine.evaluation.checks.dimension import Atom, Dimension
from engine.evaluation.checks.row_index import bits
from engine.evaluation.checks.rows import Extent, Row
from engine.evaluation.checks.samples import TIME
from engine.evaluation.checks.space import Space
from engine.evaluation.condition_text import Wording
from engine.evaluation.conditions import When
from engine.evaluation.facts import Fact, FactType
from engine.evaluation.lowering.lowered import spans
from engine.evaluation.templates import value_text
from engine.evaluation.wording import Words

_MOST_DIMENSIONS: Final = 5
_MOST_VALUES: Final = 3
_ANYWHERE: Final = Words("anything is the case", "任何情况下")
_BOTH_ENDS: Final = {
    (True, True): Words("", ""),
    (True, False): Words(" (the latter excluded)", "（不含后者）"),
    (False, True): Words(" (the former excluded)", "（不含前者）"),
    (False, False): Words(" (both excluded)", "（不含两端）"),
}


class Description:
    """Says in words what a part of one space is."""

    def __init__(self, space: Space) -> None:
        self._space = space
        self._units = space.setting.units
        self._text = Wording(self._units)

    def part(self, part: Mapping[int, Mask], within: Sequence[Mask]) -> Words:
        """Return a part of what there is in words; dimensions of which it has everything go without saying."""
        told = [self._told(place, taken) for place, taken in sorted(part.items()) if within[place] & ~taken]
        if not told:
            return _ANYWHERE
        more = len(told) - _MOST_DIMENSIONS
        told = told[:_MOST_DIMENSIONS] + ([Words("…", "……")] if more > 0 else [])
        return Words(" and ".join(one.en for one in told), "，且".join(one.zh for one in told))

    def cell(self, when: When) -> str:
        """Return a condition as it is written."""
        return self._text.condition(when)

    def label(self, path: str) -> Words:
        """Return what a fact is called."""
        fact = self._fact(path)
        return Words(path, path) if fact is None else Words(path, fact.label.zh)

    def _told(self, place: int, taken: Mask) -> Words:
        dimension = self._space.dimensions[place]
        if isinstance(dimension, Atom):
            text, holds = self.cell(dimension.when), bool(taken & 0b10)
            return Words(
                f"`{text}` {'holds' if holds else 'does not hold'}", f"“{text}”{'成立' if holds else '不成立'}"
            )
        if len(dimension.paths) > 1 or self._fact(dimension.paths[0]) is None:
            return self._sample(dimension, taken)
        (path,) = dimension.paths
        label = Words("the decision time", "决策时间") if path == TIME else self.label(path)
        texts = list(self._values(path, dimension, taken & dimension.shown or taken))
        shown = texts[:_MOST_VALUES]
        more = Words(" …", " 等") if len(texts) > len(shown) else Words("", "")
        return Words(
            f"{label.en} {' or '.join(one.en for one in shown)}{more.en}",
            f"{label.zh}{'或'.join(one.zh for one in shown)}{more.zh}",
        )

    def _sample(self, dimension: Dimension, taken: Mask) -> Words:
        """Return the first of the situations: facts that belong together are told together."""
        row = dimension.rows[next(bits(taken & dimension.sure or taken & dimension.shown or taken))]
        parts = []
        for path, value in row.values.items():
            fact = self._fact(path)
            if fact is None:
                parts.append(Words(f"{path} is as in the sample", f"{path} 如样例"))
            else:
                text = self._value(value, fact.type)
                is_missing = value is None
                en, zh = ("is missing", "缺失") if is_missing else (f"is {text}", f"为 {text}")
                parts.append(Words(f"{path} {en}", f"{fact.label.zh}{zh}"))
        return Words(" and ".join(one.en for one in parts), "，且".join(one.zh for one in parts))

    def _values(self, path: str, dimension: Dimension, taken: Mask) -> Iterator[Words]:
        kind = self._space.vocabulary.facts[path].type
        named: list[str] = []
        for first, last in spans(taken):
            rows = dimension.rows[first : last + 1]
            present = [row for row in rows if row.values[path] is not None]
            if len(present) < len(rows):
                yield Words("is missing", "缺失")
            if present and all(row.extent is not None for row in present):
                yield self._range(present, kind)
                continue
            for row in present:
                if row.is_other:
                    yield self._other(path, kind, dimension)
                else:
                    named.append(self._value(row.values[path] if row.name is None else row.name, kind) or '""')
        if named:
            shown, more = named[:_MOST_VALUES], len(named) > _MOST_VALUES
            yield Words(f"is {' or '.join(shown)}{' …' * more}", f"为 {' 或 '.join(shown)}{' 等' * more}")

    def _other(self, path: str, kind: FactType, dimension: Dimension) -> Words:
        rows = [row for row in dimension.rows if not row.is_other and not row.flips and row.values[path] is not None]
        named = [self._value(row.values[path] if row.name is None else row.name, kind) for row in rows]
        if not named or len(named) > _MOST_VALUES:
            return Words("is something else", "为其他值")
        return Words(f"is none of {', '.join(named)}", f"不是 {'、'.join(named)}")

    def _range(self, rows: Sequence[Row], kind: FactType) -> Words:
        first, last = rows[0].extent, rows[-1].extent
        if first is None or last is None:
            return Words("", "")
        whole = Extent(first.low, last.high, first.low_closed, last.high_closed)
        low, high = (None if end is None else self._value(end, kind) for end in (whole.low, whole.high))
        if low is not None and low == high:
            return Words(f"is {low}", f"为 {low}")
        if low is not None and high is not None:
            ends = _BOTH_ENDS[whole.low_closed, whole.high_closed]
            return Words(f"from {low} to {high}{ends.en}", f"在 {low} 到 {high} 之间{ends.zh}")
        return self._half(whole, low, high)

    def _half(self, whole: Extent, low: str | None, high: str | None) -> Words:
        if low is not None:
            en, zh = ("from", "不低于") if whole.low_closed else ("above", "高于")
            return Words(f"{en} {low}", f"{zh} {low}")
        if high is not None:
            en, zh = ("up to", "不高于") if whole.high_closed else ("below", "低于")
            return Words(f"{en} {high}", f"{zh} {high}")
        return Words("is there", "有值")

    def _value(self, value: object, kind: FactType) -> str:
        if isinstance(value, tuple):
            return f"[{', '.join(str(item) for item in value)}]"
        if isinstance(value, bool):
            return "true" if value else "false"
        return value_text(value, kind, self._units)

    def _fact(self, path: str) -> Fact | None:
        return self._space.vocabulary.facts.get(path)
