"""What shipping costs by weight, piece or volume."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.decisions.tariff import Charge, Load, Tariff, combined_fees, later_fee, units, whole_fee
from engine.errors import DecisionFailed


def a_charge(pieces: int = 1, grams: int = 0, cm3: int = 0, **tariff: object) -> Charge:
    usual: dict[str, object] = {"charge_by": "piece", "first": 1, "first_fee": 1000, "step": 1, "step_fee": 200}
    return Charge(
        tariff=Tariff(**{**usual, **tariff}),  # type: ignore[arg-type]  # the values are those of Tariff
        load=Load(quantity=pieces, weight_grams=grams, volume_cm3=cm3),
    )


@pytest.mark.parametrize(("pieces", "fee"), [(1, 1000), (10, 1000), (11, 3000), (20, 3000), (21, 5000)])
def test_ten_pieces_cost_ten_yuan_and_each_ten_begun_twenty_more(pieces: int, fee: int) -> None:
    assert whole_fee(a_charge(pieces, first=10, first_fee=1000, step=10, step_fee=2000)) == fee


def test_twelve_pieces_of_ten_kilograms_cost_230_yuan() -> None:
    charge = a_charge(12, 120_000, charge_by="weight", first=10_000, first_fee=1000, step=10_000, step_fee=2000)

    assert whole_fee(charge) == 23_000


@pytest.mark.parametrize(("rounding", "fee"), [("exact", 1086), ("up", 1240)])
def test_additional_kilograms_count_as_begun_or_exactly(rounding: str, fee: int) -> None:
    charge = a_charge(1, 2300, charge_by="weight", first=1000, first_fee=800, step=1000, step_fee=220, round=rounding)

    assert whole_fee(charge) == fee


def test_exact_fees_are_rounded_half_up_to_the_minor_unit() -> None:
    charge = a_charge(1, 1005, charge_by="weight", first=1000, first_fee=800, step=1000, step_fee=300, round="exact")

    assert whole_fee(charge) == 802  # 3.00 x 0.005 = 1.5 fen


def test_the_larger_of_real_and_volumetric_weight_counts() -> None:
    light = a_charge(1, 1000, 18_000, charge_by="weight", volumetric_divisor=6000)
    heavy = a_charge(1, 5000, 18_000, charge_by="weight", volumetric_divisor=6000)

    assert units(light.tariff, light.load) == 3000
    assert units(heavy.tariff, heavy.load) == 5000


def test_volume_is_counted_in_cubic_centimetres() -> None:
    charge = a_charge(2, 0, 30_000, charge_by="volume", first=10_000, first_fee=500, step=10_000, step_fee=100)

    assert whole_fee(charge) == 700


def test_a_tariff_without_additional_units_is_a_flat_price() -> None:
    assert whole_fee(a_charge(1, 90_000, charge_by="weight", first=0, first_fee=1500, step=None)) == 1500


def test_a_weight_that_is_not_known_is_a_named_error() -> None:
    with pytest.raises(DecisionFailed, match=r"line\.weight_grams"):
        units(Tariff(charge_by="weight"), Load(quantity=1))


def test_the_dearest_first_fee_is_paid_once_and_all_others_pay_additional_units() -> None:
    charges = [a_charge(3, first_fee=1000, step_fee=200), a_charge(2, first_fee=800, step_fee=300)]

    assert sum(combined_fees(charges, "max_first")) == 2000
    assert sum(combined_fees(charges, "sum")) == 2500


@pytest.mark.parametrize("turned", [False, True])
def test_of_equal_first_fees_the_dearer_total_counts(turned: bool) -> None:
    charges = [a_charge(3, first_fee=1000, step_fee=200), a_charge(2, first_fee=1000, step_fee=300)]

    assert sum(combined_fees(charges[::-1] if turned else charges, "max_first")) == 2000


_CHARGES = st.builds(
    a_charge,
    st.integers(1, 50),
    st.integers(0, 50_000),
    charge_by=st.sampled_from(["piece", "weight"]),
    first=st.integers(0, 5000),
    first_fee=st.integers(0, 5000),
    step=st.integers(1, 5000),
    step_fee=st.integers(0, 3000),
    round=st.sampled_from(["up", "exact"]),
)


@given(st.lists(_CHARGES, min_size=1, max_size=5))
def test_max_first_never_takes_less_than_any_other_dearest_payer(charges: list[Charge]) -> None:
    fees = combined_fees(charges, "max_first")
    dearest = max(charge.tariff.first_fee for charge in charges)
    totals = [
        whole_fee(payer) + sum(later_fee(other) for other in charges if other is not payer)
        for payer in charges
        if payer.tariff.first_fee == dearest
    ]

    assert sum(fees) == max(totals)


@given(_CHARGES)
def test_a_begun_unit_never_costs_less_than_its_exact_part(charge: Charge) -> None:
    exact = units(charge.tariff, charge.load) - charge.tariff.first
    fee = charge.tariff.first_fee + max(Decimal(0), exact) / (charge.tariff.step or 1) * charge.tariff.step_fee

    assert whole_fee(charge) >= fee - Decimal("0.5")
