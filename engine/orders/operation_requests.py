"""What a caller asks for when an order is paid, cancelled, shipped …: the wire form of one verb for each move."""

from typing import Annotated

from msgspec import Meta

from engine.errors import InvalidInput
from engine.money import Money
from engine.orders.actor import Role
from engine.orders.request import Amount, Currency, Id, Instant, Quantity, Wire

# A word of ours for the log, never the buyer's own text.
Reason = Annotated[str, Meta(min_length=1, max_length=200)]


class MoveRequest(Wire, frozen=True, kw_only=True):
    """What every verb takes. `role`: in whose place the caller acts, where its key stands for several."""

    role: Role | None = None


class ReasonedRequest(MoveRequest, frozen=True, kw_only=True):
    """A verb with a reason, which is kept in the event."""

    reason: Reason


class PaymentRequest(MoveRequest, frozen=True, kw_only=True):
    """Money that came in. `payment_no` is the provider's own number, unique for its method; `at`: when it was paid."""

    payment_no: Id
    method: Id
    amount: Amount
    currency: Currency | None = None  # where it is said, it must be the order's
    at: Instant | None = None  # now, where it is left out


class UnitsRequest(Wire, frozen=True, kw_only=True):
    """So many units of a line."""

    line: Id
    quantity: Quantity


class CancellationRequest(ReasonedRequest, frozen=True, kw_only=True):
    """All that is left of the order (of the child whose number was called), or some units of one child's lines.

    A list without units is refused: who means all leaves `lines` out. `cancellation_no` is the caller's own number of
    it: the same one again changes nothing.
    """

    cancellation_no: Id | None = None
    lines: Annotated[tuple[UnitsRequest, ...], Meta(min_length=1, max_length=200)] | None = None


class BalanceRequest(MoveRequest, frozen=True, kw_only=True):
    """Another balance for a presale, in major units of the order's currency."""

    balance: Amount
    currency: Currency | None = None


class GroupRequest(MoveRequest, frozen=True, kw_only=True):
    """Whether the group of a group-buy order came about."""

    succeeded: bool


class FoundRequest(Wire, frozen=True, kw_only=True):
    """Units that a child still waited for, in the warehouse where they were found."""

    warehouse: Id
    lines: Annotated[tuple[UnitsRequest, ...], Meta(min_length=1, max_length=200)]


class AllocationRequest(MoveRequest, frozen=True, kw_only=True):
    """The goods are set aside; a child that waits for stock says where the missing units were found."""

    found: Annotated[tuple[FoundRequest, ...], Meta(max_length=50)] = ()


class ShipmentRequest(MoveRequest, frozen=True, kw_only=True):
    """The goods have left, with whom and under which number."""

    carrier: Id | None = None
    tracking_no: Id | None = None


def amount_of(given: str | float, currency: str, path: str = "amount") -> Money:
    """Return an amount as sent. Raises InvalidInput under its path."""
    try:
        return Money.parse(str(given), currency)
    except InvalidInput as error:
        raise InvalidInput.at(path, str(error)) from None


def check_currency(given: str | None, currency: str) -> None:
    """See that a call speaks of the order's own currency. Raises InvalidInput."""
    if given is not None and given != currency:
        raise InvalidInput.at("currency", f"this order is paid in {currency}", (currency,))
