"""Orders of the past decided once more: what a candidate would have changed, and what that comes to. Pure."""

from engine.planning.replay.bill import Bill, bill_of, together
from engine.planning.replay.changes import OrderChange, change_of
from engine.planning.replay.kept import KeptDecision
from engine.planning.replay.outcome import Outcome
from engine.planning.replay.replayer import Replayer
from engine.planning.replay.situation import Situation, Situations

__all__ = [
    "Bill",
    "KeptDecision",
    "OrderChange",
    "Outcome",
    "Replayer",
    "Situation",
    "Situations",
    "bill_of",
    "change_of",
    "together",
]
