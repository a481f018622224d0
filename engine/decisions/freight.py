"""Freight: what the buyer pays to have a merchant's lines shipped."""

from collections.abc import Mapping
from typing import Final

import msgspec

from engine.decisions.adjustments import adjusted
from engine.decisions.cliffs import cliffs
from engine.decisions.freight_steps import FREIGHT_STEPS
from engine.decisions.group_vocabulary import MERCHANT_GROUP
from engine.decisions.monotone import not_monotone
from engine.decisions.order_vocabulary import apportionment_of, order_vocabulary
from engine.decisions.tariff import Charge, Load, combined_fees, tariff_of
from engine.decisions.values import elements_of, needed_text, needed_whole, rule_of, text_of, whole_of, with_outputs
from engine.errors import DecisionFailed
from engine.evaluation.facts import Facts, Label
from engine.evaluation.kind import Kind
from engine.evaluation.run import Run
from engine.money import ApportionmentMode, Money, share_out


class FreightTerm(msgspec.Struct, frozen=True, kw_only=True):
    """One term of the fee; the terms add up to it. Adjustments count as what they changed."""

    step: str
    rule: str
    amount: Money


class FreightShare(msgspec.Struct, frozen=True, kw_only=True):
    """What one line bears of the fee."""

    line: str
    fee: Money


class FreightAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The fee, its terms, and its shares. Where nothing is delivered the fee is None and there are neither."""

    fee: Money | None
    deliverable: bool
    breakdown: tuple[FreightTerm, ...] = ()
    shares: tuple[FreightShare, ...] = ()


def decide_freight(run: Run, facts: Facts) -> FreightAnswer:
    """Find the zone, give each line a template and each template its tariff, combine, adjust, share out."""
    zone = run.step("zone", facts)
    if zone.out.get("deliverable") is False:
        return FreightAnswer(fee=None, deliverable=False)
    if text_of(zone.out, "zone") is None:
        raise DecisionFailed(f"no rule of the step zone covers {facts.get('address.region')}; add a row for the rest")
    seen = with_outputs(facts, zone)
    lines = elements_of(facts, "lines")
    charged = [_charge(run, seen, name, held) for name, held in _templates(run, seen, lines).items()]
    fees = combined_fees([charge for _, charge in charged], str(run.setting("combine")))
    terms = [("base", rule, fee) for (rule, _), fee in zip(charged, fees, strict=True)]
    if run.has("adjust"):
        terms += [("adjust", rule, change) for rule, change in adjusted(sum(fees), run.step("adjust", seen))]
    return _answer(run.ruleset.currency, terms, lines, apportionment_of(facts))


def _templates(run: Run, facts: Facts, lines: tuple[Facts, ...]) -> Mapping[str, list[Facts]]:
    held: dict[str, list[Facts]] = {}
    for line in lines:
        result = run.step("template", {**facts, **line}, over=needed_text(line, "line.id"))
        name = text_of(result.out, "name")
        if name is None:
            raise DecisionFailed(f"no rule of the step template covers line {line['line.id']}; add one for the rest")
        held.setdefault(name, []).append(line)
    return held


def _charge(run: Run, facts: Facts, name: str, lines: list[Facts]) -> tuple[str, Charge]:
    quantities = [needed_whole(line, "line.quantity") for line in lines]
    load = Load(
        quantity=sum(quantities),
        weight_grams=_total(quantities, lines, "line.weight_grams"),
        volume_cm3=_total(quantities, lines, "line.volume_cm3"),
    )
    result = run.step("base", {**facts, **_template_facts(name, load, lines)}, over=name)
    return rule_of(result), Charge(tariff=tariff_of(result.out), load=load)


def _template_facts(name: str, load: Load, lines: list[Facts]) -> Facts:
    return {
        "template.name": name,
        "template.quantity": load.quantity,
        "template.weight_grams": load.weight_grams,
        "template.volume_cm3": load.volume_cm3,
        "template.amount": sum(whole_of(line, "line.amount") or 0 for line in lines),
    }


def _total(quantities: list[int], lines: list[Facts], path: str) -> int | None:
    """Return the sum over all units, None where a line does not say."""
    each = [whole_of(line, path) for line in lines]
    return (
        sum(quantity * (value or 0) for quantity, value in zip(quantities, each, strict=True))
        if None not in each
        else None
    )


def _answer(
    currency: str, terms: list[tuple[str, str, int]], lines: tuple[Facts, ...], mode: ApportionmentMode
) -> FreightAnswer:
    fee = sum(amount for _, _, amount in terms)
    shares = share_out(fee, _weights(lines), mode)
    return FreightAnswer(
        fee=Money(fee, currency),
        deliverable=True,
        breakdown=tuple(
            FreightTerm(step=step, rule=rule, amount=Money(amount, currency)) for step, rule, amount in terms
        ),
        shares=tuple(
            FreightShare(line=needed_text(line, "line.id"), fee=Money(share, currency))
            for line, share in zip(lines, shares, strict=True)
        ),
    )


def _weights(lines: tuple[Facts, ...]) -> list[int]:
    """Return what the shares go by: weight, or the amount where nothing weighs anything."""
    weights = [needed_whole(line, "line.quantity") * (whole_of(line, "line.weight_grams") or 0) for line in lines]
    return weights if any(weights) else [whole_of(line, "line.amount") or 0 for line in lines]


FREIGHT: Final = Kind(
    name="freight",
    label=Label("运费", "Freight"),
    vocabulary=order_vocabulary(*MERCHANT_GROUP.values()),
    steps=FREIGHT_STEPS,
    decide=decide_freight,
    checks=(not_monotone, cliffs),
)
