"""What a caller asks for when placing an order: the wire form of `POST /v1/orders`, decoded strictly."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

OrderType = Literal["normal", "presale", "cod", "group_buy", "pickup", "virtual", "exchange", "reissue", "b2b"]
ShippingMethod = Literal["standard", "express", "pickup"]

Id = Annotated[str, Meta(min_length=1, max_length=64)]
Text = Annotated[str, Meta(max_length=500)]
Tag = Annotated[str, Meta(min_length=1, max_length=64)]
Quantity = Annotated[int, Meta(ge=1, le=100_000)]
# On the wire money is a decimal string in major units, or a JSON number with at most the currency's decimals.
Amount = Annotated[str, Meta(pattern=r"^\d{1,12}(\.\d+)?$")] | int | float
Instant = Annotated[datetime, Meta(tz=True)]
Currency = Annotated[str, Meta(pattern="^[A-Z]{3}$")]


class Wire(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """The root of what comes over the wire: unknown fields are refused by name."""


class CustomerInfo(Wire, frozen=True, kw_only=True):
    """Who orders. A guest has no id."""

    id: Id | None = None
    level: Id | None = None
    tags: Annotated[tuple[Tag, ...], Meta(max_length=50)] = ()
    name: Text | None = None
    phone: Annotated[str, Meta(max_length=32)] | None = None


class Address(Wire, frozen=True, kw_only=True):
    """Where to: names or a region code, deepest first."""

    country: Annotated[str, Meta(pattern="^[A-Z]{2}$")] = "CN"
    province: Text | None = None
    city: Text | None = None
    district: Text | None = None
    region_code: Annotated[str, Meta(max_length=16)] | None = None
    detail: Text | None = None
    postcode: Annotated[str, Meta(max_length=16)] | None = None


class RequestLine(Wire, frozen=True, kw_only=True):
    """One line: what, how many, at what price."""

    sku: Id
    quantity: Quantity
    unit_price: Amount
    merchant_id: Id | None = None


class RequestDiscount(Wire, frozen=True, kw_only=True):
    """A discount over some lines (all, where `skus` is empty). A platform's is taken, our own shop's is checked."""

    kind: Id
    id: Id
    amount: Amount
    skus: tuple[Id, ...] = ()


class PaymentInfo(Wire, frozen=True, kw_only=True):
    """How the buyer will pay. `account` is the buyer's with the payment provider, where the channel knows it."""

    method: Id
    account: Annotated[str, Meta(min_length=1, max_length=128)] | None = None


class InvoiceInfo(Wire, frozen=True, kw_only=True):
    """The invoice asked for."""

    title: Text
    tax_no: Id | None = None


class PresaleRequest(Wire, frozen=True, kw_only=True):
    """A presale's two payments: the deposit now, the balance from and by these instants (with their zones)."""

    deposit: Amount
    balance_from: Instant
    balance_by: Instant


class OrderRequest(Wire, frozen=True, kw_only=True):
    """An order as asked for. `(channel, channel_order_id)` is unique."""

    channel: Id
    channel_order_id: Id
    currency: Currency
    address: Address
    lines: Annotated[tuple[RequestLine, ...], Meta(min_length=1, max_length=200)]
    payment: PaymentInfo
    order_type: OrderType = "normal"
    placed_at: datetime | None = None  # with a zone; the time of receipt where it is left out
    source: Id = "place"
    customer: CustomerInfo = CustomerInfo()
    discounts: Annotated[tuple[RequestDiscount, ...], Meta(max_length=50)] = ()
    coupon: Id | None = None  # one of ours; what it takes off is reckoned here
    points: Annotated[int, Meta(ge=1, le=10**12)] | None = None  # so many of the customer's, at most
    shipping_method: ShippingMethod = "standard"
    allow_split: bool = True
    device_id: Id | None = None
    ip: Annotated[str, Meta(max_length=45)] | None = None
    remark: Text | None = None
    invoice: InvoiceInfo | None = None
    quote: Annotated[str, Meta(min_length=1, max_length=200)] | None = None
    presale: PresaleRequest | None = None  # of a presale, and only of it
    group: Id | None = None  # of a group-buy order
    on_account: bool = False  # a business order may be paid later
    pickup_point: Id | None = None  # of a pickup order
