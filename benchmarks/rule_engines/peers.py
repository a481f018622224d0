"""Engines of others. Each is imported where it is measured: the project does not depend on any of them."""

import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, Final, NamedTuple

from benchmarks.rule_engines import in_python, json_logic, zen
from benchmarks.rule_engines.contender import Contender, Hits, InProcess
from benchmarks.rule_engines.node import JsonRulesEngine
from benchmarks.rule_engines.places import PYTHON_PACKAGES
from benchmarks.rule_engines.workload import PlainRule, Workload, nested

ZEN_DECISION: Final = "zen-engine, table by create_decision"
ZEN_STATIC: Final = "zen-engine, table by static loader"
ZEN_TABLES: Final = (ZEN_DECISION, ZEN_STATIC)


class Peer(NamedTuple):
    """An engine on PyPI: how it is loaded, and how the hits are told from its answer."""

    name: str
    load: Callable[[Sequence[PlainRule]], Callable[[Any], Any]]
    hits_of: Callable[[Any], Hits] = tuple


PEERS: Final = (
    Peer(ZEN_DECISION, zen.decision, zen.table_hits),
    Peer(ZEN_STATIC, zen.static, zen.table_hits),
    Peer("zen-engine, one compiled expression", zen.expression, zen.listed_hits),
    Peer("datalogic-py", json_logic.datalogic),
    Peer("json-logic-qubit", json_logic.interpreted),
    Peer("rule-engine", in_python.rule_engine),
    Peer("business-rules", in_python.business_rules),
)
JSON_RULES_ENGINE: Final = "json-rules-engine (Node)"


def peers(workload: Workload, left_out: Callable[[str], None]) -> Iterator[Contender]:
    """Return those that are installed, ready for a workload; `left_out` is told the names of the others."""
    if str(PYTHON_PACKAGES) not in sys.path:
        sys.path.append(str(PYTHON_PACKAGES))
    orders = [nested(order) for order in workload.orders]
    for peer in PEERS:
        try:
            yield InProcess(peer.name, partial(peer.load, workload.rules), orders, peer.hits_of)
        except ImportError:
            left_out(peer.name)
    try:
        yield JsonRulesEngine(JSON_RULES_ENGINE, workload)
    except ImportError:
        left_out(JSON_RULES_ENGINE)
