"""Tokens: keyed hashes that stand for personal values, so that rules can match what they must not hold."""

import hmac
import unicodedata
from functools import lru_cache
from typing import Final

import msgspec

from engine.errors import InvalidInput
from engine.geography.addresses import resolve_address
from engine.geography.regions import RegionTree
from engine.orders.request import Address, OrderRequest, PaymentInfo

TOKEN_DIGITS: Final = 32
_HOME_PREFIXES: Final = ("+86", "0086")


class Tokens(msgspec.Struct, frozen=True, kw_only=True):
    """The tokens of one order; None where the value was not given."""

    customer: str | None = None
    phone: str | None = None
    device: str | None = None
    ip: str | None = None
    address: str | None = None
    payer: str | None = None


def token(secret: bytes, value: str) -> str:
    """Return the token of a value: HMAC-SHA-256 (RFC 2104) under the secret, cut to 128 bits, 32 hex digits."""
    keyed = _keyed(secret).copy()
    keyed.update(value.encode())
    return keyed.hexdigest()[:TOKEN_DIGITS]


@lru_cache(maxsize=4)
def _keyed(secret: bytes) -> hmac.HMAC:
    """Return the hash that has read the secret already."""
    return hmac.new(secret, digestmod="sha256")


def tokens_of(secret: bytes, request: OrderRequest, regions: RegionTree) -> Tokens:
    """Return the tokens of what an order says of a person."""
    customer, device, ip = request.customer, request.device_id, request.ip
    # A pickup point is everybody's address: it says nothing of who orders.
    is_own = request.shipping_method != "pickup" and request.order_type != "pickup"
    address = plain_address(request.address, regions) if is_own else None
    payer = plain_payer(request.payment)
    return Tokens(
        customer=token(secret, customer.id) if customer.id else None,
        phone=token(secret, plain_phone(customer.phone)) if customer.phone else None,
        device=token(secret, device) if device else None,
        ip=token(secret, ip) if ip else None,
        address=token(secret, address) if address else None,
        payer=token(secret, payer) if payer else None,
    )


def plain_phone(phone: str) -> str:
    """Return a phone number in the one form that is hashed: digits only, without China's country code.

    `＋86 138-0000-0000`, `0086 13800000000` and `13800000000` are the same phone; a foreign one keeps its `+`.
    """
    plain = "".join(mark for mark in unicodedata.normalize("NFKC", phone) if mark.isdecimal() or mark == "+")
    for prefix in _HOME_PREFIXES:
        plain = plain.removeprefix(prefix)
    return plain


def plain_payer(payment: PaymentInfo) -> str | None:
    """Return a payment account in the one form that is hashed: its method, and the account without its spaces."""
    account = "".join(unicodedata.normalize("NFKC", payment.account or "").split()).lower()
    return f"{payment.method}/{account}" if account else None


def plain_address(address: Address, regions: RegionTree) -> str | None:
    """Return an address in the one form that is hashed: the code of its region and the detail without its spaces.

    None where there is no detail, or where the region is not to be found: then the order is refused anyway.
    """
    try:
        region = resolve_address(
            regions,
            country=address.country,
            province=address.province,
            city=address.city,
            district=address.district,
            region_code=address.region_code,
        )
    except InvalidInput:
        return None
    detail = "".join(unicodedata.normalize("NFKC", address.detail or "").split()).lower()
    return f"{region.code}/{detail}" if detail else None
