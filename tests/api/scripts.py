"""An order on its way over HTTP, as those who move it do it: each with a key of their own role."""

from itertools import count
from typing import Any

import httpx

from engine.orders.actor import Role
from engine.services.roles import SCOPE_OF
from tests.api.conftest import Site, an_order_of

_NUMBERS = count(1)
Views = tuple[str, str, str]


class Script:
    """One order and everybody who moves it."""

    def __init__(self, site: Site, placed: dict[str, Any], keys: dict[Role, dict[str, str]]) -> None:
        self.site, self.placed, self._keys = site, placed, keys
        self.number: str = placed["order_no"]
        self.payable: str = placed["amounts"]["payable"]

    async def post(self, verb: str, by: Role, /, *, child: int | None = None, **body: Any) -> httpx.Response:
        """Call one verb as one role, for the order or for one of its children."""
        number = self.number if child is None else f"{self.number}-{child}"
        return await self.site.client.post(f"/v1/orders/{number}/{verb}", json=body, headers=self._keys[by])

    async def do(self, verb: str, by: Role, /, *, child: int | None = None, **body: Any) -> dict[str, Any]:
        """Call a verb that must be possible, and return its answer."""
        answer = await self.post(verb, by, child=child, **body)
        assert answer.status_code == 200, (verb, answer.text)
        told: dict[str, Any] = answer.json()
        assert await self.site.oms.catalogue.disagreements() == (), verb
        return told

    async def refused(self, verb: str, by: Role, /, *, child: int | None = None, **body: Any) -> str:
        """Call a verb that must not be possible now; return what is said, and see that nothing has changed."""
        before = await self.seen()
        answer = await self.post(verb, by, child=child, **body)
        problem = answer.json()
        assert (answer.status_code, problem["type"]) == (409, "/errors/illegal_move"), (verb, answer.text)
        assert (await self.seen())["version"] == before["version"], verb
        detail: str = problem["detail"]
        return detail

    async def refuses_all(self, *verbs: tuple[str, Role], child: int | None = None) -> None:
        """See that none of these is possible now."""
        for verb, by in verbs:
            await self.refused(verb, by, child=child, **BODIES.get(verb, {}))

    async def pay(self, amount: str | None = None, *, child: int | None = None, **body: Any) -> dict[str, Any]:
        """Let the payment provider tell of money that came in: all of it, where no amount is named."""
        return await self.do(
            "payments", "payment", child=child, **{**a_receipt(), "amount": amount or self.payable, **body}
        )

    async def seen(self) -> dict[str, Any]:
        """Return the order as it is now."""
        answer = await self.site.client.get(f"/v1/orders/{self.number}")
        assert answer.status_code == 200, answer.text
        order: dict[str, Any] = answer.json()
        return order

    async def stands(self) -> tuple[str, str, str]:
        """Return the states of order, payment and fulfilment."""
        status = (await self.seen())["status"]
        return status["order"], status["payment"], status["fulfillment"]

    async def views(self) -> Views:
        """Return the words for customer, platform and ERP; the customer's own page says the same as the first."""
        order = await self.seen()
        views = order["views"]
        assert (await self.customer())["status"] == views["customer"]
        return views["customer"], views["platform"], views["erp"]

    async def customer(self) -> dict[str, Any]:
        """Return the order as its buyer sees it."""
        answer = await self.site.client.get(f"/v1/orders/{self.number}/customer-view")
        assert answer.status_code == 200, answer.text
        page: dict[str, Any] = answer.json()
        return page

    async def money(self) -> tuple[str, str]:
        """Return what was paid and what is given back so far; the rows of both add up to it."""
        order = await self.seen()
        settlement = order["settlement"]
        assert total(order["payments"]) == cents(settlement["paid"])
        assert total(order["refunds"]) == cents(settlement["refunded"])
        return settlement["paid"], settlement["refunded"]

    async def stock(self, sku: str) -> tuple[int, int]:
        """Return the units of a SKU on hand and the reserved ones."""
        levels = await self.site.oms.catalogue.stock(sku)
        return sum(level.on_hand for level in levels), sum(level.reserved for level in levels)


# The way of the goods that are brought, from the shelf to the end.
FULFILLING: tuple[tuple[str, Role], ...] = (
    ("allocation", "warehouse"),
    ("shipments", "warehouse"),
    ("receipt", "customer"),
    ("refusal", "customer"),
    ("returned-goods", "warehouse"),
    ("completion", "customer"),
)
# What a verb needs in its body to be understood at all.
BODIES: dict[str, dict[str, Any]] = {
    "payments": {"payment_no": "R-0", "method": "alipay", "amount": "1.00"},
    "collection": {"payment_no": "R-1", "method": "cash", "amount": "1.00"},
    "cancellation": {"reason": "不要了"},
    "balance": {"balance": "1.00"},
    "group-result": {"succeeded": True},
}


def a_receipt(method: str = "alipay") -> dict[str, Any]:
    """Return a payment's number and method, never used before."""
    return {"payment_no": f"P-{next(_NUMBERS)}", "method": method}


def cents(text: str) -> int:
    """Return decimal text as minor units."""
    return round(float(text) * 100)


def total(rows: list[dict[str, Any]]) -> int:
    return sum(cents(row["amount"]) for row in rows)


async def script(site: Site, order_type: str = "normal", **changes: Any) -> Script:
    """Place an order of two A-1 (or of what is named) and return it with a key for each role."""
    body = an_order_of(f"S-{next(_NUMBERS)}", quantity=2)
    body = {**body, "customer": {"id": f"C-{body['channel_order_id']}"}, "order_type": order_type, **changes}
    placed = await site.client.post("/v1/orders", json=body)
    assert placed.status_code == 201, placed.text
    keys = {role: await site.with_scopes(scope) for role, scope in SCOPE_OF.items()}
    return Script(site, placed.json(), keys)
