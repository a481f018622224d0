"""A rule as one sentence: `如果 支付方式 是 货到付款 且 商品总额 大于 500.00 元，则 分数 加 40`."""

from collections.abc import Mapping

from engine.evaluation.facts import FactType
from engine.evaluation.kind import Hit, Output
from engine.evaluation.ruleset import OutputValue, Placeholder, Rule, Step, Template
from engine.evaluation.sentences.conditions import Conditions
from engine.evaluation.sentences.values import Speech, moment


def rule_sentence(rule: Rule, step: Step, outputs: Mapping[str, Output], speech: Speech) -> str:
    """Return a rule or row in words. `outputs` are those of the step's kind, by name; one beyond them goes by its name.

    A condition that always holds and an output that is not given are not told.
    """
    when = Conditions(speech=speech, vocabulary=step.vocabulary).all_of(rule.when.entries)
    then = _then(rule, step, outputs, speech)
    said = speech.say("rule", when=when, then=then) if when else speech.say("rule.always", then=then)
    return said + _in_force(rule, speech)


def _then(rule: Rule, step: Step, outputs: Mapping[str, Output], speech: Speech) -> str:
    first = next(iter(rule.then), None)
    said = []
    for name, value in rule.then.items():
        if value is None:
            continue
        output = outputs.get(name)
        key = "add" if step.hit is Hit.SUM and name == first else "set"
        label = speech.label(output.label) if output is not None else name
        said.append(speech.say(key, output=label, value=_value(value, step.outputs.get(name), output, speech)))
    return speech.say("comma").join(said) or speech.say("nothing")


def _value(value: OutputValue, kind: FactType | None, output: Output | None, speech: Speech) -> str:
    if isinstance(value, Template):
        text = "".join(f"{{{part.path}}}" if isinstance(part, Placeholder) else part for part in value.parts)
        return speech.say("quoted", text=text)
    return speech.value(value, kind or FactType.TEXT, output.unit if output is not None else None)


def _in_force(rule: Rule, speech: Speech) -> str:
    if not rule.enabled:
        return speech.say("off")
    begin, end = (moment(at) if at is not None else "" for at in (rule.starts, rule.ends))
    if begin and end:
        return speech.say("dated", **{"from": begin, "to": end})
    if begin or end:
        return speech.say("from" if begin else "to", **{"from": begin, "to": end})
    return ""
