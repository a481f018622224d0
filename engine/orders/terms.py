"""What an order was promised when it was placed: by when it is paid, when it completes, who reviews it by when."""

from datetime import datetime, timedelta
from typing import Literal

import msgspec

from engine.money import Money

# The node after which a customer cannot cancel any more; `never`: he can at no time.
CancelUntil = Literal["never", "paid", "allocated", "shipped", "received"]


class OrderTerms(msgspec.Struct, frozen=True, kw_only=True):
    """The answer of the `terms` decision as instants; pinned to the order, whatever the rules say later.

    `pay_by`: unpaid at this instant, the order is cancelled (None: never). `review_from`: nobody reviews it before;
    `review_by`: when its review is overdue. `reviewers`: so many different people have to agree to clear it.
    `complete_after`: so long after its receipt a child is completed by itself (None: never).
    """

    pay_by: datetime | None = None
    cancel_until: CancelUntil = "shipped"
    review_from: datetime | None = None
    review_by: datetime | None = None
    reviewers: int = 1
    complete_after: timedelta | None = None


class PresaleTerms(msgspec.Struct, frozen=True, kw_only=True):
    """A presale's two payments: `deposit + balance = payable`; the balance is paid in `[balance_from, balance_by)`.

    `promised` is the balance as it was first agreed on, where it was changed since: the payable is less by the rest.
    """

    deposit: Money
    balance: Money
    balance_from: datetime
    balance_by: datetime
    promised: Money | None = None
