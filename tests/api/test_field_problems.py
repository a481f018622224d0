"""A wrong body is answered with the field, what is wrong with it and what is allowed."""

import json
from typing import Any

import msgspec
import pytest

from api.bodies import read_json
from api.errors import MalformedBody
from engine.errors import InvalidInput
from engine.orders.request import OrderRequest
from tests.builders import an_order_request


def body(**changes: Any) -> dict[str, Any]:
    usual: dict[str, Any] = msgspec.to_builtins(an_order_request())
    return {**usual, **changes}


def line(**changes: Any) -> dict[str, Any]:
    return body(lines=[{"sku": "A-1", "quantity": 1, "unit_price": "19.90", **changes}])


def refusal(sent: Any) -> InvalidInput:
    with pytest.raises(InvalidInput) as refused:
        read_json(json.dumps(sent).encode(), OrderRequest)
    return refused.value


def test_a_body_that_is_right_becomes_an_order_request() -> None:
    assert read_json(json.dumps(body()).encode(), OrderRequest) == an_order_request()


@pytest.mark.parametrize(
    ("sent", "path", "message"),
    [
        (line(quantity=-1), "lines[0].quantity", "expected whole number >= 1"),
        (line(quantity="2"), "lines[0].quantity", "expected whole number, got text"),
        (line(quantity=1.5), "lines[0].quantity", "expected whole number, got number"),
        (line(unit_price=True), "lines[0].unit_price", "expected whole number or number or text, got bool"),
        (line(sku=""), "lines[0].sku", "expected text of length >= 1"),
        (body(lines=[]), "lines", "expected array of length >= 1"),
        (body(placed_at="yesterday"), "placed_at", "invalid RFC3339 encoded datetime"),
        (body(address={"country": 7}), "address.country", "expected text, got whole number"),
        (body(discounts=[{"kind": "coupon", "id": "C"}]), "discounts[0].amount", "is required"),
        ([], "", "expected object, got array"),
    ],
)
def test_a_wrong_field_is_named_with_what_is_wrong(sent: Any, path: str, message: str) -> None:
    (problem,) = refusal(sent).problems

    assert (problem.path, problem.message) == (path, message)


def test_a_field_that_is_missing_is_named() -> None:
    sent = body()
    del sent["payment"]["method"]

    (problem,) = refusal(sent).problems

    assert (problem.path, problem.message) == ("payment.method", "is required")


def test_a_field_that_nobody_knows_is_named_with_those_that_are_known() -> None:
    (problem,) = refusal(line(qty=2)).problems

    assert problem.path == "lines[0].qty"
    assert problem.allowed == ("sku", "quantity", "unit_price", "merchant_id")


def test_a_value_out_of_a_list_is_answered_with_the_list() -> None:
    (problem,) = refusal(body(order_type="gift")).problems

    assert problem.path == "order_type"
    assert set(problem.allowed) > {"normal", "presale", "b2b"}


def test_a_pattern_is_shown_as_it_is_written() -> None:
    (problem,) = refusal(body(currency="yuan")).problems

    assert problem.message.endswith("the pattern is ^[A-Z]{3}$")


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        (b'{"channel": "app",', "truncated"),
        (b'{"nobody knows": 1, oops}', "malformed"),
        (b'{"channel": "\xff"}', "not UTF-8"),
        (b"\xef\xbb\xbf{}", "malformed"),
        (b"[" * 100_000, "nested too deeply"),
    ],
)
def test_what_is_no_json_is_told_from_json_with_a_wrong_field(sent: bytes, reason: str) -> None:
    with pytest.raises(MalformedBody, match=reason):
        read_json(sent, OrderRequest)
