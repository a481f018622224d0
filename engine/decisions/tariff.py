"""A tariff: what shipping costs by weight, piece or volume; a first unit, then additional ones. Pure arithmetic."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

import msgspec

from engine.decisions.values import Values, text_of, whole_of
from engine.errors import DecisionFailed
from engine.money import half_up

CHARGES: Final = ("weight", "piece", "volume")
ROUNDINGS: Final = ("up", "exact")
COMBINATIONS: Final = ("sum", "max_first")


class Tariff(msgspec.Struct, frozen=True, kw_only=True):
    """The price of one template. `first` and `step` count grams, pieces or cm³; fees are minor units.

    Without a `step` nothing is charged beyond the first fee: a flat price, as weight bands have it.
    """

    charge_by: str = "weight"
    first: int = 0
    first_fee: int = 0
    step: int | None = None
    step_fee: int = 0
    round: str = "up"
    volumetric_divisor: int | None = None


class Load(msgspec.Struct, frozen=True, kw_only=True):
    """What is shipped under one template."""

    quantity: int
    weight_grams: int | None = None  # None: not known, which only matters where the tariff asks for it
    volume_cm3: int | None = None


class Charge(msgspec.Struct, frozen=True, kw_only=True):
    """One template with its tariff and its load."""

    tariff: Tariff
    load: Load


def tariff_of(outputs: Values) -> Tariff:
    """Return the tariff that the outputs of the step `base` name."""
    return Tariff(
        charge_by=text_of(outputs, "charge_by") or "weight",
        first=whole_of(outputs, "first") or 0,
        first_fee=whole_of(outputs, "first_fee") or 0,
        step=whole_of(outputs, "step"),
        step_fee=whole_of(outputs, "step_fee") or 0,
        round=text_of(outputs, "round") or "up",
        volumetric_divisor=whole_of(outputs, "volumetric_divisor"),
    )


def units(tariff: Tariff, load: Load) -> Decimal:
    """Return what the tariff counts: pieces, cm³, or grams: the larger of real and volumetric weight.

    Volumetric weight in grams = 1,000 x volume in cm³ / divisor, the carriers' kg = cm³ / divisor.
    Raises DecisionFailed where the tariff counts what is not known.
    """
    if tariff.charge_by == "piece":
        return Decimal(load.quantity)
    if tariff.charge_by == "volume":
        return Decimal(_known(load.volume_cm3, "line.volume_cm3"))
    weight = Decimal(_known(load.weight_grams, "line.weight_grams"))
    if not tariff.volumetric_divisor:
        return weight
    return max(weight, Decimal(1000 * _known(load.volume_cm3, "line.volume_cm3")) / tariff.volumetric_divisor)


def _known(value: int | None, path: str) -> int:
    if value is None:
        raise DecisionFailed(f"{path} of a line is missing; the tariff needs it")
    return value


def additional_fee(tariff: Tariff, amount: Decimal) -> int:
    """Return the fee of additional units, rounded half up; each one begun counts unless `round` is exact."""
    if amount <= 0 or not tariff.step:
        return 0
    steps = amount / tariff.step if tariff.round == "exact" else amount // tariff.step + bool(amount % tariff.step)
    return half_up(steps * tariff.step_fee)


def whole_fee(charge: Charge) -> int:
    """Return the first fee and the additional units above the first."""
    return charge.tariff.first_fee + additional_fee(
        charge.tariff, units(charge.tariff, charge.load) - charge.tariff.first
    )


def later_fee(charge: Charge) -> int:
    """Return the fee of a template whose first fee another one pays: its whole amount as additional units."""
    return additional_fee(charge.tariff, units(charge.tariff, charge.load))


def combined_fees(charges: Sequence[Charge], combination: str) -> tuple[int, ...]:
    """Return what each template costs.

    `sum`: each pays its own first fee. `max_first`: the one with the dearest first fee pays it, all others pay only
    additional units; of equal first fees the choice that makes the dearest total, of equal totals the first.
    """
    if combination == "sum" or not charges:
        return tuple(whole_fee(charge) for charge in charges)
    dearest = max(charge.tariff.first_fee for charge in charges)
    payers = [index for index, charge in enumerate(charges) if charge.tariff.first_fee == dearest]
    later = [later_fee(charge) for charge in charges]
    payer = max(payers, key=lambda index: (whole_fee(charges[index]) - later[index], -index))
    return tuple(whole_fee(charge) if index == payer else later[index] for index, charge in enumerate(charges))
