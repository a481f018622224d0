"""The order, its children, its lines and where they are taken from."""

from datetime import datetime

import msgspec

from engine.money import ApportionmentMode, Money
from engine.orders.payment import Settlement
from engine.orders.pin import SidePin
from engine.orders.request import Address, CustomerInfo, InvoiceInfo
from engine.orders.status import OrderStatus
from engine.orders.terms import OrderTerms, PresaleTerms

# What is kept of an order leaves out what is as by default: a default, once used, never changes.


class Discount(msgspec.Struct, frozen=True, kw_only=True):
    """One discount with its source; `shares` are what each line takes of it, as (line id, minor units)."""

    kind: str
    id: str
    amount: Money
    source: str = "channel"
    shares: tuple[tuple[str, int], ...] = ()


class AmountStep(msgspec.Struct, frozen=True, kw_only=True):
    """One step on the way from the goods to what is paid: what it changed, by which source, and what stood after it.

    `step`: `goods`, the kind of a discount, `freight` or `payable`.
    """

    step: str
    amount: Money
    after: Money
    id: str = ""
    source: str = ""


class LineItem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line with the snapshot of the goods as they were when the order was placed. Weight and volume of one unit.

    `gift_of`: the rule that gives it for nothing (None: it was ordered).
    """

    id: str  # "1", "2", … in the order of the request
    sku: str
    name: str
    merchant: str
    category: str
    quantity: int
    unit_price: Money
    discount: Money
    freight: Money
    weight_grams: int
    volume_cm3: int
    temperature: str = "ambient"
    type: str = "goods"
    trade: str = "domestic"
    bonded_zone: str | None = None
    brand: str | None = None
    presale: bool = False
    ship_date: str | None = None
    is_promo: bool = False
    gift_of: str | None = None

    @property
    def amount(self) -> Money:
        """Unit price times quantity, before any discount."""
        return self.unit_price * self.quantity


class LineQuantity(msgspec.Struct, frozen=True, kw_only=True):
    """So many units of a line."""

    line: str
    quantity: int


class Allocation(msgspec.Struct, frozen=True, kw_only=True):
    """Units that a warehouse is to ship; they are reserved there."""

    warehouse: str
    lines: tuple[LineQuantity, ...]


class Amounts(msgspec.Struct, frozen=True, kw_only=True):
    """Amounts step by step: payable = goods - discount + freight."""

    goods: Money
    discount: Money
    freight: Money

    @property
    def payable(self) -> Money:
        """What the buyer pays."""
        return Money(self.goods.amount - self.discount.amount + self.freight.amount, self.goods.currency)


class ChildOrder(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is shipped and settled by itself. `lines` are shares of the parent's; amounts add up to the parent's."""

    number: str  # parent's number, "-", 1, 2 …
    merchant: str
    key: str  # the split decision's group key
    group_class: str
    lines: tuple[LineQuantity, ...]
    allocations: tuple[Allocation, ...]
    outcome: str  # allocated, backorder, manual, cancel (of the routing decision)
    amounts: Amounts
    status: OrderStatus
    settlement: Settlement | None = None  # None: nothing was paid yet
    cancelled: tuple[LineQuantity, ...] = ()  # units of its lines that were taken out again
    completes_at: datetime | None = None  # by itself, when nothing is open then; known once it is received


class Cancellation(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A cancellation by the number that its caller gave it, so that the same one again changes nothing.

    `child` is the child order that was called (None: the order itself); no `units` are all that was left.
    """

    number: str
    child: str | None = None
    units: tuple[LineQuantity, ...] = ()


class Order(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The parent order."""

    number: str
    channel: str
    channel_order_id: str
    order_type: str
    source: str
    currency: str
    placed_at: datetime  # as the channel says
    received_at: datetime  # when we planned it
    customer: CustomerInfo
    address: Address
    region: str  # code of the deepest region of the address
    shipping_method: str
    allow_split: bool
    payment_method: str
    lines: tuple[LineItem, ...]
    discounts: tuple[Discount, ...]
    children: tuple[ChildOrder, ...]
    amounts: Amounts
    status: OrderStatus
    release: int  # the release of rule sets that it was placed under
    sides: tuple[SidePin, ...] = ()  # where it counts in a rollout of that release; kept for all its later steps
    blocks: tuple[str, ...] = ()  # what a hold forbids until it is cleared
    hold_reasons: tuple[str, ...] = ()
    hold_queue: str | None = None
    remark: str | None = None
    invoice: InvoiceInfo | None = None
    snapshot_hash: str = ""
    terms: OrderTerms = OrderTerms()
    presale: PresaleTerms | None = None
    group: str | None = None  # the group that a group-buy order has joined
    on_account: bool = False  # a business pays it later
    pickup_point: str | None = None  # where the buyer fetches it; its address is the point's
    steps: tuple[AmountStep, ...] = ()  # from the goods to what is paid
    apportionment: ApportionmentMode = "largest_remainder"  # how its amounts are shared out to lines and children
    settlement: Settlement | None = None  # None: nothing was paid yet
    cancellations: tuple[Cancellation, ...] = ()  # those that came with a number of their own
    version: int = 1
