"""Checks before a publish: what a rule set says twice, never, or not at all, each with facts that show it."""

from engine.evaluation.checks.cache import CheckCache
from engine.evaluation.checks.check import check
from engine.evaluation.checks.together import check_together

__all__ = ["CheckCache", "check", "check_together"]
