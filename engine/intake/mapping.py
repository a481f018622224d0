"""How a channel's payload is read: data, not code."""

from typing import Literal

import msgspec

Conversion = Literal["text", "integer", "major", "minor", "instant", "phone", "flag", "texts"]


class FieldMapping(msgspec.Struct, frozen=True, kw_only=True):
    """One field of the order: the first of `sources` that is there, converted; else `default`.

    `target` is a path of the order request (`address.city`); `words` turns the channel's words into ours.
    """

    target: str
    sources: tuple[str, ...] = ()
    convert: Conversion = "text"
    words: tuple[tuple[str, str], ...] = ()
    default: str | None = None


class ListMapping(msgspec.Struct, frozen=True, kw_only=True):
    """A list of the order: each element that stands under `each` in the payload, its fields by `take`."""

    each: str
    take: tuple[FieldMapping, ...]


class ChannelMapping(msgspec.Struct, frozen=True, kw_only=True):
    """One channel's shape. `zone` is of times that come without one (an IANA name).

    `group_by`: the column of a CSV whose equal values belong to one order; its rows stand under `rows`.
    """

    id: str
    title: str
    zone: str
    fields: tuple[FieldMapping, ...]
    lines: ListMapping
    discounts: ListMapping | None = None
    group_by: str | None = None
