"""Every kind of decision by name. A new kind is a module, a line here and a folder in `rules/`."""

from typing import Final

from engine.decisions.freight import FREIGHT
from engine.decisions.generic import DECISION
from engine.decisions.promotion import PROMOTION
from engine.decisions.returns import RETURN
from engine.decisions.risk import RISK
from engine.decisions.routing import ROUTING
from engine.decisions.split import SPLIT
from engine.decisions.terms import TERMS
from engine.evaluation.kind import Kinds

KINDS: Final[Kinds] = {kind.name: kind for kind in (PROMOTION, RISK, SPLIT, ROUTING, FREIGHT, TERMS, RETURN, DECISION)}
