"""What callers see of orders: the wire form of answers, amounts as decimal text. Shared by the API and the admin."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from engine.decisions.step_record import StepRecord
from engine.evaluation.explain import StepSeen
from engine.evaluation.nearest_change import FactChange
from engine.orders.status import OrderStatus, StatusView
from engine.orders.terms import OrderTerms
from engine.services.money_views import PaymentView, PresaleView, RefundView, SettlementView
from engine.services.move_views import Moves


class AmountStepView(msgspec.Struct, frozen=True, kw_only=True):
    """One step from the goods to what is paid: what it changed, by which source, and what stood after it.

    `step`: `goods`, the kind of a discount, `changed_balance`, `freight` or `payable`.
    """

    step: str
    id: str
    source: str  # promotion-standard@3/coupon-10, channel
    amount: str
    after: str


class AmountsView(msgspec.Struct, frozen=True, kw_only=True):
    """Amounts in major units as decimal text; payable = goods - discount + freight."""

    goods: str
    discount: str
    freight: str
    payable: str
    steps: tuple[AmountStepView, ...] = ()


class LineView(msgspec.Struct, frozen=True, kw_only=True):
    """One line as it was when the order was placed."""

    line: str
    sku: str
    name: str
    merchant_id: str
    category: str
    quantity: int
    unit_price: str
    amount: str
    discount: str
    freight: str
    weight_grams: int
    temperature: str
    gift_of: str | None = None  # the rule that gives it for nothing


class LineShareView(msgspec.Struct, frozen=True, kw_only=True):
    """So many units of a line."""

    line: str
    sku: str
    quantity: int


class AllocationView(msgspec.Struct, frozen=True, kw_only=True):
    """What a warehouse is to ship."""

    warehouse: str
    lines: tuple[LineShareView, ...]


class ChildView(msgspec.Struct, frozen=True, kw_only=True):
    """One child order."""

    order_no: str
    merchant_id: str
    group_class: str
    outcome: str
    lines: tuple[LineShareView, ...]
    allocations: tuple[AllocationView, ...]
    goods: str
    discount: str
    freight: str
    payable: str
    status: OrderStatus
    settlement: SettlementView
    cancelled: tuple[LineShareView, ...] = ()  # units of its lines that were taken out again
    completes_at: datetime | None = None  # by itself, unless something of it is open then
    moves: Moves | None = None


class DecisionView(msgspec.Struct, frozen=True, kw_only=True):
    """One decision in short."""

    id: str
    kind: str
    subject: str
    set: str  # risk-default@18
    side: str
    answer: Mapping[str, object]


class EventView(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of an order's time line."""

    id: int
    name: str
    at: datetime
    actor: str
    data: Mapping[str, object]


class OrderView(msgspec.Struct, frozen=True, kw_only=True):
    """One order, whole."""

    order_no: str
    channel: str
    channel_order_id: str
    order_type: str
    placed_at: datetime
    received_at: datetime
    currency: str
    status: OrderStatus
    views: StatusView
    amounts: AmountsView
    customer_id: str | None
    customer_level: str | None
    customer_tags: tuple[str, ...]
    region_code: str
    region: str  # its official path
    shipping_method: str
    payment_method: str
    remark: str | None
    lines: tuple[LineView, ...]
    discounts: tuple[Mapping[str, object], ...]
    children: tuple[ChildView, ...]
    decisions: tuple[DecisionView, ...]
    release: int
    blocks: tuple[str, ...] = ()
    hold_reasons: tuple[str, ...] = ()
    hold_queue: str | None = None
    timeline: tuple[EventView, ...] = ()
    version: int = 1
    terms: OrderTerms = OrderTerms()
    presale: PresaleView | None = None
    pickup_point: str | None = None
    settlement: SettlementView
    payments: tuple[PaymentView, ...] = ()
    refunds: tuple[RefundView, ...] = ()
    moves: Moves | None = None  # what can be done now, and by whom; null where it was not looked at: only GET does


class QuoteView(msgspec.Struct, frozen=True, kw_only=True):
    """The same plan without placing."""

    quote: str
    currency: str
    accepted: bool
    amounts: AmountsView
    children: tuple[ChildView, ...]
    decisions: tuple[DecisionView, ...]
    release: int
    customer_text: str | None = None


class OrderRowView(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the order list."""

    order_no: str
    channel: str
    channel_order_id: str
    placed_at: datetime
    customer_id: str | None
    region: str
    payable: str
    currency: str
    status: OrderStatus
    views: StatusView
    child_count: int
    warehouses: tuple[str, ...]


class OrderFilter(msgspec.Struct, frozen=True, kw_only=True):
    """What an order list is narrowed to; everything is optional and must all hold. Times are half-open."""

    placed_from: datetime | None = None
    placed_to: datetime | None = None
    customer_id: str | None = None
    merchant_id: str | None = None
    channel: str | None = None
    order_state: str | None = None
    review_state: str | None = None
    region: str | None = None  # a region code: everything within it
    warehouse: str | None = None
    tag: str | None = None
    product: str | None = None  # part of a product's name
    remark: str | None = None  # part of the remark
    text: str | None = None  # order number or channel order id, from its beginning


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """One page of orders, newest first. `next` is the key for `after`; None at the end."""

    items: tuple[OrderRowView, ...]
    next: str | None = None
    total: int | None = None  # only where it was asked for


class NearestView(msgspec.Struct, frozen=True, kw_only=True):
    """Changes of facts that together would have given another answer, and that answer."""

    changes: tuple[FactChange, ...]
    answer: object


class ExplanationView(msgspec.Struct, frozen=True, kw_only=True):
    """One decision explained: recomputed by the reference evaluator from the stored facts."""

    id: str
    kind: str
    set: str
    sha: str
    at: datetime
    facts: Mapping[str, object]
    answer: Mapping[str, object]
    steps: tuple[StepSeen, ...]
    agrees: bool  # the reference evaluator gives the stored answer
    nearest: tuple[NearestView, ...] = ()


class RuleSetRow(msgspec.Struct, frozen=True, kw_only=True):
    """One rule set in the list."""

    id: str
    kind: str
    title: str
    version: int  # in force
    sha: str
    published_at: datetime
    published_by: str
    reason: str
    rule_count: int
    test_count: int
    versions: int


class VersionRow(msgspec.Struct, frozen=True, kw_only=True):
    """One version of a rule set."""

    version: int
    sha: str
    published_at: datetime
    published_by: str
    reason: str
    in_force: bool


class ListRow(msgspec.Struct, frozen=True, kw_only=True):
    """One reference list, the version in force."""

    id: str
    title: str
    version: int
    members: int
    published_at: datetime
    published_by: str
    reason: str


class EvaluationView(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a rule set answers to given facts. `set` is `risk-default@18`, without a version where it is not kept."""

    answer: Mapping[str, object]
    steps: tuple[StepRecord, ...]
    set: str
    sha: str
    engine: str
    alarms: tuple[str, ...] = ()
    explanation: tuple[StepSeen, ...] = ()  # where it was asked for


class ReturnView(msgspec.Struct, frozen=True, kw_only=True):
    """A request to take goods back, answered. The policy's terms stand also where the request is rejected."""

    return_no: str
    order_no: str
    line: str
    quantity: int
    allowed: bool
    action: str  # auto, manual, reject
    reason: str | None
    window_days: int | None
    shipping_by: str | None
    restock_percent: int | None
    pickup: bool | None
    decision: DecisionView
