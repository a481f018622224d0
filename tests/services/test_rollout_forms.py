"""Rollouts from a form: the document it stands for, who would be in, and what runs beside it."""

from decimal import Decimal
from typing import Any

import msgspec
import pytest

from engine.errors import RuleSetError
from engine.evaluation.rollouts.document import InFlight
from engine.orders.catalogue import Customer
from engine.orders.request import CustomerInfo
from engine.services.app import Oms
from engine.services.rollout_forms import USUAL_GUARDRAILS, USUAL_STEPS, RolloutForm, StepForm
from engine.services.views import OrderFilter
from tests.services.calls import a_request, place
from tests.services.test_rollouts import CEILING, CHEAPER, candidate

ADMIN: dict[str, Any] = {"actor": "admin:wang"}


@pytest.fixture
async def form(oms: Oms) -> RolloutForm:
    versions = await candidate(oms, "freight-standard", CEILING, CHEAPER + CEILING)
    return RolloutForm(
        title="杭州运费灰度", owner="物流组", reason="杭州: 减免一元", steps=USUAL_STEPS, guardrails=USUAL_GUARDRAILS,
        **versions,
    )  # fmt: skip


async def test_a_form_becomes_a_planned_rollout_with_all_that_was_filled_in(oms: Oms, form: RolloutForm) -> None:
    (hangzhou, *_) = oms.rollout_forms.find_regions("杭州市")
    filled = msgspec.structs.replace(
        form, regions=(hangzhou.code,), channels=("app", "web"), tag="VIP", in_flight=InFlight.HOLD
    )

    submitted = await oms.rollout_forms.submit(filled, **ADMIN)

    planned = await oms.rollouts.get(submitted.id)
    assert (planned.state, planned.title, planned.in_flight) == ("planned", "杭州运费灰度", "hold")
    assert [step.percent for step in planned.steps_plan] == ["10", "50", "100"]
    assert "浙江省/杭州市" in planned.yaml
    assert not submitted.is_draft


async def test_a_second_rollout_of_the_same_versions_gets_a_name_of_its_own(oms: Oms, form: RolloutForm) -> None:
    first = await oms.rollout_forms.submit(form, **ADMIN)
    second = await oms.rollout_forms.submit(form, **ADMIN)

    assert (first.id, second.id) == (f"freight-standard-v{form.candidate}", f"freight-standard-v{form.candidate}-2")


async def test_a_form_tells_how_many_of_the_last_orders_it_would_have_met(oms: Oms, form: RolloutForm) -> None:
    known = [Customer(id=f"C-{number}", tags=("VIP",) if number else ()) for number in range(4)]
    await oms.catalogue.keep(customers=known)
    for customer in known:
        await place(oms, a_request(customer=CustomerInfo(id=customer.id)))
    half = (StepForm(percent=Decimal(50), hold="1h"),)
    vip = msgspec.structs.replace(form, tag="VIP", steps=half)
    order = (await oms.orders.list(OrderFilter())).items[0]
    (here, *_) = oms.rollout_forms.find_regions(order.region)
    (city, *_) = oms.rollout_forms.find_regions(order.region.rsplit("/", 1)[0])
    twice = msgspec.structs.replace(form, regions=(city.code, here.code), channels=(order.channel,), steps=half)

    looks = [await oms.rollout_forms.look(each) for each in (vip, twice)]

    assert [(each.audience, each.orders, each.candidate) for each in looks] == [(3, 4, 1), (4, 4, 2)]


async def test_a_form_that_may_be_given_the_orders_of_a_running_rollout_says_so(oms: Oms, form: RolloutForm) -> None:
    first = await oms.rollout_forms.submit(form, **ADMIN)
    await oms.rollouts.start(first.id, reason="试用", **ADMIN)

    with pytest.raises(RuleSetError) as refused:
        await oms.rollout_forms.look(form)

    assert [finding.code for finding in refused.value.findings] == ["collision"]


async def test_a_form_can_only_be_about_sets_with_something_to_try(oms: Oms, form: RolloutForm) -> None:
    assert [row.id for row in await oms.rollout_forms.targets()] == ["freight-standard"]
    found = await oms.rollout_forms.candidates("freight-standard")
    assert (found.baseline, [row.version for row in found.versions]) == (form.baseline, [form.candidate])
