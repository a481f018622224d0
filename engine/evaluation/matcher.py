"""The matcher on durable-rules, through its C extension: the only module that imports it.

One handle holds the rules of one step (or a part of them), with one session and one fact at a time. Its documented
`Host` is not safe in a server, and what it is given must lie inside the limits of `engine.evaluation.envelope`.
"""

import contextlib
import json
import weakref
from collections.abc import Mapping
from threading import Lock
from typing import Final

import durable_rules_engine as durable

from engine.evaluation.compiled import NO_FACTS, Places
from engine.evaluation.envelope import FACT, PRIME, PRIME_RULE, SESSION, definitions_of
from engine.evaluation.facts import Fact, Facts
from engine.evaluation.lowering.lowered import LoweredStep
from engine.evaluation.lowering.messages import message_function
from engine.evaluation.run import Circumstances

_HANDLED: Final = 0
_NO_MATCH: Final = 1  # nothing matched and nothing was stored
_SAME_FACT: Final = json.dumps({"sid": SESSION, "id": FACT})  # a fact is retracted by its id; more is only parsed
_NAME_AT: Final = 2  # a message is `{"<rule>":{"m":…`


class MatcherFailed(Exception):
    """durable-rules refused what it was given; its handle is not used any more."""


class Handle:
    """One set of rules in durable-rules. Every call goes through its lock: a decision is several calls."""

    def __init__(self, name: str, rules: str) -> None:
        try:
            self._handle: int = durable.create_ruleset(name, rules)
        except durable.error as error:
            raise MatcherFailed(f"the rules of {name} were refused: {error}") from error
        self._lock = Lock()
        # A session that never ran an action frees memory that it never had when it is deleted.
        primed = self.fired(json.dumps({"sid": SESSION, "id": FACT, PRIME: 1}))
        if primed != [PRIME_RULE]:
            raise MatcherFailed(f"the rules of {name} answered {primed} when they were primed")
        weakref.finalize(self, _retire, self._handle).atexit = False

    def fired(self, message: str, *, first_only: bool = False) -> list[str]:
        """Return the names of the rules that a fact fires, by priority. Raises MatcherFailed."""
        try:
            with self._lock:
                return self._fired(message, first_only=first_only)
        except durable.error as error:
            raise MatcherFailed(f"durable-rules failed: {error}") from error

    def _fired(self, message: str, *, first_only: bool) -> list[str]:
        handle = self._handle
        code, state = durable.assert_fact(handle, message)
        if code == _NO_MATCH:
            return []
        if code != _HANDLED:
            raise MatcherFailed(f"durable-rules answered {code}")
        started = durable.start_action_for_state(handle, state)
        if not started:
            durable.retract_fact(handle, _SAME_FACT)
            return []
        fired = [_rule(started[1])]
        if first_only:
            durable.retract_fact(handle, _SAME_FACT)
            if durable.complete_and_start_action(handle, state):
                raise MatcherFailed("an action was left after its fact had gone")
            return fired
        while action := durable.complete_and_start_action(handle, state):  # what is started is always completed
            fired.append(_rule(action))
        durable.retract_fact(handle, _SAME_FACT)
        return fired


def _rule(action: str) -> str:
    return action[_NAME_AT : action.index('"', _NAME_AT)]


def _retire(handle: int) -> None:
    """Free a handle: the session first, else its memory stays."""
    with contextlib.suppress(durable.error):  # what is left of it then cannot be freed, and does no harm
        durable.delete_state(handle, SESSION)
        durable.delete_ruleset(handle)


class DurableStep:
    """One step on durable-rules. Where one rule is the answer it stops at the rule that wins."""

    __slots__ = ("_first_only", "_parts", "_rules")

    def __init__(self, lowered: LoweredStep, required: Mapping[str, Fact] = NO_FACTS) -> None:
        """Raise OutsideEnvelope where the step does not fit, MatcherFailed where durable-rules refuses it."""
        self._first_only = lowered.first_only
        self._rules = tuple(variant.rule for variant in lowered.variants)
        definitions = definitions_of(lowered)
        self._parts = tuple(
            (
                Handle(f"{lowered.name}/{place}", definition.rules),
                message_function(lowered.columns, required, definition.head, definition.parts(lowered.columns)),
            )
            for place, definition in enumerate(definitions)
        )

    def places(self, facts: Facts, circumstances: Circumstances) -> Places:
        """Return the rules that match, in the order in which they win. Raises MatcherFailed."""
        rules = self._rules
        places: dict[int, None] = {}
        for handle, message_of in self._parts:
            for name in handle.fired(message_of(facts, circumstances), first_only=self._first_only):
                places[rules[int(name.partition("#")[0])]] = None
                if self._first_only:
                    return tuple(places)
        return tuple(places)
