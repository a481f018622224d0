"""Orders that the shipped rules hold, and what people do with them."""

from engine.orders.actor import Actor
from engine.orders.operation_requests import CancellationRequest, PaymentRequest
from engine.services.app import Oms
from engine.services.review_views import ReviewView
from engine.services.reviews import Reviewer
from engine.services.roles import Caller
from engine.services.views import OrderView
from tests.builders import a_line
from tests.services.calls import a_request, place

WANG, LI = "王芳", "李雷"


async def a_held(oms: Oms, quantity: int = 1000) -> OrderView:
    """Place an order that the shipped rules hold: 1,000 units of one SKU by a new customer (of 3,000: delayed)."""
    order = await place(oms, a_request(a_line("A-1", quantity, "0.50"), channel="taobao"))
    assert order.status.review == "held"
    return order


async def cancel(oms: Oms, order: OrderView) -> None:
    buyer = Caller(actor=Actor(name="buyer", role="customer"))
    await oms.operations.cancel(order.order_no, CancellationRequest(reason="不想要了"), buyer)


async def pay(oms: Oms, order: OrderView, amount: str | None = None) -> None:
    """Let the payment provider tell of money that came in: all of it, where no amount is named."""
    number = f"P-{order.order_no}-{amount}"
    asked = PaymentRequest(payment_no=number, method="alipay", amount=amount or order.amounts.payable)
    await oms.operations.pay(order.order_no, asked, Caller(actor=Actor(name="alipay", role="payment")))


async def review_of(oms: Oms, order: OrderView) -> ReviewView:
    (review,) = await oms.reviews.of_order(order.order_no)
    return review


async def clear(oms: Oms, order: OrderView, person: str = WANG) -> ReviewView:
    return (await oms.reviews.decide(order.order_no, "clear", "核实过", Reviewer(name=person)))[0]


async def reject(oms: Oms, order: OrderView, person: str = WANG) -> ReviewView:
    return (await oms.reviews.decide(order.order_no, "reject", "刷单", Reviewer(name=person)))[0]
