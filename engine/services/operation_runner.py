"""What is done to an order after it was placed: one read, one pure operation, one transaction."""

import asyncio
import random
from collections.abc import Callable
from datetime import datetime
from typing import Final

import msgspec

from engine.errors import IdempotencyConflict, StaleWrite
from engine.orders.change import Change
from engine.orders.number import parent_of
from engine.services.operation_views import OperationView, operation_view
from engine.services.roles import Caller
from engine.store.change_repository import Answered, CallKey, ChangeRepository, Standing
from engine.store.order_writer import StockGone

Operation = Callable[[Standing, datetime], Change]

_TRIES: Final = 5
_WAIT_SECONDS: Final = 0.01  # at most, before the next try: by chance, so that those who met do not meet again
_VIEW: Final = msgspec.json.Decoder(OperationView)


class OperationRunner:
    """Carries pure operations out: reads the order, asks for the change, and writes it or reads again."""

    def __init__(self, changes: ChangeRepository, clock: Callable[[], datetime]) -> None:
        self._changes = changes
        self._clock = clock

    async def carry_out(
        self, name: str, number: str, operation: Operation, caller: Caller
    ) -> tuple[OperationView, bool]:
        """Do something to an order (by its own number or a child's), and tell whether the same call did it before.

        A call is the same when its idempotency key came before with the same body. Raises NotFound, IllegalMove, what
        the operation raises, IdempotencyConflict, PaymentTaken; StaleWrite where others were faster five times,
        StockGone where what is to be reserved is not free.
        """
        key = _key(name, number, caller)
        stale: StaleWrite | None = None
        for _ in range(_TRIES):
            found = self._changes.read(parent_of(number), key)
            if key is not None and found.answered is not None:
                return _again(found.answered, key), True
            now = self._clock()
            change = operation(found, now)
            view = operation_view(change, caller.actor.role, now)
            stale = await self._written(change, now, caller, key, view)
            if stale is None:
                return view, False
            await asyncio.sleep(random.uniform(0, _WAIT_SECONDS))  # noqa: S311  # spreads tries, guards nothing
        if isinstance(stale, StockGone):
            raise stale
        raise StaleWrite(f"order {parent_of(number)} is being changed by many at once; send the call again")

    async def _written(
        self, change: Change, now: datetime, caller: Caller, key: CallKey | None, view: OperationView
    ) -> StaleWrite | None:
        """Write a change; the error where somebody else was first and all has to be read again."""
        if change.is_nothing and key is None:
            return None
        answer = msgspec.json.encode(view).decode() if key else ""
        try:
            await self._changes.write(change, at=now, actor=caller.actor.name, key=key, answer=answer)
        except StaleWrite as error:
            return error
        return None


def _key(name: str, number: str, caller: Caller) -> CallKey | None:
    if caller.idempotency_key is None:
        return None
    said = f"{name}:{number}:{caller.body_hash}"
    return CallKey(scope=f"operation:{caller.actor.name}", key=caller.idempotency_key, body_hash=said)


def _again(answered: Answered, key: CallKey) -> OperationView:
    """Return the first answer once more. Raises IdempotencyConflict where the key came with another body."""
    if answered.body_hash != key.body_hash:
        raise IdempotencyConflict(key.key)
    return _VIEW.decode(answered.answer)
