"""Rules and orders to measure with: rules of three conditions over twelve facts, orders most of which fire some."""

import random
from collections.abc import Mapping, Sequence
from typing import Final

import msgspec
import yaml

TEXTS: Final[Mapping[str, tuple[str, ...]]] = {
    "item.brand": tuple(f"品牌{number}" for number in range(120)),
    "item.category": tuple(f"类目{number}" for number in range(60)),
    "address.province": tuple(f"省份{number}" for number in range(31)),
    "order.channel": ("app", "mini_program", "web", "pos", "taobao", "jd", "shopify", "erp"),
    "payment.method": ("alipay", "wechat", "card", "cod", "transfer"),
    "customer.level": ("silver", "gold", "diamond", "platinum"),
}
NUMBERS: Final[Mapping[str, int]] = {
    "order.goods_total": 500_000,
    "order.weight_grams": 30_000,
    "order.quantity": 50,
    "customer.orders_24h": 21,
}
BOOLEANS: Final = ("customer.is_new", "order.presale")
PATHS: Final = (*TEXTS, *NUMBERS, *BOOLEANS)
_FROM_A_RULE: Final = 0.75  # so many of the orders are made to fire a rule

Value = str | int | bool
Order = Mapping[str, Value]


class AmongValues(msgspec.Struct, frozen=True, kw_only=True):
    """The fact is one of these values; mostly there is one."""

    path: str
    values: tuple[Value, ...]

    def holds(self, order: Order) -> bool:
        return order[self.path] in self.values


class Between(msgspec.Struct, frozen=True, kw_only=True):
    """`low <= fact < high`."""

    path: str
    low: int
    high: int

    def holds(self, order: Order) -> bool:
        return self.low <= order[self.path] < self.high  # type: ignore[operator]  # a number


class PlainRule(msgspec.Struct, frozen=True, kw_only=True):
    """Conditions that must all hold, and points. The first is an equality: the most selective that the rule has."""

    id: str
    conditions: tuple[AmongValues | Between, ...]
    points: int


class Workload(msgspec.Struct, frozen=True, kw_only=True):
    """Rules, and orders as flat facts by dotted path."""

    rules: tuple[PlainRule, ...]
    orders: tuple[Order, ...]


def workload(rules: int, orders: int = 400, seed: int = 11) -> Workload:
    """Return so many rules and orders, the same for one seed."""
    draw = random.Random(seed)
    made = tuple(_rule(draw, number) for number in range(rules))
    return Workload(rules=made, orders=tuple(_order(draw, made) for _ in range(orders)))


def nested(order: Order) -> dict[str, dict[str, Value]]:
    """Return an order as objects within each other, the way other engines read it."""
    found: dict[str, dict[str, Value]] = {}
    for path, value in order.items():
        whole, _, field = path.partition(".")
        found.setdefault(whole, {})[field] = value
    return found


def hits(rules: Sequence[PlainRule], order: Order) -> tuple[str, ...]:
    """Return the rules that an order fires, told as plainly as can be."""
    return tuple(rule.id for rule in rules if all(condition.holds(order) for condition in rule.conditions))


def rule_set(rules: Sequence[PlainRule]) -> str:
    """Return the rules as a rule set of the generic kind."""
    facts = {
        **{path: {"type": "text", "values": list(values)} for path, values in TEXTS.items()},
        **{path: {"type": "integer"} for path in NUMBERS},
        **{path: {"type": "boolean"} for path in BOOLEANS},
    }
    whole = {
        "format": 1,
        "kind": "decision",
        "id": "measured",
        "title": "量",
        "meta": {"owner": "benchmarks", "reason": "measured side by side"},
        "facts": facts,
        "steps": {"score": {"hit": "collect", "rules": [_written(rule) for rule in rules]}},
    }
    return yaml.safe_dump(whole, allow_unicode=True, sort_keys=False, default_flow_style=None, width=200)


def _written(rule: PlainRule) -> dict[str, object]:
    when = {condition.path: _cell(condition) for condition in rule.conditions}
    return {"id": rule.id, "when": when, "then": {"points": rule.points}}


def _cell(condition: AmongValues | Between) -> object:
    if isinstance(condition, Between):
        return f"[{condition.low}..{condition.high})"
    return condition.values[0] if len(condition.values) == 1 else list(condition.values)


def _rule(draw: random.Random, number: int) -> PlainRule:
    first, *others = draw.sample(tuple(TEXTS)[:3], 1) + draw.sample((*tuple(TEXTS)[3:], *NUMBERS, *BOOLEANS), 2)
    equality = AmongValues(path=first, values=(draw.choice(TEXTS[first]),))
    return PlainRule(
        id=f"r{number}", conditions=(equality, *(_condition(draw, path) for path in others)), points=number % 50
    )


def _condition(draw: random.Random, path: str) -> AmongValues | Between:
    if path in NUMBERS:
        low = draw.randrange(NUMBERS[path] * 2 // 3)
        return Between(path=path, low=low, high=low + NUMBERS[path] // 3)
    if path in BOOLEANS:
        return AmongValues(path=path, values=(draw.random() < 0.5,))  # noqa: PLR2004 - as often true as false
    return AmongValues(path=path, values=tuple(draw.sample(TEXTS[path], draw.choice((1, 1, 2)))))


def _order(draw: random.Random, rules: Sequence[PlainRule]) -> Order:
    order: dict[str, Value] = {path: draw.choice(values) for path, values in TEXTS.items()}
    order |= {path: draw.randrange(most) for path, most in NUMBERS.items()}
    order |= {path: draw.random() < 0.1 for path in BOOLEANS}  # noqa: PLR2004 - few are new, few presale
    if draw.random() < _FROM_A_RULE:
        order |= {condition.path: _fitting(draw, condition) for condition in draw.choice(rules).conditions}
    return order


def _fitting(draw: random.Random, condition: AmongValues | Between) -> Value:
    if isinstance(condition, Between):
        return draw.randrange(condition.low, condition.high)
    return draw.choice(condition.values)
