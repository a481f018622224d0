"""Intake: a channel's own payload is placed, or parked with every reason until a person or a mapping helps it on."""

import hashlib
import secrets
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

import msgspec

from engine.encoding import content_hash, to_json
from engine.errors import Conflict, InvalidInput, NotFound, OmsError, Refused
from engine.intake.goods_codes import CodePart
from engine.intake.map_order import Knowledge, codes_in, map_order
from engine.intake.mapping import ChannelMapping
from engine.intake.payload import Payload, read_csv, read_json
from engine.intake.reason import Reason, Unmappable
from engine.orders.request import OrderRequest
from engine.services.channel_mappings import ChannelMappings
from engine.services.orders import OrderService
from engine.services.views import OrderView
from engine.store.intake_repository import IntakeRepository
from engine.store.parked_repository import STATES, Parked, ParkedRepository, State

_AT_ONCE: Final = 100
SKU_UNMAPPED: Final = "sku_unmapped"


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one payload: an order, or a place where it waits."""

    order: OrderView | None = None
    is_replay: bool = False
    parked: Parked | None = None


class IntakeService:
    """Takes payloads in. Nothing is dropped: what cannot be placed waits where it is seen."""

    def __init__(
        self,
        orders: OrderService,
        mappings: ChannelMappings,
        intake: IntakeRepository,
        parked: ParkedRepository,
        clock: Callable[[], datetime],
    ) -> None:
        self._orders, self.mappings, self._intake, self._parked = orders, mappings, intake, parked
        self._clock = clock

    async def take(self, channel: str, body: bytes, *, actor: str) -> Taken:
        """Take one JSON payload. Raises NotFound for a channel without a mapping, InvalidInput for what is no JSON."""
        mapping = await self.mappings.mapping(channel)
        try:
            payload = read_json(body)
        except Unmappable as error:
            raise InvalidInput(str(error)) from None
        return await self._take(mapping, payload, actor)

    async def take_csv(self, channel: str, text: str, *, actor: str) -> tuple[Taken, ...]:
        """Take a CSV of orders, one answer for each. Raises NotFound, InvalidInput where it has not the columns."""
        mapping = await self.mappings.mapping(channel)
        if mapping.group_by is None:
            raise InvalidInput(f"the mapping of {channel} reads no CSV: it has no csv.group_by")
        try:
            payloads = read_csv(text, mapping.group_by)
        except Unmappable as error:
            raise InvalidInput(str(error)) from None
        return tuple([await self._take(mapping, payload, actor) for payload in payloads])

    async def parked(
        self, *, channel: str | None = None, after: str = "", limit: int = 50, with_settled: bool = False
    ) -> tuple[Parked, ...]:
        """Return the payloads that wait, as they came; with those that were settled where they are asked for."""
        states: tuple[State, ...] = STATES if with_settled else ("parked",)
        return await self._parked.list(channel=channel, states=states, after=after, limit=limit)

    async def parked_count(self) -> int:
        """Return how many payloads wait."""
        return await self._parked.count()

    async def parked_one(self, place: str) -> Parked:
        """Return one payload that waits or waited. Raises NotFound."""
        return await self._parked.get(place)

    async def repair(self, place: str, payload: str, *, actor: str, reason: str) -> Taken:
        """Put a repaired payload in the place of a parked one and try it. Raises NotFound, Conflict, InvalidInput."""
        kept = await self._waiting(place)
        try:
            read = read_json(payload.encode())
        except Unmappable as error:
            raise InvalidInput.at("payload", str(error)) from None
        text = to_json(read).decode()
        await self._parked.repair(kept.id, text, at=self._clock(), note=f"{actor}: {reason}")
        return await self.replay(place, actor=actor)

    async def replay(self, place: str, *, actor: str) -> Taken:
        """Try a parked payload once more. Raises NotFound, Conflict where it waits no longer."""
        kept = await self._waiting(place)
        mapping = await self.mappings.mapping(kept.channel)
        try:
            order, is_replay = await self._place(mapping, read_json(kept.payload.encode()), actor)
        except Unmappable as error:
            await self._parked.fail_again(place, error.reasons, at=self._clock())
            return Taken(parked=await self._parked.get(place))
        await self._parked.settle(place, "placed", at=self._clock(), order_no=order.order_no, note=kept.note)
        return Taken(order=order, is_replay=is_replay, parked=await self._parked.get(place))

    async def drop(self, place: str, *, actor: str, reason: str) -> Parked:
        """Say that a parked payload will never be an order. Raises NotFound, Conflict where it waits no longer."""
        kept = await self._waiting(place)
        await self._parked.settle(kept.id, "dropped", at=self._clock(), note=f"{actor}: {reason}")
        return await self._parked.get(place)

    async def put_code(self, channel: str, code: str, parts: Sequence[CodePart], *, actor: str) -> tuple[Taken, ...]:
        """Say what a channel's code is, and try what waited for it. Raises InvalidInput for SKUs that are not there."""
        known = await self._intake.skus([part.sku for part in parts])
        for position, part in enumerate(parts):
            if part.sku not in known:
                raise InvalidInput.at(f"parts[{position}].sku", f"there is no SKU {part.sku}")
        await self._intake.put_code(channel, code, parts, at=self._clock(), actor=actor)
        return await self._release(channel, lambda reason: (reason.code, reason.source) == (SKU_UNMAPPED, code), actor)

    async def put_mapping(self, channel: str, text: str, *, actor: str, reason: str) -> tuple[Taken, ...]:
        """Put a channel's mapping in force, and try what waits of it. Raises RuleSetError, InvalidInput."""
        await self.mappings.put(channel, text, actor=actor, reason=reason)
        return await self._release(channel, lambda _: True, actor)

    async def codes(
        self, channel: str, after: str = "", limit: int = 50
    ) -> tuple[tuple[str, tuple[CodePart, ...]], ...]:  # fmt: skip
        """Return what the codes of a channel are, by code."""
        return await self._intake.all_codes(channel, after, limit)

    async def link_customer(self, channel: str, channel_customer: str, customer_id: str, *, actor: str) -> None:
        """Say who a channel's customer is: his next orders are that customer's."""
        await self._intake.link(channel, channel_customer, customer_id, at=self._clock(), actor=actor)

    async def _take(self, mapping: ChannelMapping, payload: Payload, actor: str) -> Taken:
        try:
            order, is_replay = await self._place(mapping, payload, actor)
        except Unmappable as error:
            text, now = to_json(payload).decode(), self._clock()
            place = f"{now:%Y%m%d%H%M%S%f}-{secrets.token_hex(4)}"
            parked = Parked(
                id=place,
                channel=mapping.id,
                payload=text,
                reasons=error.reasons,
                received_at=now,
                changed_at=now,
                actor=actor,
            )
            kept = await self._parked.park(parked, hashlib.sha256(text.encode()).hexdigest())
            return Taken(parked=await self._parked.get(kept))
        return Taken(order=order, is_replay=is_replay)

    async def _place(self, mapping: ChannelMapping, payload: Payload, actor: str) -> tuple[OrderView, bool]:
        """Place what a payload means. Raises Unmappable, also with what placing it refuses."""
        request = await self._linked(map_order(payload, mapping, await self._knowledge(mapping, payload)))
        try:
            return await self._orders.place(request, actor=actor, body_hash=content_hash(request))
        except (Conflict, InvalidInput, NotFound, Refused) as error:
            raise Unmappable(_reasons(error)) from error

    async def _knowledge(self, mapping: ChannelMapping, payload: Payload) -> Knowledge:
        asked = codes_in(payload, mapping)
        codes = await self._intake.codes(mapping.id, asked)
        parts = [part.sku for each in codes.values() for part in each]
        return Knowledge(codes=codes, skus=await self._intake.skus([*asked, *parts]), regions=self.mappings.regions)

    async def _linked(self, request: OrderRequest) -> OrderRequest:
        if request.customer.id is None:
            return request
        linked = await self._intake.customer(request.channel, request.customer.id)
        if linked is None:
            return request
        return msgspec.structs.replace(request, customer=msgspec.structs.replace(request.customer, id=linked))

    async def _release(self, channel: str, concerns: Callable[[Reason], bool], actor: str) -> tuple[Taken, ...]:
        """Try all that waits of a channel for such a reason, as it came."""
        after, taken = "", []
        while page := await self._parked.list(channel=channel, after=after, limit=_AT_ONCE):
            after = page[-1].id
            waiting = [kept for kept in page if any(concerns(reason) for reason in kept.reasons)]
            taken += [await self.replay(kept.id, actor=actor) for kept in waiting]
        return tuple(taken)

    async def _waiting(self, place: str) -> Parked:
        kept = await self._parked.get(place)
        if kept.state != "parked":
            raise Conflict(f"{place} waits no longer: it was {kept.state}")
        return kept


def _reasons(error: OmsError) -> tuple[Reason, ...]:
    """Return what placing refused as reasons; each problem names its field of the order."""
    if not error.problems:
        return (Reason(code=error.code, source="", target="", message=str(error)),)
    return tuple(
        Reason(code=error.code, source="", target=each.path, message=each.message, allowed=each.allowed)
        for each in error.problems
    )
