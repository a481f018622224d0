"""The page of the lifecycle, written from the tables: states, moves, guards, flows, and a diagram of each."""

from collections.abc import Iterator
from typing import Final

from engine.orders.lifecycle.diagram import diagram, edges, first_states
from engine.orders.lifecycle.flows import FLOWS, Flow
from engine.orders.lifecycle.moves import ROLES, RULES
from engine.orders.lifecycle.names import DIMENSIONS, STATES
from engine.orders.lifecycle.tables import DIMENSION_OF, TABLES
from engine.orders.status import Move
from engine.orders.views import ENGLISH

_HEAD: Final = """# The life of an order · 订单生命周期

This page is written from the tables by `python -m scripts.write_lifecycle`; do not edit it by hand.

The status of an order is a vector of five: order, review, payment, fulfilment, after-sale. Each is a table: which
state follows which, by what move. A move is made when **the table** has it, **the flow** of the order's type has
it, it is for **the role** of who asks, and every **guard** holds; a guard may look at the whole vector, the order
and the time. What is refused is answered with 409 `illegal_move`, which names the moves that are legal now and what
stands against this one. The customer of an order under review reads only that it waits.

**Parent and children.** Children run alone once the order is placed: each is paid, shipped, received and cancelled
by itself, and the parent's vector is a function of theirs. The least advanced child that is not cancelled tells how
far the order, its goods and its review are; the payment is the one that all agree on, `partly_paid` where some
still wait and `partly_refunded` where something was given back.

**What a unit is worth.** A unit costs its share of its line's amount less the line's discounts, so cut that any
sequence of cancellations adds up to what was paid, to the minor unit. The freight of a child stays as long as one
of its units does; it is given back with the last. What was paid and is not needed (twice, late, too much, for an
order that is off) is written down and owed back at once. Cash on delivery and business on account are numbers only:
no account moves.

**What follows by itself.** A move marked *follows* is made by nobody: it is a consequence of another one.

**What falls due.** The system cancels what is unpaid at `terms.pay_by`, lets a deposit lapse at `presale.balance_by`
(a presale that nobody has confirmed until then is cancelled and its deposit owed back: its buyer could not pay), and
completes a child at its `completes_at` (so long after its receipt as the terms say), if nothing of it is open.
"""


def lifecycle_page() -> str:
    """Return the page as Markdown."""
    parts = [_HEAD, *_types(), *_tables(), *_moves(), *_guards(), *_words(), *_diagrams()]
    return "\n".join(parts).rstrip() + "\n"


def _types() -> Iterator[str]:
    yield "## Order types · 订单类型\n"
    yield "| type | 名称 | begins | accepted | parcels | stock | money |"
    yield "|---|---|---|---|---|---|---|"
    for flow in FLOWS.values():
        yield _type_row(flow)


def _type_row(flow: Flow) -> str:
    begins = ", ".join(f"`{state}`" for state in first_states(flow.order_type, "payment"))
    accepted = "by hand" if flow.is_confirmed_by_hand else "by itself"
    parcels = "shipped" if flow.is_shipped else "fetched" if flow.moves_stock else "none"
    stock = "moves" if flow.moves_stock else "none"
    asks_nothing = Move.PAY not in flow.moves and Move.COLLECT not in flow.moves
    money = "none" if asks_nothing else "moves" if flow.moves_money else "numbers only"
    return f"| `{flow.order_type}` | {flow.name_zh} | {begins} | {accepted} | {parcels} | {stock} | {money} |"


def _tables() -> Iterator[str]:
    for dimension, table in TABLES.items():
        chinese, english = DIMENSIONS[dimension]
        yield f"\n## {english} · {chinese}\n"
        yield "| state | 名称 | name | moves |"
        yield "|---|---|---|---|"
        for state, row in table.items():
            moves = ", ".join(f"`{move}` → `{target}`" for move, target in row.items()) or "–"
            name_zh, name = STATES[dimension][state]
            yield f"| `{state}` | {name_zh} | {name} | {moves} |"


def _moves() -> Iterator[str]:
    yield "\n## Moves · 操作\n"
    yield "| move | of | cause | 原因 | who | guards |"
    yield "|---|---|---|---|---|---|"
    for move, rule in RULES.items():
        who = "*follows*" if rule.is_consequence else ", ".join(sorted(rule.roles))
        guards = ", ".join(f"`{guard.name}`" for guard in rule.guards) or "–"
        dimension = DIMENSIONS[DIMENSION_OF[move]][1].lower()
        yield f"| `{move}` | {dimension} | {rule.cause} | {rule.cause_zh} | {who} | {guards} |"
    yield f"\nRoles: {', '.join(f'`{role}`' for role in sorted(ROLES))}."


def _guards() -> Iterator[str]:
    yield "\n## Guards · 条件\n"
    yield "| guard | it takes that | 条件 |"
    yield "|---|---|---|"
    guards = {guard.name: guard for rule in RULES.values() for guard in rule.guards}
    for guard in guards.values():
        yield f"| `{guard.name}` | {guard.sentence} | {guard.sentence_zh} |"


def _words() -> Iterator[str]:
    yield "\n## Words for readers · 对外状态\n"
    yield "Customer, platform and ERP read words, each a total function of the vector; `views` of an order has them.\n"
    yield ", ".join(f"{chinese} ({english})" for chinese, english in ENGLISH.items()) + "."


def _diagrams() -> Iterator[str]:
    yield "\n## Diagrams · 状态图\n"
    yield "Where two order types go the same way in a dimension, they share its diagram."
    for dimension, (chinese, english) in DIMENSIONS.items():
        same: dict[str, list[str]] = {}
        for order_type in FLOWS:
            if edges(order_type, dimension):
                same.setdefault(diagram(order_type, dimension), []).append(order_type)
        for text, order_types in same.items():
            names = ", ".join(f"`{name}`" for name in order_types)
            yield f"\n### {english} · {chinese}: {names}\n"
            yield f"```mermaid\n{text}```"
