"""What an order type needs of a request, and what only it may have: named field by field."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

import msgspec

from engine.errors import FieldProblem, InvalidInput
from engine.money import Money
from engine.orders.discounts import read_amount
from engine.orders.order import LineItem, Order
from engine.orders.request import OrderRequest, OrderType
from engine.orders.terms import PresaleTerms

# Field → the order type that has it: it must, unless the field stands among the optional ones; no other may.
_FIELDS: Final[Mapping[str, str]] = {
    "presale": "presale",
    "group": "group_buy",
    "pickup_point": "pickup",
    "on_account": "b2b",
}
_OPTIONAL: Final = frozenset({"on_account"})  # a business may pay before delivery too
_EXAMPLES: Final[Mapping[str, str]] = {
    "presale": "its deposit, balance_from and balance_by",
    "group": "the id of the group it joins",
    "pickup_point": "the id of the point where it is fetched",
}


def type_problems(request: OrderRequest, lines: Sequence[LineItem], now: datetime) -> tuple[FieldProblem, ...]:
    """Return what is wrong with a request for its order type; `lines` are those that could be read."""
    return (*_field_problems(request), *_presale_problems(request, now), *_goods_problems(request, lines))


def presale_terms(request: OrderRequest) -> PresaleTerms | None:
    """Return what a presale was agreed on; its balance is known when the order is priced (`with_balance`)."""
    asked = request.presale
    if asked is None:
        return None
    deposit = read_amount(asked.deposit, request.currency, "presale.deposit", []) or 0
    return PresaleTerms(
        deposit=Money(deposit, request.currency),
        balance=Money(0, request.currency),
        balance_from=asked.balance_from,
        balance_by=asked.balance_by,
    )


def with_balance(order: Order, payable: Money) -> PresaleTerms | None:
    """Return a presale's terms with the balance that its deposit leaves. Raises InvalidInput where it leaves none."""
    if order.presale is None:
        return None
    balance = payable - order.presale.deposit
    if balance.amount <= 0:
        message = f"a deposit of {order.presale.deposit} leaves nothing to pay of {payable}"
        raise InvalidInput.at("presale.deposit", message)
    return msgspec.structs.replace(order.presale, balance=balance)


def type_of(request: OrderRequest) -> OrderType:
    """Return the type of the order that is asked for: one that is paid at the door is of the type `cod`, named or not.

    Channels tell cash on delivery by the way to pay; a normal order would wait for a payment that never comes.
    """
    is_at_door = request.order_type == "normal" and request.payment.method == "cod"
    return "cod" if is_at_door else request.order_type


def _field_problems(request: OrderRequest) -> Iterator[FieldProblem]:
    for field, order_type in _FIELDS.items():
        is_given = bool(getattr(request, field))
        if is_given and request.order_type != order_type:
            message = f"only an order of type {order_type} has it, this one is {request.order_type}"
            yield FieldProblem(path=field, message=message)
        elif not is_given and request.order_type == order_type and field not in _OPTIONAL:
            yield FieldProblem(path=field, message=f"an order of type {order_type} needs {_EXAMPLES[field]}")
    if request.order_type == "cod" and request.payment.method != "cod":  # fee and risk of the door look at the method
        message = f"an order of type cod is paid at the door, not by {request.payment.method}"
        yield FieldProblem(path="payment.method", message=message, allowed=("cod",))


def _presale_problems(request: OrderRequest, now: datetime) -> Iterator[FieldProblem]:
    asked = request.presale
    if asked is None:
        return
    found: list[FieldProblem] = []
    deposit = read_amount(asked.deposit, request.currency, "presale.deposit", found)
    yield from found
    if deposit == 0:
        yield FieldProblem(path="presale.deposit", message="a deposit is more than 0")
    if asked.balance_by <= asked.balance_from:
        message = f"the balance is to be paid by {asked.balance_by.isoformat()}, before it may be paid"
        yield FieldProblem(path="presale.balance_by", message=message)
    elif asked.balance_by <= now:
        yield FieldProblem(path="presale.balance_by", message=f"{asked.balance_by.isoformat()} is over")


def _goods_problems(request: OrderRequest, lines: Sequence[LineItem]) -> Iterator[FieldProblem]:
    if request.order_type != "virtual":
        return
    for line in lines:
        if line.type == "goods":
            message = f"{line.sku} has to be shipped; a virtual order has nothing to ship"
            yield FieldProblem(path=f"lines[{int(line.id) - 1}].sku", message=message)
