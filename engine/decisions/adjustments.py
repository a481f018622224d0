"""Adjustments of a fee: free, add, pay a percentage, cap, floor; applied in rule order."""

from decimal import Decimal
from typing import Final

from engine.decisions.values import answers_of, number_of, text_of, whole_of
from engine.evaluation.run import StepOutputs, StepResult
from engine.money import half_up

OPERATIONS: Final = ("free", "add", "pay_percent", "cap", "floor")


def adjusted(fee: int, result: StepResult) -> tuple[tuple[str, int], ...]:
    """Return what each rule that hit changes of the fee, as (rule, minor units), in rule order."""
    changes: list[tuple[str, int]] = []
    for rule, outputs in answers_of(result):
        after = _after(fee, outputs)
        changes.append((rule, after - fee))
        fee = after
    return tuple(changes)


def _after(fee: int, outputs: StepOutputs) -> int:
    """Return the fee after one operation, rounded half up; it is never below zero."""
    amount = whole_of(outputs, "amount")
    match text_of(outputs, "op"):
        case "free":
            return 0
        case "add":
            return max(0, fee + (amount or 0))
        case "pay_percent":
            percent = number_of(outputs, "percent")
            return fee if percent is None else half_up(fee * percent / Decimal(100))
        case "cap":
            return fee if amount is None else min(fee, amount)
        case "floor":
            return fee if amount is None else max(fee, amount)
        case _:
            return fee
