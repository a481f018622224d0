"""From a channel's payload to an order request, or every reason why not."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec

from engine.errors import InvalidInput
from engine.geography.addresses import resolve_address
from engine.geography.regions import RegionTree
from engine.intake.address_text import completed_address
from engine.intake.conversions import Inconvertible, Surroundings, convert
from engine.intake.goods_codes import Codes, sold_parts
from engine.intake.mapping import ChannelMapping, FieldMapping, ListMapping
from engine.intake.payload import Payload, is_nothing, look_up
from engine.intake.reason import Reason, Unmappable
from engine.orders.catalogue import Sku
from engine.orders.request import OrderRequest

_REQUIRED: Final = ("channel_order_id", "currency", "payment.method")
_REQUIRED_OF_LINES: Final = ("sku", "quantity", "unit_price")
_CURRENCY: Final = "currency"
_NAMES: Final = ("country", "province", "city", "district", "region_code")


class Knowledge(msgspec.Struct, frozen=True, kw_only=True):
    """What a mapping is helped by: the codes of the channel's goods, the catalogue, and the tree of regions."""

    codes: Codes
    skus: Mapping[str, Sku]
    regions: RegionTree


def map_order(payload: Payload, mapping: ChannelMapping, known: Knowledge) -> OrderRequest:
    """Return the order request that a payload means. Raises Unmappable with every reason."""
    return _Mapper(payload, mapping, known).request()


def codes_in(payload: Payload, mapping: ChannelMapping) -> tuple[str, ...]:
    """Return the codes of goods that a payload names, each once."""
    known = Knowledge(codes={}, skus={}, regions=RegionTree.of(()))
    return _Mapper(payload, mapping, known).codes()


class _Mapper:
    """One payload on its way; reasons are noted, and reading goes on."""

    def __init__(self, payload: Payload, mapping: ChannelMapping, known: Knowledge) -> None:
        self._payload, self._mapping, self._known = payload, mapping, known
        self._reasons: list[Reason] = []
        self._around = Surroundings(currency="CNY", zone=mapping.zone)
        currency = next((each for each in mapping.fields if each.target == _CURRENCY), None)
        if currency is not None and isinstance(code := self._value(currency, payload), str):
            self._around = Surroundings(currency=code, zone=mapping.zone)

    def request(self) -> OrderRequest:
        self._reasons.clear()
        flat = self._fields(self._mapping.fields, self._payload, "", _REQUIRED)
        order: dict[str, Any] = _nested(flat)
        order["channel"] = self._mapping.id
        order["address"] = self._address(order.get("address") or {})
        order["lines"] = list(self._lines())
        if self._mapping.discounts is not None:
            order["discounts"] = [
                _nested(values) for _, values in self._elements(self._mapping.discounts, "discounts", ())
            ]
        if self._reasons:
            raise Unmappable(tuple(self._reasons))
        try:
            return msgspec.convert(order, OrderRequest)
        except msgspec.ValidationError as error:
            reason = Reason(code="not_an_order", source="", target=_path_in(str(error)), message=str(error))
            raise Unmappable((reason,)) from None

    def codes(self) -> tuple[str, ...]:
        found = (values.get("sku") for _, values in self._elements(self._mapping.lines, "lines", ()))
        return tuple(dict.fromkeys(str(code) for code in found if code is not None))

    def _fields(
        self, fields: tuple[FieldMapping, ...], payload: object, place: str, required: tuple[str, ...]
    ) -> dict[str, object]:
        values: dict[str, object] = {}
        for field in fields:
            value = self._value(field, payload, place)
            if value is not None and value != "":
                values[field.target] = value
        for target in required:
            if target not in values and not self._is_noted(f"{place}{target}"):
                sources = next((field.sources for field in fields if field.target == target), ())
                self._note("missing", " / ".join(sources), f"{place}{target}", f"there is no {target}")
        return values

    def _value(self, field: FieldMapping, payload: object, place: str = "") -> object:
        source = next((path for path in field.sources if not is_nothing(look_up(payload, path))), None)
        if source is None:
            return self._converted(field, field.default, "default", place) if field.default is not None else None
        found = look_up(payload, source)
        if field.words:
            return self._in_our_words(field, found, source, place)
        return self._converted(field, found, source, place)

    def _in_our_words(self, field: FieldMapping, found: object, source: str, place: str) -> object:
        words = dict(field.words)
        text = str(found).strip()
        if text in words:
            return self._converted(field, words[text], source, place)
        if field.default is not None:
            return self._converted(field, field.default, source, place)
        message = f"{text!r} means nothing to the mapping of {self._mapping.id}"
        self._note("unknown_word", source, f"{place}{field.target}", message, tuple(words))
        return None

    def _converted(self, field: FieldMapping, value: object, source: str, place: str) -> object:
        try:
            return convert(value, field.convert, self._around)
        except Inconvertible as error:
            self._note(error.code, source, f"{place}{field.target}", str(error))
            return None

    def _elements(
        self, mapping: ListMapping, target: str, required: tuple[str, ...]
    ) -> Iterator[tuple[str, dict[str, object]]]:
        """Yield the place and the fields of each element of a list; a single object counts as a list of one."""
        found = look_up(self._payload, mapping.each)
        elements = [found] if isinstance(found, Mapping) else found if isinstance(found, list) else []
        for position, element in enumerate(elements):
            place = f"{target}[{position}]."
            yield place, self._fields(mapping.take, element, place, required)

    def _lines(self) -> Iterator[dict[str, object]]:
        found = False
        for place, values in self._elements(self._mapping.lines, "lines", _REQUIRED_OF_LINES):
            found = True
            is_known = "sku" in values and self._is_known(place, str(values["sku"]))
            if is_known and all(target in values for target in _REQUIRED_OF_LINES):
                yield from self._goods(values)
        if not found:
            self._note("missing", self._mapping.lines.each, "lines", "there are no lines")

    def _is_known(self, place: str, code: str) -> bool:
        if code in self._known.codes or code in self._known.skus:
            return True
        message = f"nobody has said which goods {code} of {self._mapping.id} is"
        self._note("sku_unmapped", code, f"{place}sku", message)
        return False

    def _goods(self, values: Mapping[str, Any]) -> Iterator[dict[str, object]]:
        """Yield the lines of our goods that one line of the channel means."""
        parts = self._known.codes.get(str(values["sku"]))
        if parts is None:
            yield dict(values)
            return
        for part in sold_parts(
            parts, values["quantity"], values["unit_price"], self._known.skus, self._around.currency
        ):  # fmt: skip
            yield {**values, "sku": part.sku, "quantity": part.quantity, "unit_price": part.unit_price}

    def _address(self, address: Mapping[str, object]) -> dict[str, object]:
        """Return the address with what its text says, by official names: two spellings of a place become one."""
        whole = completed_address(address, self._known.regions)
        names = {name: str(whole[name]) for name in _NAMES if name in whole}
        try:
            region = resolve_address(self._known.regions, **names)
        except InvalidInput as error:
            for problem in error.problems:
                self._note("unknown_region", "", problem.path, problem.message, problem.allowed)
            return whole
        for code in self._known.regions.ancestors(region.code):
            division = self._known.regions.get(code)
            if division is not None and division.level != "country":
                whole[division.level] = division.name
        return {**whole, "region_code": region.code}

    def _is_noted(self, target: str) -> bool:
        return any(reason.target == target for reason in self._reasons)

    def _note(self, code: str, source: str, target: str, message: str, allowed: tuple[str, ...] = ()) -> None:
        self._reasons.append(Reason(code=code, source=source, target=target, message=message, allowed=allowed))


def _nested(values: Mapping[str, object]) -> dict[str, Any]:
    """Return values by dotted path as nested mappings."""
    nested: dict[str, Any] = {}
    for path, value in values.items():
        *outer, last = path.split(".")
        inner = nested
        for part in outer:
            inner = inner.setdefault(part, {})
        inner[last] = value
    return nested


def _path_in(message: str) -> str:
    """Return the path that msgspec names at the end of its message: `… - at `$.lines[0].sku``."""
    return message.rpartition("`$")[2].strip("`.") if "`$" in message else ""
