"""Rollouts from a form: what can be chosen, who would be in, and the document that a form stands for."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final, Literal

import msgspec

from engine.decisions.generic import DECISION
from engine.evaluation.document.emitter import document_text
from engine.evaluation.document.making import node_of
from engine.evaluation.document.nodes import Entry, MappingNode, ScalarNode
from engine.evaluation.rollouts.document import ROLLOUT, InFlight
from engine.geography.regions import RegionTree
from engine.services.governance import Governance
from engine.services.orders import OrderService
from engine.services.rollout_documents import RolloutDocuments
from engine.services.rollouts import RolloutService
from engine.services.rules import RuleService
from engine.services.views import OrderFilter, RuleSetRow, VersionRow
from engine.store.rollout_repository import IN_FORCE, RolloutRepository

LOOKED_BACK: Final = timedelta(days=30)
_FORMAT: Final = 1
_MOST_REGIONS: Final = 12  # that a picker offers at once
_PER_CENT: Final = 100

Bound = Literal["rise", "rise_percent", "max"]
BOUNDS: Final[tuple[Bound, ...]] = ("rise", "rise_percent", "max")


class StepForm(msgspec.Struct, frozen=True, kw_only=True):
    """One step: `percent` with at most two decimals, `hold` as in documents (`2h`), who has to agree to it."""

    percent: Decimal
    hold: str
    min_decisions: int = 0
    approve: str = ""


class GuardrailForm(msgspec.Struct, frozen=True, kw_only=True):
    """One guardrail: by how much a metric may rise above the control, or what it may not exceed."""

    metric: str
    bound: Bound
    value: Decimal
    min_samples: int = 0


class RolloutForm(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody filled in. `regions` are codes; what is left empty of the audience asks for nothing."""

    title: str
    target: str
    baseline: int
    candidate: int
    owner: str
    reason: str
    steps: tuple[StepForm, ...]
    regions: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    tag: str = ""
    guardrails: tuple[GuardrailForm, ...] = ()
    in_flight: InFlight = InFlight.KEEP


class Candidates(msgspec.Struct, frozen=True, kw_only=True):
    """What of a set can be tried: the version in force, and the others, the newest first."""

    baseline: int
    versions: tuple[VersionRow, ...]


class RegionChoice(msgspec.Struct, frozen=True):
    """A region to choose: its code and official path."""

    code: str
    path: str


class Prospect(msgspec.Struct, frozen=True, kw_only=True):
    """What a rollout would be: its text, how many orders of the last 30 days its audience had, and whom it meets.

    `candidate` are as many of them as the first step would have given to the candidate, by its percentage.
    """

    text: str
    audience: int
    orders: int
    candidate: int
    meets: tuple[str, ...]


class Submitted(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a form: a planned rollout, or, where approval is required, a draft that waits for it."""

    id: str
    is_draft: bool


# By what most begin: a tenth, half, everybody; and what must not get worse.
USUAL_STEPS: Final = (
    StepForm(percent=Decimal(10), hold="2h", min_decisions=200),
    StepForm(percent=Decimal(50), hold="24h", min_decisions=1000),
    StepForm(percent=Decimal(100), hold="24h"),
)
USUAL_GUARDRAILS: Final = (
    GuardrailForm(metric="reject_rate", bound="rise", value=Decimal("0.03")),
    GuardrailForm(metric="review_rate", bound="rise", value=Decimal("0.05")),
    GuardrailForm(metric="shortage_rate", bound="rise", value=Decimal("0.03")),
    GuardrailForm(metric="freight_per_order", bound="rise_percent", value=Decimal(5)),
    GuardrailForm(metric="error_rate", bound="max", value=Decimal("0.005"), min_samples=500),
)


class Beside:
    """Holds a document that is not planned yet to those that run."""

    def __init__(self, documents: RolloutDocuments, kept: RolloutRepository) -> None:
        self._documents = documents
        self._kept = kept

    async def check(self, text: str, at: datetime) -> tuple[str, ...]:
        """Return the running rollouts of other sets that the same orders may be in; nothing is stored.

        Raises RuleSetError with every finding, also where one of the same set may be given the same order; NotFound.
        """
        _, document = await self._documents.new(text, actor="", at=at)
        book = await self._documents.book()
        running = [self._documents.read(each.text, book, each.id) for each in await self._kept.all(IN_FORCE)]
        self._documents.refuse_meeting(document, running, book)
        return self._documents.meeting(document, running, book)


class RolloutForms:
    """Helps to fill in a rollout, and hands it in."""

    def __init__(  # noqa: PLR0913  # what a form is made of: what there is, who may, and where it goes
        self,
        rollouts: RolloutService,
        rules: RuleService,
        orders: OrderService,
        governance: Governance,
        *,
        beside: Beside,
        regions: RegionTree,
        clock: Callable[[], datetime],
    ) -> None:
        self._rollouts = rollouts
        self._rules = rules
        self._orders = orders
        self._governance = governance
        self._beside = beside
        self._regions = regions
        self._clock = clock

    async def targets(self) -> tuple[RuleSetRow, ...]:
        """Return the rule sets that decide orders and have more than one version, by id."""
        rows = await self._rules.sets()
        return tuple(row for row in rows if row.kind != DECISION.name and row.versions > 1)

    async def candidates(self, set_id: str) -> Candidates:
        """Return the versions of a set that can be tried. Raises NotFound."""
        rows = await self._rules.versions(set_id)
        baseline = next((row.version for row in rows if row.in_force), 0)
        return Candidates(baseline=baseline, versions=tuple(row for row in rows if not row.in_force))

    def find_regions(self, text: str) -> tuple[RegionChoice, ...]:
        """Return the regions that a text may mean, best first; none for an empty text."""
        if not text.strip():
            return ()
        return tuple(
            RegionChoice(region.code, self._regions.path(region.code))
            for region in self._regions.search(text, _MOST_REGIONS)
        )

    async def look(self, form: RolloutForm) -> Prospect:
        """Return what a form comes to; nothing is stored.

        Raises RuleSetError with every finding, also where a running rollout may be given the same orders; NotFound.
        """
        text = self.text(form, await self._free_id(form))
        meets = await self._beside.check(text, self._clock())
        since = self._clock() - LOOKED_BACK
        inside = await self._count(form, since)
        every = await self._total(OrderFilter(placed_from=since))
        share = int(inside * form.steps[0].percent / _PER_CENT) if form.steps else 0
        return Prospect(text=text, audience=inside, orders=every, candidate=share, meets=meets)

    async def submit(self, form: RolloutForm, *, actor: str) -> Submitted:
        """Plan the rollout, or, where approval is required, make a draft of it and ask for its review.

        Raises RuleSetError, Conflict where another has taken the id meanwhile, NotFound.
        """
        name = await self._free_id(form)
        text = self.text(form, name)
        if not self._governance.policy.needs_approval:
            planned = await self._rollouts.plan(text, actor=actor, reason=form.reason)
            return Submitted(id=planned.id, is_draft=False)
        await self._beside.check(text, self._clock())
        draft = await self._governance.drafts.create(name, actor=actor, reason=form.reason, text=text)
        await self._governance.reviews.request(draft.id, actor=actor, reason=form.reason)
        return Submitted(id=draft.id, is_draft=True)

    def text(self, form: RolloutForm, name: str) -> str:
        """Return the document, of this id, that a form stands for."""
        audience = self._audience(form)
        fields: dict[str, object] = {
            "format": _FORMAT,
            "kind": ROLLOUT,
            "id": name,
            "title": form.title,
            "target": form.target,
            "baseline": form.baseline,
            "candidate": form.candidate,
            "meta": {"owner": form.owner, "reason": form.reason},
            "audience": [audience] if audience else "all",
            "in_flight": form.in_flight.value,
            "steps": [_step(step) for step in form.steps],
            "guardrails": [_guardrail(each) for each in form.guardrails],
        }
        entries = (Entry(key=ScalarNode(text=key), value=node_of(value)) for key, value in fields.items())
        return document_text(MappingNode(entries=tuple(entries), flow=False))

    def _audience(self, form: RolloutForm) -> Mapping[str, object]:
        cells: dict[str, object] = {}
        if form.regions:
            cells["address.region"] = [self._regions.path(code) for code in self._outermost(form.regions)]
        if form.channels:
            cells["channel"] = list(form.channels)
        if form.tag:
            cells["customer.tags"] = {"any": [form.tag]}
        return cells

    def _outermost(self, codes: Sequence[str]) -> tuple[str, ...]:
        """Return the regions without those that lie within another of them, so that nothing is counted twice."""
        return tuple(
            code
            for code in dict.fromkeys(codes)
            if not any(code != other and self._regions.is_within(code, other) for other in codes)
        )

    async def _count(self, form: RolloutForm, since: datetime) -> int:
        filters = [
            OrderFilter(placed_from=since, region=region, channel=channel, tag=form.tag or None)
            for region in (self._outermost(form.regions) or (None,))
            for channel in (tuple(dict.fromkeys(form.channels)) or (None,))
        ]
        return sum(await asyncio.gather(*(self._total(each) for each in filters)))

    async def _total(self, wanted: OrderFilter) -> int:
        return (await self._orders.list(wanted, limit=1, with_total=True)).total or 0

    async def _free_id(self, form: RolloutForm) -> str:
        """Return an id that nobody has taken: that of the set and its version, from the second on with a number."""
        taken = {row.id for row in await self._rollouts.list()}
        usual, number = _usual_id(form), 1
        name = usual
        while name in taken:
            number += 1
            name = f"{usual}-{number}"
        return name


def _usual_id(form: RolloutForm) -> str:
    return f"{form.target}-v{form.candidate}"


def _step(step: StepForm) -> dict[str, object]:
    fields: dict[str, object] = {"percent": step.percent, "hold": step.hold}
    if step.min_decisions:
        fields["min_decisions"] = step.min_decisions
    return fields | ({"approve": step.approve} if step.approve else {})


def _guardrail(guardrail: GuardrailForm) -> dict[str, object]:
    fields: dict[str, object] = {"metric": guardrail.metric, guardrail.bound: guardrail.value}
    return fields | ({"min_samples": guardrail.min_samples} if guardrail.bound == "max" else {})
