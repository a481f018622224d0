"""The query parameters of the order list."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta

from api.queries import PageQuery, Part
from engine.orders.status import OrderState, ReviewState
from engine.services.views import OrderFilter

Instant = Annotated[datetime, Meta(tz=True)]


class OrderQuery(PageQuery, frozen=True, kw_only=True):
    """What an order list is narrowed to; all that is given must hold. Times are half-open and need a zone."""

    placed_from: Instant | None = None
    placed_to: Instant | None = None
    customer_id: Part | None = None
    merchant_id: Part | None = None
    channel: Part | None = None
    order_state: OrderState | None = None
    review_state: ReviewState | None = None
    region: Annotated[str, Meta(max_length=16, description="a region code: everything within it")] | None = None
    warehouse: Part | None = None
    tag: Part | None = None
    product: Annotated[str, Meta(max_length=100, description="part of a product's name")] | None = None
    remark: Annotated[str, Meta(max_length=100, description="part of the remark")] | None = None
    text: Annotated[str, Meta(max_length=64, description="beginning of an order number or channel order id")] | None = (
        None
    )
    with_total: bool = False

    @property
    def filter(self) -> OrderFilter:
        """What the list is narrowed to, without the page."""
        return OrderFilter(**{name: getattr(self, name) for name in OrderFilter.__struct_fields__})
