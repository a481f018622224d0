"""Black-listed in the morning, stopped at the next order: by customer, phone, payment account, address and device."""

from typing import Final

import pytest

from engine.errors import OrderNotAccepted
from engine.orders.request import Address, CustomerInfo, OrderRequest, PaymentInfo
from engine.services.app import Oms
from tests.planning.rulebooks import RULES
from tests.services.calls import a_request, place

NEUTRAL: Final = "订单未能通过审核，请联系客服"


def the_same_person() -> OrderRequest:
    return a_request(
        customer=CustomerInfo(id="C-7", phone="13900000007"),
        device_id="device-7",
        address=Address(region_code="330106", detail="文三路 7 号"),
        payment=PaymentInfo(method="alipay", account="2088-7"),
    )


async def put_on(oms: Oms, list_id: str, fact: str) -> None:
    """Put what a decision saw of the person on a list, as somebody does who looks at the decision."""
    order = await place(oms, the_same_person())
    facts = next(record.facts for record in await oms.orders.decisions(order.order_no) if record.kind == "risk")
    text = (RULES / "lists" / f"{list_id}.yaml").read_text("utf-8")
    await oms.rules.publish(f'{text.rstrip()}\n  - "{facts[fact]}"\n', actor="analyst", reason="核实为恶意")


@pytest.mark.parametrize(
    ("list_id", "fact"),
    [
        ("blacklist.customer", "customer.id"),
        ("blacklist.phone", "customer.phone"),
        ("blacklist.payer", "payment.account"),
    ],
)
async def test_who_is_listed_is_refused_in_neutral_words_and_it_is_kept(oms: Oms, list_id: str, fact: str) -> None:
    await put_on(oms, list_id, fact)

    with pytest.raises(OrderNotAccepted) as refused:
        await place(oms, the_same_person())

    assert str(refused.value) == NEUTRAL
    kept = await oms.orders.explain(refused.value.decision)
    assert kept.agrees
    assert "黑名单" in str(kept.answer)


@pytest.mark.parametrize(
    ("list_id", "fact"), [("blacklist.address", "address.cluster"), ("blacklist.device", "customer.device")]
)
async def test_what_others_may_use_too_is_held_for_a_person(oms: Oms, list_id: str, fact: str) -> None:
    await put_on(oms, list_id, fact)

    order = await place(oms, the_same_person())

    assert order.status.review == "held"
    assert order.blocks == ("release", "payment")


async def test_the_white_list_goes_before_and_is_kept(oms: Oms) -> None:
    await put_on(oms, "blacklist.phone", "customer.phone")
    await put_on_white(oms)

    order = await place(oms, the_same_person())

    risk = next(record for record in await oms.orders.decisions(order.order_no) if record.kind == "risk")
    assert (order.status.review, risk.answer["reasons"]) == ("passed", ["白名单客户"])


async def put_on_white(oms: Oms) -> None:
    text = (RULES / "lists" / "whitelist.customer.yaml").read_text("utf-8")
    await oms.rules.publish(text.replace("KA-0002]", "KA-0002, C-7]"), actor="analyst", reason="长期客户")
