"""Payloads as dirty as channels send them: the clean purchase of `shapes.py` with one thing wrong in it."""

import copy
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any, Final, NamedTuple

from engine.geography.shipped import shipped_regions
from engine.intake.loading import load_channel
from engine.intake.mapping import ChannelMapping, FieldMapping
from engine.intake.payload import is_nothing, look_up
from tests.intake.shapes import SHAPES

CLEAN: Final = ""  # no reason: it is mapped as if nothing were wrong


class Dirt(NamedTuple):
    """A value of one field, and the code of the reason that is expected (`CLEAN`: it is cleansed)."""

    target: str
    value: object
    code: str


EVERYWHERE: Final = (
    Dirt("channel_order_id", "", "missing"),
    Dirt("channel_order_id", None, "missing"),
    Dirt("channel_order_id", " T-1001\u200b ", CLEAN),
    Dirt("customer.phone", "＋８６　１３８００１３８０００", CLEAN),
    Dirt("customer.phone", "0086-138-0013-8000", CLEAN),
    Dirt("customer.name", "王小明\u200b\u200b", CLEAN),
    Dirt("placed_at", "2026-11-11T00:03:00+08:00", CLEAN),
    Dirt("placed_at", "2026年11月11日 00:03", CLEAN),
    Dirt("placed_at", "２０２６/11/11 00:03:00", CLEAN),
    Dirt("placed_at", "昨天", "not_a_time"),
    Dirt("placed_at", "2026-13-45 00:00:00", "not_a_time"),
    Dirt("remark", "请勿\u3000送货上门".replace("\u3000", ""), CLEAN),
)
LINES: Final = (
    Dirt("quantity", " ２ ", CLEAN),
    Dirt("quantity", "2.0", CLEAN),
    Dirt("quantity", "两", "not_a_number"),
    Dirt("quantity", "1.5", "not_a_number"),
    Dirt("quantity", 0, "not_an_order"),
    Dirt("quantity", -2, "not_an_order"),
    Dirt("quantity", None, "missing"),
    Dirt("sku", "Ａ-1", CLEAN),
    Dirt("sku", "NOBODY-KNOWS", "sku_unmapped"),
    Dirt("sku", "", "missing"),
    Dirt("unit_price", "一百", "not_an_amount"),
    Dirt("unit_price", "", "missing"),
)
MAJOR: Final = (
    Dirt("unit_price", "￥１９．９０", CLEAN),
    Dirt("unit_price", "19.9元", CLEAN),
    Dirt("unit_price", "CNY 19.90", CLEAN),
    Dirt("unit_price", "19.905", "not_an_amount"),
)
MINOR: Final = (
    Dirt("unit_price", "１９９０", CLEAN),
    Dirt("unit_price", "1990.0", CLEAN),
    Dirt("unit_price", "1,990", CLEAN),
    Dirt("unit_price", "19.90", "not_an_amount"),
)
NAMED: Final = (
    Dirt("address.province", "浙江", CLEAN),
    Dirt("address.province", "火星省", "unknown_region"),
    Dirt("address.city", "杭州", CLEAN),
    Dirt("address.city", "北京市", "unknown_region"),
)
TEXT: Final = (
    Dirt("address.detail", "浙江省杭州市西湖区文三路1号", CLEAN),
    Dirt("address.detail", "浙江 杭州 西湖区 文三路1号", CLEAN),
)


class Case(NamedTuple):
    """One dirty payload."""

    channel: str
    dirt: Dirt
    payload: Any

    @property
    def name(self) -> str:
        return f"{self.channel} {self.dirt.target}={self.dirt.value!r}"


@cache
def mapping_of(channel: str) -> ChannelMapping:
    text = (files("rules") / "channels" / f"{channel}.yaml").read_text(encoding="utf-8")
    return load_channel(text, regions=shipped_regions(), file=channel)


def corpus() -> Iterator[Case]:
    """Yield every dirty payload."""
    for channel in SHAPES:
        mapping = mapping_of(channel)
        for dirt in (*EVERYWHERE, *(NAMED if _field(mapping.fields, "address.province") else ()), *TEXT):
            yield from _spoilt(channel, mapping, dirt)
        minor = next(field for field in mapping.lines.take if field.target == "unit_price").convert == "minor"
        for dirt in (*LINES, *(MINOR if minor else MAJOR)):
            yield _spoilt_line(channel, mapping, dirt)


def _field(fields: tuple[FieldMapping, ...], target: str) -> FieldMapping | None:
    return next((field for field in fields if field.target == target), None)


def _spoilt(channel: str, mapping: ChannelMapping, dirt: Dirt) -> Iterator[Case]:
    field = _field(mapping.fields, dirt.target)
    if field is not None:
        payload: Any = copy.deepcopy(SHAPES[channel])
        path = next(path for path in field.sources if not is_nothing(look_up(payload, path)))
        _put(payload, path, dirt.value)
        yield Case(channel, dirt, payload)


def _spoilt_line(channel: str, mapping: ChannelMapping, dirt: Dirt) -> Case:
    payload: Any = copy.deepcopy(SHAPES[channel])
    field = _field(mapping.lines.take, dirt.target)
    assert field is not None
    first: Any = look_up(payload, f"{mapping.lines.each}.0")
    path = next(path for path in field.sources if not is_nothing(look_up(first, path)))
    _put(first, path, dirt.value)
    return Case(channel, dirt, payload)


def _put(payload: Any, path: str, value: object) -> None:
    *outer, last = path.split(".")
    for part in outer:
        payload = payload[part]
    payload[last] = value
