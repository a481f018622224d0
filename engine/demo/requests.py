"""Invoices as the API would receive them: one `OrderRequest` each."""

from collections.abc import Iterable, Iterator

from engine.demo.enrichment import Buyer, buyer_of
from engine.demo.goods import CURRENCY
from engine.demo.invoices import Invoice, InvoiceLine
from engine.geography.regions import RegionTree
from engine.orders.request import CustomerInfo, OrderRequest, PaymentInfo, RequestLine


def order_requests(invoices: Iterable[Invoice], tree: RegionTree) -> Iterator[OrderRequest]:
    """Yield the request of each invoice, in order. A customer is who their first invoice says."""
    buyers: dict[str, Buyer] = {}
    for invoice in invoices:
        buyer = buyers.get(invoice.customer) or buyer_of(invoice.customer, invoice.country, tree)
        buyers[invoice.customer] = buyer
        yield order_request(invoice, buyer)


def order_request(invoice: Invoice, buyer: Buyer) -> OrderRequest:
    """Return the request of one invoice: its basket, prices and time as they stand, the rest from the buyer."""
    return OrderRequest(
        channel=buyer.channel,
        channel_order_id=invoice.no,
        source="demo",
        placed_at=invoice.at,
        currency=CURRENCY,
        customer=CustomerInfo(id=buyer.id, level=buyer.level, tags=buyer.tags, name=buyer.name, phone=buyer.phone),
        address=buyer.address,
        lines=tuple(_line(line) for line in invoice.lines),
        shipping_method=buyer.shipping,
        payment=PaymentInfo(method=buyer.payment),
        device_id=buyer.device,
    )


def _line(line: InvoiceLine) -> RequestLine:
    return RequestLine(sku=line.stock_code, quantity=line.quantity, unit_price=f"{line.unit_price:f}")
