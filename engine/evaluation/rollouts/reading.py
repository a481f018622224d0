"""Reading a rollout: its header, whom it is for, its steps."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Final

from engine.evaluation.document.nodes import MappingNode, Node
from engine.evaluation.facts import FactType, Vocabulary
from engine.evaluation.operands import TYPE_ZH
from engine.evaluation.reading.context import SLUG, Reading
from engine.evaluation.reading.header import check_format, read_meta, read_title
from engine.evaluation.rollouts.audience import AudienceReader
from engine.evaluation.rollouts.bounds import read_alarm_rate, read_guardrails
from engine.evaluation.rollouts.bucket import BUCKETS
from engine.evaluation.rollouts.document import HOLDS_TO_DEADLINE, ROLLOUT, Audience, InFlight, Rollout, RolloutStep
from engine.evaluation.wording import say

REQUIRED: Final = ("format", "kind", "id", "title", "target", "baseline", "candidate", "meta", "steps")
FIELDS: Final = (
    *REQUIRED,
    "audience",
    "sticky",
    "salt",
    "layer",
    "slots",
    "guardrails",
    "in_flight",
    "false_alarm_rate",
)
STEP: Final = ("audience", "percent", "hold", "min_decisions", "deadline", "approve")
STICKY: Final = "customer.id"
STICKY_TYPES: Final = frozenset(
    {FactType.TEXT, FactType.TOKEN, FactType.INTEGER, FactType.DECIMAL, FactType.BOOLEAN, FactType.REGION}
)
_PERCENT: Final = Decimal(100)
_DECIMALS: Final = -2


class RolloutReader:
    """Reads one rollout over the facts of its kind. Mistakes are noted at their place."""

    def __init__(self, reading: Reading, vocabulary: Vocabulary) -> None:
        self._reading, self._vocabulary = reading, vocabulary
        self._audiences = AudienceReader(reading, vocabulary)

    def read(self, root: MappingNode) -> Rollout | None:
        """Return a whole document, or None where something is wrong."""
        fields = self._reading.fields(root, FIELDS, REQUIRED)
        self._check_kind(fields.get("kind"))
        rollout = self._rollout(fields, self._steps(fields))
        return None if self._reading.findings.found else rollout

    def read_part(self, root: MappingNode) -> Rollout | None:
        """Return what a preview needs: nothing must be there, and `percent` may stand in place of `steps`."""
        fields = self._reading.fields(root, (*FIELDS, "percent"))
        if "percent" in fields and "steps" in fields:
            self._reading.wrong(say("steps_and_percent"), fields["percent"], "percent")
        if "kind" in fields:
            self._check_kind(fields["kind"])
        steps = self._steps(fields) if "steps" in fields else (self._only_step(fields),)
        rollout = self._rollout(fields, steps)
        return None if self._reading.findings.found else rollout

    def _rollout(self, fields: Mapping[str, Node], steps: tuple[RolloutStep, ...]) -> Rollout:
        reading = self._reading
        check_format(reading, fields.get("format"))
        rollout_id = reading.name(fields.get("id"), "id", SLUG, "id_form") or ""
        baseline, candidate = (self._version(fields.get(name), name) for name in ("baseline", "candidate"))
        if baseline and baseline == candidate:
            reading.wrong(say("same_version"), fields["candidate"], "candidate")
        layer = reading.text(fields.get("layer"), "layer")
        guardrails = read_guardrails(reading, fields.get("guardrails"))
        return Rollout(
            id=rollout_id,
            title=read_title(reading, fields.get("title")),
            target=reading.name(fields.get("target"), "target", SLUG, "id_form") or "",
            baseline=baseline,
            candidate=candidate,
            sticky=self._sticky(fields.get("sticky")),
            salt=reading.text(fields.get("salt"), "salt") or rollout_id,
            steps=steps,
            layer=layer,
            slots=self._slots(fields.get("slots"), layer),
            guardrails=guardrails,
            in_flight=self._in_flight(fields.get("in_flight")),
            false_alarm_rate=read_alarm_rate(reading, fields.get("false_alarm_rate")),
            meta=read_meta(reading, fields.get("meta")),
            lists=tuple(sorted(reading.used_lists)),
            file=reading.findings.file,
        )

    def _check_kind(self, node: Node | None) -> None:
        if node is not None and self._reading.text(node, "kind") not in {None, ROLLOUT}:
            self._reading.wrong(say("not_a_rollout"), node, "kind", allowed=(ROLLOUT,))

    def _version(self, node: Node | None, field: str) -> int:
        version = self._reading.literal(node, FactType.INTEGER, field)
        if not isinstance(version, int):
            return 0
        if version < 1:
            self._reading.wrong(say("version_form", key=field), node, field)
        return version

    def _sticky(self, node: Node | None) -> str:
        path = self._reading.text(node, "sticky")
        if path is None or node is None:
            return STICKY
        fact = self._vocabulary.facts.get(path)
        if fact is None:
            self._reading.unknown("unknown_path", path, node, self._vocabulary.facts, field="sticky")
        elif fact.type not in STICKY_TYPES:
            words = say("sticky_type", path=path, type=fact.type, type_zh=TYPE_ZH[fact.type])
            self._reading.wrong(words, node, "sticky")
        return path

    def _slots(self, node: Node | None, layer: str | None) -> tuple[int, int]:
        if node is None:
            return 0, BUCKETS
        if layer is None:
            self._reading.wrong(say("slots_without_layer"), node, "slots")
        items = self._reading.sequence(node, "slots")
        ends = [self._reading.integer(item, "slots", default=0) for item in items]
        match ends:
            case [start, end] if 0 <= start < end <= BUCKETS:
                return start, end
        self._reading.wrong(say("slots_form"), node, "slots")
        return 0, BUCKETS

    def _in_flight(self, node: Node | None) -> InFlight:
        text = self._reading.text(node, "in_flight")
        if text is None or node is None:
            return InFlight.KEEP
        if text not in list(InFlight):
            self._reading.unknown("unknown_in_flight", text, node, InFlight, field="in_flight")
            return InFlight.KEEP
        return InFlight(text)

    def _audience(self, node: Node | None, otherwise: Audience) -> Audience:
        return otherwise if node is None else self._audiences.read(node)

    def _only_step(self, fields: Mapping[str, Node]) -> RolloutStep:
        percent = self._percent(fields["percent"], least=Decimal(0)) if "percent" in fields else _PERCENT
        return RolloutStep(percent=percent, audience=self._audience(fields.get("audience"), Audience()))

    def _steps(self, fields: Mapping[str, Node]) -> tuple[RolloutStep, ...]:
        audience = self._audience(fields.get("audience"), Audience())
        steps: list[RolloutStep] = []
        for node in self._reading.sequence(fields.get("steps"), "steps"):
            step = self._step(node, audience)
            if step is None:
                continue
            if steps:
                self._check_widening(steps[-1], step, node)
            steps.append(step)
            audience = step.audience
        return tuple(steps)

    def _step(self, node: Node, audience: Audience) -> RolloutStep | None:
        mapping = self._reading.mapping(node, "steps")
        if mapping is None:
            return None
        fields = self._reading.fields(mapping, STEP, ("percent", "hold"))
        percent = self._percent(fields["percent"], least=Decimal("0.01")) if "percent" in fields else _PERCENT
        hold = self._length(fields.get("hold"), "hold")
        deadline = self._length(fields["deadline"], "deadline") if "deadline" in fields else hold * HOLDS_TO_DEADLINE
        if deadline < hold:
            self._reading.wrong(say("deadline_before_hold"), fields["deadline"], "deadline")
        least = self._reading.integer(fields.get("min_decisions"), "min_decisions", default=0)
        if least < 0:
            self._reading.wrong(say("negative", key="min_decisions"), fields["min_decisions"], "min_decisions")
        return RolloutStep(
            percent=percent,
            audience=self._audience(fields.get("audience"), audience),
            hold=hold,
            min_decisions=least,
            deadline=deadline,
            approve=self._reading.text(fields.get("approve"), "approve"),
        )

    def _check_widening(self, before: RolloutStep, step: RolloutStep, node: Node) -> None:
        if step.percent < before.percent:
            words = say("narrower_percent", percent=step.percent, before=before.percent)
            self._reading.wrong(words, node, "percent")
        if not step.audience.covers(before.audience):
            self._reading.wrong(say("narrower_audience"), node, "audience")

    def _percent(self, node: Node, least: Decimal) -> Decimal:
        value = self._reading.literal(node, FactType.DECIMAL, "percent")
        if not isinstance(value, Decimal):
            return _PERCENT
        plain = value.normalize()
        exponent = plain.as_tuple().exponent
        if not least <= value <= _PERCENT or (isinstance(exponent, int) and exponent < _DECIMALS):
            self._reading.wrong(say("percent_form", text=value), node, "percent")
            return _PERCENT
        return value

    def _length(self, node: Node | None, field: str) -> timedelta:
        value = self._reading.literal(node, FactType.DURATION, field)
        if not isinstance(value, timedelta):
            return timedelta()
        if value <= timedelta():
            self._reading.wrong(say("duration_positive", key=field), node, field)
        return value
