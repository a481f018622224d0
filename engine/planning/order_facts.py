"""The facts of an order that rules of every kind may test, built once for all its decisions."""

from collections.abc import Mapping
from datetime import date

import msgspec

from engine.decisions.group_vocabulary import coldest
from engine.evaluation.facts import Facts, Value
from engine.geography.regions import RegionTree
from engine.orders.catalogue import Customer
from engine.orders.order import LineItem, Order
from engine.orders.tokens import Tokens
from engine.planning.snapshot import Velocity

OrderFacts = Mapping[str, Value | None]


class Buyer(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of who orders, beside what the order says."""

    customer: Customer | None = None
    velocity: Velocity = Velocity()
    tokens: Tokens = Tokens()
    ip_region: str | None = None


def order_facts(order: Order, buyer: Buyer, regions: RegionTree) -> OrderFacts:
    """Return the facts of an order, without its lines. One that is not known is left out."""
    facts: dict[str, Value | None] = {
        "order.no": order.number or None,
        "order.type": order.order_type,
        "order.placed_at": order.placed_at,
        "order.currency": order.currency,
        "order.goods_total": order.amounts.goods.amount,
        "order.discount_total": order.amounts.discount.amount,
        "order.quantity": sum([line.quantity for line in order.lines]),
        "order.weight_grams": sum([line.quantity * line.weight_grams for line in order.lines]),
        "order.volume_cm3": sum([line.quantity * line.volume_cm3 for line in order.lines]),
        "order.shipping_method": order.shipping_method,
        "order.remark": order.remark,
        "order.temperature": coldest(line.temperature for line in order.lines),
        "order.allow_split": order.allow_split,
        "order.apportionment": None if order.apportionment == "largest_remainder" else order.apportionment,
        "order.source": order.source,
        "channel": order.channel,
        "payment.method": order.payment_method,
        **_customer_facts(order, buyer),
        **_velocity_facts(buyer.velocity),
        **_place_facts(order.region, regions),
        "ip.region": buyer.ip_region,
    }
    return _known(facts)


def _customer_facts(order: Order, buyer: Buyer) -> OrderFacts:
    return {
        "customer.id": order.customer.id,
        "customer.level": order.customer.level,
        "customer.tags": order.customer.tags,
        "customer.is_new": buyer.customer is None or buyer.customer.orders_placed == 0,
        "customer.phone": buyer.tokens.phone,
        "customer.device": buyer.tokens.device,
        "customer.ip": buyer.tokens.ip,
        "address.cluster": buyer.tokens.address,
        "payment.account": buyer.tokens.payer,
    }


def _velocity_facts(velocity: Velocity) -> OrderFacts:
    return {
        "customer.orders_1h": velocity.customer_orders_1h,
        "customer.orders_24h": velocity.customer_orders_24h,
        "customer.orders_7d": velocity.customer_orders_7d,
        "customer.amount_24h": velocity.customer_amount_24h,
        "customer.promo_quantity_24h": velocity.customer_promo_quantity_24h,
        "cluster.promo_quantity_24h": velocity.cluster_promo_quantity_24h,
        "phone.orders_24h": velocity.phone_orders_24h,
        "address.orders_24h": velocity.address_orders_24h,
        "device.orders_24h": velocity.device_orders_24h,
        "payer.orders_24h": velocity.payer_orders_24h,
    }


def _place_facts(region: str, regions: RegionTree) -> OrderFacts:
    """Return the place level by level; where the tree ends early, the region stands for what is missing."""
    _, *levels = reversed(regions.ancestors(region))
    province, city, district = (*levels, None, None, None)[:3]
    return {
        "address.region": region,
        "address.province": province or region,
        "address.city": city or region,
        "address.district": district,
    }


def line_facts(line: LineItem, prefix: str = "line") -> OrderFacts:
    """Return the facts of a line; weight and volume are of one unit, the amount of all. One not known is left out."""
    facts: dict[str, Value | None] = {
        f"{prefix}.id": line.id,
        f"{prefix}.sku": line.sku,
        f"{prefix}.name": line.name,
        f"{prefix}.category": line.category,
        f"{prefix}.brand": line.brand,
        f"{prefix}.merchant": line.merchant,
        f"{prefix}.quantity": line.quantity,
        f"{prefix}.unit_price": line.unit_price.amount,
        f"{prefix}.amount": line.amount.amount,
        f"{prefix}.weight_grams": line.weight_grams,
        f"{prefix}.volume_cm3": line.volume_cm3,
        f"{prefix}.temperature": line.temperature,
        f"{prefix}.type": line.type,
        f"{prefix}.trade": line.trade,
        f"{prefix}.bonded_zone": line.bonded_zone,
        f"{prefix}.presale": line.presale,
        f"{prefix}.ship_date": date.fromisoformat(line.ship_date) if line.ship_date else None,
        f"{prefix}.is_promo": line.is_promo,
    }
    return _known(facts)


def _known(facts: dict[str, Value | None]) -> OrderFacts:
    for path in [path for path, value in facts.items() if value is None]:
        del facts[path]
    return facts


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """What all decisions of one order share: its facts, and of each line by id the line and its facts.

    `elements` are the facts of all lines, as the list `lines` of a decision that sees them all.
    """

    facts: OrderFacts
    items: Mapping[str, LineItem]
    lines: Mapping[str, OrderFacts]
    elements: tuple[OrderFacts, ...]

    def units(self, line: str, quantity: int) -> OrderFacts:
        """Return the facts of a line of which only so many units are meant."""
        item, facts = self.items[line], self.lines[line]
        if quantity == item.quantity:
            return facts
        return {**facts, "line.quantity": quantity, "line.amount": item.unit_price.amount * quantity}

    def priced(self, order: Order) -> "Case | None":
        """Return what the decisions share once the same lines have discounts; None where lines came in or went."""
        items = {line.id: line for line in order.lines}
        if items.keys() != self.items.keys():
            return None
        facts = {**self.facts, "order.discount_total": order.amounts.discount.amount}
        return msgspec.structs.replace(self, facts=facts, items=items)

    def whole(self) -> Facts:
        """Return the facts of the order with all its lines."""
        return {**self.facts, **self.all_lines()}

    def all_lines(self) -> Facts:
        """Return the list of all lines alone."""
        return {"lines": self.elements}


def case_of(order: Order, buyer: Buyer, regions: RegionTree) -> Case:
    """Return what the decisions of an order share."""
    lines = {line.id: line_facts(line) for line in order.lines}
    if bought := buyer.velocity.bought_24h:
        for line in order.lines:
            if line.sku in bought:
                lines[line.id] = {**lines[line.id], "line.bought_24h": bought[line.sku]}
    return Case(
        facts=order_facts(order, buyer, regions),
        items={line.id: line for line in order.lines},
        lines=lines,
        elements=tuple(lines.values()),
    )
