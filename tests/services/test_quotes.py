"""Quotes: the same figures as the order, nothing written, and a promise that a change of rules does not break."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from engine.errors import InvalidInput, OutOfStock
from engine.orders.request import PaymentInfo
from engine.services.app import Oms
from engine.services.quote_token import make_quote_token, quote_base, read_quote_token
from engine.services.views import OrderFilter
from tests.builders import a_line
from tests.services.calls import a_request, place
from tests.services.conftest import free, stock

AT = datetime(2026, 11, 11, tzinfo=UTC)


async def test_a_quote_says_what_the_order_will_cost_and_writes_nothing(oms: Oms) -> None:
    request = a_request(a_line("A-1", 2), a_line("B-1", 1))

    quote = await oms.orders.quote(request)

    assert await free(oms, "A-1") == 200
    assert (await oms.orders.list(OrderFilter())).items == ()
    order = await place(oms, request)
    assert quote.accepted
    assert quote.amounts == order.amounts
    assert [child.allocations for child in quote.children] == [child.allocations for child in order.children]


async def test_an_order_that_names_its_quote_is_decided_by_the_quotes_release(oms: Oms) -> None:
    request = a_request(a_line("A-1", 2))
    quote = await oms.orders.quote(request)
    text = (await oms.rules.text("risk-default")).replace("默认风控审核", "新的风控审核")
    await oms.rules.publish(text, actor="analyst", reason="新版")

    order = await place(oms, msgspec.structs.replace(request, quote=quote.quote))
    without = await place(oms, a_request())

    assert (order.release, without.release) == (1, 2)
    assert order.amounts == quote.amounts


async def test_a_quote_of_an_order_that_would_be_rejected_says_so_in_neutral_words(oms: Oms) -> None:
    await stock(oms, {("A-1", "HZ"): 5000})

    quote = await oms.orders.quote(a_request(a_line("A-1", 1000), payment=PaymentInfo(method="cod")))

    assert not quote.accepted
    assert quote.customer_text == "订单未能通过审核，请联系客服"


async def test_what_is_not_there_cannot_be_quoted(oms: Oms) -> None:
    with pytest.raises(OutOfStock):
        await oms.orders.quote(a_request(a_line("A-1", 201)))


def test_a_token_names_its_release_for_a_day() -> None:
    base = quote_base(7, AT, "n0nce")
    token = make_quote_token(b"secret", base, ["candidate", "baseline", "control"])

    read = read_quote_token(b"secret", token, AT + timedelta(hours=23))
    assert (read.release, read.base) == (7, base)
    assert read.sides(["a", "b", "c"]) == {"a": "candidate", "b": "baseline", "c": "control"}
    assert read_quote_token(b"secret", make_quote_token(b"secret", base), AT).sides([]) == {}
    with pytest.raises(InvalidInput, match="expired"):
        read_quote_token(b"secret", token, AT + timedelta(hours=25))


@pytest.mark.parametrize("token", ["", "Q7", "Q7.99999999999.n.0", "Q8.99999999999.n.abc", "啊.啊"])
def test_a_token_that_we_did_not_make_is_refused(token: str) -> None:
    with pytest.raises(InvalidInput, match="no quote of ours"):
        read_quote_token(b"secret", token, AT)
