"""Terms: by when an order is to be paid, until when it may be cancelled, when it completes, who reviews it by when."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from functools import lru_cache
from typing import Final, get_args

import msgspec

from engine.decisions.declare import by_name, fact, output
from engine.decisions.line_vocabulary import LINE_FACTS
from engine.decisions.order_vocabulary import order_vocabulary
from engine.decisions.risk import BLOCKS
from engine.decisions.values import elements_of, needed_text, text_of, whole_of
from engine.evaluation.facts import Facts, FactType, Label, Vocabulary
from engine.evaluation.kind import Hit, Kind, StepKind
from engine.evaluation.literals import duration_of, duration_text
from engine.evaluation.named_values import named_in
from engine.evaluation.ruleset import Placeholder, Step, Template
from engine.evaluation.run import Run
from engine.orders.terms import CancelUntil

NODES: Final[tuple[CancelUntil, ...]] = get_args(CancelUntil)  # strict to lenient
USUAL_NODE: Final[CancelUntil] = "shipped"  # where no rule says anything of a line
HELD: Final = "hold.reasons"  # a fact of every held order, and of no other


class TermsAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What an order is promised, as lengths of time such as `30m`; None is never, or not asked.

    The review's terms are there for held orders only. The answer of a release without a set of this kind is `USUAL`.
    """

    pay_within: str | None = None
    cancel_until: CancelUntil = USUAL_NODE
    complete_after: str | None = None
    review_delay: str | None = None
    review_within: str | None = None
    reviewers: int = 1


USUAL: Final = TermsAnswer()
_MOST_KEPT: Final = 256
_PATHS: Final[dict[int, tuple[Step, tuple[str, ...]]]] = {}  # by identity; the step is kept alive


def decide_terms(run: Run, facts: Facts) -> TermsAnswer:
    """Ask for the time to pay, the node of each line, when it completes, and of a held order for its review's terms."""
    pay_within = None
    if run.has("payment"):
        pay_within = _length(run.step("payment", facts).out, "pay_within")
    node = min(_nodes(run, facts), key=NODES.index, default=USUAL_NODE)
    complete_after = None
    if run.has("completion"):
        complete_after = _length(run.step("completion", facts).out, "complete_after")
    if facts.get(HELD) is None or not run.has("review"):
        return TermsAnswer(pay_within=pay_within, cancel_until=node, complete_after=complete_after)
    review = run.step("review", facts).out
    return TermsAnswer(
        pay_within=pay_within,
        cancel_until=node,
        complete_after=complete_after,
        review_delay=_length(review, "delay"),
        review_within=_length(review, "within"),
        reviewers=whole_of(review, "reviewers") or USUAL.reviewers,
    )


@lru_cache(maxsize=256)
def length_of(text: str) -> timedelta:
    """Return a length of time of the answer."""
    return duration_of(text)


def _length(out: Mapping[str, object], name: str) -> str | None:
    value = out.get(name)
    return duration_text(value) if isinstance(value, timedelta) else None


def _nodes(run: Run, facts: Facts) -> Iterator[CancelUntil]:
    """Yield the node of each line. Lines that the step cannot tell apart are asked once, under the first one's id."""
    if not run.has("cancel"):
        return
    for line in _told_apart(run.ruleset.steps["cancel"], elements_of(facts, "lines")):
        said = text_of(run.step("cancel", {**facts, **line}, over=needed_text(line, "line.id")).out, "until")
        yield next((node for node in NODES if node == said), USUAL_NODE)


def _told_apart(step: Step, lines: tuple[Facts, ...]) -> Iterable[Facts]:
    if len(lines) < 2:  # noqa: PLR2004 - nothing to tell apart
        return lines
    paths = _paths_of(step)
    kinds: dict[tuple[object, ...], Facts] = {}
    for line in lines:
        kinds.setdefault(tuple(line.get(path) for path in paths), line)
    return kinds.values()


def _paths_of(step: Step) -> tuple[str, ...]:
    """Return the facts of a line that can change what the step says. The steps in force are few: they are kept."""
    known = _PATHS.get(id(step))
    if known is None:
        if len(_PATHS) >= _MOST_KEPT:
            _PATHS.clear()
        known = _PATHS[id(step)] = (step, _paths_that_count(step))
    return known[1]


def _paths_that_count(step: Step) -> tuple[str, ...]:
    """Return the facts of a line that the rules of a step test, and those they copy."""
    copied = (
        part.path
        for outputs in (step.default or {}, *(rule.then for rule in step.rules))
        for value in outputs.values()
        if isinstance(value, Template)
        for part in value.parts
        if isinstance(part, Placeholder)
    )
    return tuple(path for path in {**named_in(step.rules), **dict.fromkeys(copied)} if path in LINE_FACTS)


TERMS: Final = Kind(
    name="terms",
    label=Label("订单时限", "Terms"),
    vocabulary=order_vocabulary(
        fact("hold.queue", FactType.TEXT, "审核队列", "Queue of the hold", nullable=True),
        fact("hold.reasons", FactType.TEXTS, "审核原因", "Reasons of the hold", nullable=True),
        fact("hold.blocks", FactType.TEXTS, "审核期间暂停", "What the hold blocks", nullable=True, values=BLOCKS),
        fact("hold.score", FactType.INTEGER, "风险分", "Risk score", nullable=True),
    ),
    steps=(
        StepKind(
            name="payment",
            label=Label("付款时限", "Payment"),
            hits=(Hit.FIRST,),
            outputs=by_name(output("pay_within", FactType.DURATION, "须在多久内付款", "To be paid within")),
            optional=True,
        ),
        StepKind(
            name="cancel",
            label=Label("取消节点", "Cancellation"),
            hits=(Hit.FIRST,),
            outputs=by_name(
                output("until", FactType.TEXT, "可取消至", "May be cancelled until", required=True, values=NODES)
            ),
            scope=Vocabulary(facts=LINE_FACTS),
            optional=True,
        ),
        StepKind(
            name="completion",
            label=Label("自动完成", "Completion"),
            hits=(Hit.FIRST,),
            outputs=by_name(output("complete_after", FactType.DURATION, "收货后多久完成", "Completed after receipt")),
            optional=True,
        ),
        StepKind(
            name="review",
            label=Label("审核时限", "Review"),
            hits=(Hit.FIRST,),
            outputs=by_name(
                output("delay", FactType.DURATION, "延迟审核", "Nobody reviews it before"),
                output("within", FactType.DURATION, "审核时限", "To be reviewed within"),
                output("reviewers", FactType.INTEGER, "复核人数", "People who have to agree", minimum=1),
            ),
            optional=True,
        ),
    ),
    decide=decide_terms,
)
