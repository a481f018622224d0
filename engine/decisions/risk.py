"""Risk: whether an order passes, is looked at by a person, or is refused."""

from collections.abc import Mapping
from typing import Final

import msgspec

from engine.decisions.declare import by_name, output
from engine.decisions.order_vocabulary import order_vocabulary
from engine.decisions.values import collected, text_of, texts_of, whole_of, with_outputs
from engine.evaluation.facts import Facts, FactType, Label
from engine.evaluation.kind import Hit, Kind, Output, StepKind
from engine.evaluation.run import Run, StepResult

ACTIONS: Final = ("pass", "review", "reject")
BLOCKS: Final = ("release", "payment")
# Words for the buyer where a rule gives none: they never say why.
NEUTRAL_TEXTS: Final = {"review": "订单正在审核，请耐心等待", "reject": "订单未能通过审核，请联系客服"}


class RiskAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What is to happen to the order. `blocks` is what a review holds up; `reasons` are for us, never for the buyer."""

    action: str
    queue: str | None = None
    score: int = 0
    reasons: tuple[str, ...] = ()
    customer_text: str | None = None
    blocks: tuple[str, ...] = ()


def _verdict(*, required: bool) -> tuple[Output, ...]:
    return (
        output("action", FactType.TEXT, "处理", "Action", required=required, values=ACTIONS),
        output("queue", FactType.TEXT, "审核队列", "Review queue"),
        output("reason", FactType.TEXT, "原因", "Reason"),
        output("customer_text", FactType.TEXT, "对客文案", "Words for the buyer"),
        output("blocks", FactType.TEXTS, "审核期间暂停", "What a review holds up", values=BLOCKS),
    )


def decide_risk(run: Run, facts: Facts) -> RiskAnswer:
    """Screen (a hit with an action ends it), then score, then decide by the score."""
    noted: tuple[str, ...] = ()
    if run.has("screen"):
        screen = run.step("screen", facts)
        noted = collected([screen.out], "reason")
        if text_of(screen.out, "action"):
            return _answer(screen.out, 0, noted)
        facts = with_outputs(facts, screen)
    score = run.step("score", facts)
    verdict = run.step("decide", with_outputs(facts, score))
    reasons = (*noted, *collected(score.outputs, "reason"), *collected([verdict.out], "reason"))
    return _answer(verdict.out, _points(score), reasons)


def _points(score: StepResult) -> int:
    return whole_of(score.out, "points") or 0


def _answer(out: Mapping[str, object], score: int, reasons: tuple[str, ...]) -> RiskAnswer:
    action = text_of(out, "action") or "review"  # a person looks at it where no rule says what to do
    return RiskAnswer(
        action=action,
        queue=text_of(out, "queue"),
        score=score,
        reasons=reasons,
        customer_text=text_of(out, "customer_text") or NEUTRAL_TEXTS.get(action),
        blocks=(texts_of(out, "blocks") or ("release",)) if action == "review" else (),
    )


RISK: Final = Kind(
    name="risk",
    label=Label("风控", "Risk"),
    vocabulary=order_vocabulary(),
    steps=(
        StepKind(
            name="screen",
            label=Label("名单筛查", "Screen"),
            hits=(Hit.FIRST,),
            outputs=by_name(*_verdict(required=False)),
            optional=True,
        ),
        StepKind(
            name="score",
            label=Label("风险评分", "Score"),
            hits=(Hit.SUM,),
            outputs=by_name(
                output("points", FactType.INTEGER, "分数", "Points", required=True),
                output("reason", FactType.TEXT, "原因", "Reason"),
            ),
        ),
        StepKind(
            name="decide",
            label=Label("定论", "Decide"),
            hits=(Hit.UNIQUE,),
            outputs=by_name(*_verdict(required=True)),
        ),
    ),
    decide=decide_risk,
)
