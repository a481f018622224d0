"""The money of an order: what was received, what is given back, and by when it is paid."""

from nicegui import ui

from admin.components.display import chip, moment, money, pair
from admin.context import AdminContext
from admin.language import say, say_or_self
from engine.services.views import OrderView


def order_money(context: AdminContext, seen: OrderView) -> None:
    """Draw payments and refunds one by one, their sums, and the dates that still count."""
    with ui.column().classes("panel gap-1"):
        ui.html(f"<h2>{say('money.title')}</h2>", sanitize=False)
        for payment in seen.payments:
            name = f"{say_or_self('received', payment.kind)} · {say_or_self('payment', payment.method)}"
            pair(name, money(payment.amount, seen.currency), "number")
            ui.label(f"{payment.payment_no} · {moment(payment.at, context.timezone)}").classes("faint text-xs")
        for refund in seen.refunds:
            pair(say_or_self("owed", refund.reason), f"- {money(refund.amount, seen.currency)}", "number")
            if refund.number_only:
                chip(say("money.number_only"))
        if seen.payments or seen.refunds:
            ui.separator()
        pair(say("money.paid"), money(seen.settlement.paid, seen.currency), "number")
        pair(say("money.refunded"), money(seen.settlement.refunded, seen.currency), "number")
        pair(say("money.kept"), money(seen.settlement.kept, seen.currency), "number font-semibold")
        _dates(context, seen)


def _dates(context: AdminContext, seen: OrderView) -> None:
    if seen.presale is not None:
        pair(say("money.deposit"), money(seen.presale.deposit, seen.currency), "number")
        pair(say("money.balance"), money(seen.presale.balance, seen.currency), "number")
        pair(say("money.balance_by"), moment(seen.presale.balance_by, context.timezone))
    if seen.terms.pay_by is not None and seen.status.order == "awaiting_payment":
        pair(say("money.pay_by"), moment(seen.terms.pay_by, context.timezone))
    for child in seen.children:
        if child.completes_at is not None and child.status.order == "confirmed":
            name = (
                f"{say('money.completes_at')} · {child.order_no}"
                if len(seen.children) > 1
                else say("money.completes_at")
            )
            pair(name, moment(child.completes_at, context.timezone))
