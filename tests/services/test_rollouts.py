"""Rollouts as the engine runs them: sides that last, a watcher that acts, and one winner of two."""

import asyncio
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from engine.errors import Conflict, InvalidInput, OrderNotAccepted
from engine.evaluation.rollouts.bucket import bucket_of
from engine.evaluation.rollouts.document import InFlight
from engine.orders.catalogue import StockLevel
from engine.orders.request import CustomerInfo
from engine.services.app import Oms
from engine.services.views import DecisionView, OrderView, QuoteView
from tests.builders import a_line, a_sku
from tests.services.calls import a_request, place

ADMIN: dict[str, Any] = {"actor": "api:wang", "reason": "试用"}
ROLLOUT = """format: 1
kind: rollout
id: {id}
title: 灰度
target: {target}
baseline: {baseline}
candidate: {candidate}
meta: {{owner: 测试, reason: 为测试而写}}
salt: {id}
in_flight: {in_flight}
steps:
  - {{percent: {percent}, hold: 1h, min_decisions: 0}}
  - {{percent: 100, hold: 1h}}
guardrails: [{guardrails}]
"""


async def candidate(oms: Oms, target: str, old: str, new: str) -> dict[str, Any]:
    """Keep the set in force with one change, and return what a rollout of it names."""
    text = await oms.rules.text(target)
    assert old in text, text
    baseline = next(row.version for row in await oms.rules.sets() if row.id == target)
    kept = await oms.rollouts.keep_candidate(text=text.replace(old, new, 1), **ADMIN)
    return {"target": target, "baseline": baseline, "candidate": kept.version}


async def start(oms: Oms, versions: dict[str, Any], name: str = "gray", **changes: Any) -> None:
    usual = {"id": name, "percent": 50, "guardrails": "", "in_flight": "keep"}
    await oms.rollouts.plan(ROLLOUT.format(**{**usual, **versions, **changes}), **ADMIN)
    await oms.rollouts.start(name, **ADMIN)


def customer_on(side: str, salt: str = "gray", percent: int = 50) -> CustomerInfo:
    """Return a customer whose bucket is inside, or is not."""
    names = (f"C-{number}" for number in range(10_000))
    inside = side == "candidate"
    return CustomerInfo(id=next(name for name in names if (bucket_of(salt, name) < 100 * percent) is inside))


def of_kind(order: OrderView | QuoteView, kind: str) -> DecisionView:
    return next(each for each in order.decisions if each.kind == kind)


XIHU = "{address.district: 浙江省/杭州市/西湖区}"
CEILING = "      - id: ceiling\n"
CHEAPER = f"      - {{id: xihu, when: {XIHU}, then: {{op: add, amount: -1.00, reason: 西湖区减免}}}}\n"
SCREEN = "      - id: trusted\n"
HARM = f"      - {{id: harm, when: {XIHU}, then: {{action: reject, reason: 写错了, customer_text: 暂时无法下单}}}}\n"
NORMAL = '        - [normal, no_reason, "-", "-", 7,'
LONGER = '        - [xihu, no_reason, 浙江省/杭州市/西湖区, "-", 10, buyer, 0, false]\n'


@pytest.fixture
async def freight(oms: Oms) -> dict[str, Any]:
    """Return versions of the freight set of which the candidate is one yuan cheaper in Xihu."""
    return await candidate(oms, "freight-standard", CEILING, CHEAPER + CEILING)


async def test_parent_and_children_are_on_one_side_and_so_is_every_order_of_a_customer(
    oms: Oms, freight: dict[str, Any]
) -> None:
    await start(oms, freight)
    for side in ("candidate", "control"):
        customer = customer_on(side)
        orders = [await place(oms, a_request(a_line("A-1"), a_line("B-1"), customer=customer)) for _ in range(3)]
        sides = {each.side for order in orders for each in order.decisions if each.kind == "freight"}
        sets = {each.set for order in orders for each in order.decisions if each.kind == "freight"}
        assert all(len(order.children) == 2 for order in orders)
        assert sides == {side}
        assert sets == {f"freight-standard@{freight['candidate' if side == 'candidate' else 'baseline']}"}


async def test_a_quote_keeps_its_side_for_the_order_that_names_it(oms: Oms, freight: dict[str, Any]) -> None:
    await start(oms, freight)
    guests = [a_request(customer=CustomerInfo()) for _ in range(12)]
    quotes = [await oms.orders.quote(each) for each in guests]
    assert len({of_kind(quote, "freight").side for quote in quotes}) > 1
    await oms.rollouts.widen("gray", **ADMIN)

    for request, quote in zip(guests, quotes, strict=True):
        order = await place(oms, msgspec.structs.replace(request, quote=quote.quote))
        assert (of_kind(order, "freight").side, order.amounts) == (of_kind(quote, "freight").side, quote.amounts)
        assert order.release == quote.release


async def test_a_return_is_decided_on_the_side_that_its_order_was_placed_on(oms: Oms) -> None:
    await start(oms, await candidate(oms, "return-cn", NORMAL, LONGER + NORMAL))
    orders = {side: await place(oms, a_request(customer=customer_on(side))) for side in ("candidate", "control")}
    await oms.rollouts.roll_back("gray", **ADMIN)

    asked = {side: await oms.returns.request(order.order_no, "1", 1, "no_reason") for side, order in orders.items()}

    assert {side: (each.window_days, each.decision.side) for side, each in asked.items()} == {
        "candidate": (10, "candidate"),
        "control": (7, "control"),
    }


async def test_an_order_that_another_set_decides_says_nothing_for_the_candidate(
    oms: Oms, freight: dict[str, Any]
) -> None:
    await start(oms, freight, guardrails="{metric: reject_rate, rise: 0.03}")
    await oms.catalogue.keep(skus=[a_sku("S-1", merchant="M-2001")])  # freight-merchant-2001 decides for it
    await oms.catalogue.receive([StockLevel(sku="S-1", warehouse="HZ", on_hand=10)], actor="tests")

    for sku in ("A-1", "S-1", "S-1"):
        await place(oms, a_request(a_line(sku), customer=customer_on("candidate")))

    judgement = (await oms.rollouts.get("gray")).judgement
    assert judgement is not None
    assert (judgement.decisions, judgement.customers) == (1, (1, 0))


async def test_orders_in_flight_are_decided_again_where_the_rollback_says_so(oms: Oms) -> None:
    await start(oms, await candidate(oms, "return-cn", NORMAL, LONGER + NORMAL))
    order = await place(oms, a_request(customer=customer_on("candidate")))
    await oms.rollouts.roll_back("gray", **ADMIN, in_flight=InFlight.DECIDE_AGAIN)

    asked = await oms.returns.request(order.order_no, "1", 1, "no_reason")

    assert (asked.window_days, asked.decision.side) == (7, "baseline")


async def test_orders_in_flight_are_put_before_somebody_where_the_rollback_says_so(
    oms: Oms, freight: dict[str, Any]
) -> None:
    await start(oms, freight, in_flight="hold")
    order = await place(oms, a_request(customer=customer_on("candidate")))
    await place(oms, a_request(customer=customer_on("control")))
    await oms.rollouts.roll_back("gray", **ADMIN)

    await oms.rollout_watch.round()
    await oms.rollout_watch.round()

    told = [each for each in (await oms.events.after(limit=1000)).items if each.name == "ProblemNoted"]
    assert [(each.order_no, each.data["cause"]) for each in told] == [(order.order_no, "rolled_back")]
    assert (await oms.rollouts.get("gray")).verdict == ""


async def test_a_harmful_candidate_is_rolled_back_by_itself(oms: Oms) -> None:
    guardrail = "{metric: reject_rate, rise: 0.03}"
    await start(oms, await candidate(oms, "risk-default", SCREEN, HARM + SCREEN), guardrails=guardrail)
    await place_or_refuse(oms, 40)
    await oms.rollout_watch.round()
    assert (await oms.rollouts.get("gray")).state == "running"

    await place_or_refuse(oms, 90)
    await oms.rollout_watch.round()

    view = await oms.rollouts.get("gray")
    assert (view.state, view.history[-1].actor) == ("rolled_back", "watcher")
    assert view.history[-1].reason.startswith("reject_rate: 1 instead of 0 ")
    assert (await place(oms, a_request(customer=customer_on("candidate")))).status.review == "passed"
    told = (await oms.events.after(limit=1000)).items
    assert [each.name for each in told if each.name.startswith("Rollout")] == [
        "RolloutPlanned", "RolloutStarted", "RolloutRolledBack",
    ]  # fmt: skip


async def place_or_refuse(oms: Oms, count: int) -> None:
    for _ in range(count):
        try:
            await place(oms, a_request())
        except OrderNotAccepted:
            continue


async def test_the_watcher_takes_the_next_step_when_the_hold_is_over(
    oms: Oms, freight: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    await start(oms, freight)
    await oms.rollout_watch.round()
    early = await oms.rollouts.get("gray")

    clock = oms.rollout_watch._clock  # noqa: SLF001 - an hour passes
    monkeypatch.setattr(oms.rollout_watch, "_clock", lambda: clock() + timedelta(hours=1, seconds=1))
    await oms.rollout_watch.round()

    late = await oms.rollouts.get("gray")
    assert (early.step, early.verdict) == (1, "waiting")
    assert (late.step, late.percent, late.history[-1].actor) == (2, "100", "watcher")


async def test_a_step_that_gets_no_data_before_its_deadline_is_paused(
    oms: Oms, freight: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    await start(oms, freight, guardrails="{metric: reject_rate, rise: 0.03}")
    clock = oms.rollout_watch._clock  # noqa: SLF001 - four hours pass, the deadline is three holds
    monkeypatch.setattr(oms.rollout_watch, "_clock", lambda: clock() + timedelta(hours=4))

    await oms.rollout_watch.round()
    await oms.rollout_watch.round()

    view = await oms.rollouts.get("gray")
    assert (view.state, view.step) == ("paused", 1)
    assert "deadline" in view.history[-1].reason
    assert [each.action for each in view.history] == ["planned", "started", "paused"]


async def test_of_two_who_promote_at_once_one_wins(oms: Oms, freight: dict[str, Any]) -> None:
    await start(oms, freight)
    before = (await oms.rollouts.get("gray")).history

    done = await asyncio.gather(
        oms.rollouts.promote("gray", actor="api:wang", reason="数据正常"),
        oms.rollouts.promote("gray", actor="api:li", reason="也正常"),
        return_exceptions=True,
    )

    lost = [each for each in done if isinstance(each, BaseException)]
    assert len(lost) == 1
    assert isinstance(lost[0], Conflict)  # wherever it noticed: before the move, or when it was written
    view = await oms.rollouts.get("gray")
    assert (view.state, len(view.history)) == ("promoted", len(before) + 1)
    versions = {row.id: row.version for row in await oms.rules.sets()}
    assert versions["freight-standard"] == freight["candidate"]


async def test_of_two_rollouts_that_may_meet_only_one_is_started(oms: Oms, freight: dict[str, Any]) -> None:
    usual = {"percent": 50, "guardrails": "", "in_flight": "keep", **freight}
    for name in ("one", "two"):
        await oms.rollouts.plan(ROLLOUT.format(id=name, **usual), **ADMIN)

    done = await asyncio.gather(
        oms.rollouts.start("one", **ADMIN), oms.rollouts.start("two", **ADMIN), return_exceptions=True
    )

    assert sum(isinstance(each, BaseException) for each in done) == 1
    assert sorted(row.state for row in await oms.rollouts.list()) == ["planned", "running"]


async def test_a_call_that_is_sent_again_is_answered_again(oms: Oms, freight: dict[str, Any]) -> None:
    await start(oms, freight)
    first = await oms.rollouts.widen("gray", **ADMIN, step=2)

    again = await oms.rollouts.widen("gray", **ADMIN, step=2)

    assert (again.step, again.version, len(again.history)) == (2, first.version, len(first.history))
    with pytest.raises(Conflict, match="not the next"):
        await oms.rollouts.widen("gray", actor="api:li", reason="再放大", step=2)


async def test_a_baseline_that_is_not_in_force_cannot_be_started(oms: Oms, freight: dict[str, Any]) -> None:
    text = await oms.rules.text("freight-standard")
    with pytest.raises(Conflict, match="is in force"):
        await start(oms, {**freight, "baseline": freight["candidate"], "candidate": freight["baseline"]})
    kept = await oms.rollouts.keep_candidate(text=f"{text}# a remark\n", **ADMIN)
    with pytest.raises(InvalidInput, match="nothing to try"):
        await start(oms, {**freight, "candidate": kept.version}, "same")


async def test_every_deed_stands_in_the_audit_and_its_chain_holds(oms: Oms, freight: dict[str, Any]) -> None:
    await start(oms, freight)
    await oms.rollouts.promote("gray", **ADMIN)

    entries = await oms.governance.audit.entries(limit=100)

    actions = [each.action for each in entries if each.action.startswith(("rollout_", "version_kept"))]
    assert sorted(actions) == ["rollout_planned", "rollout_promoted", "rollout_started", "version_kept"]
    assert (await oms.governance.audit.verify()).ok
