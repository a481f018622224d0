"""On random sets of every operator: a witness shows what it is for, and what is said of all facts holds of any."""

from datetime import datetime

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from engine.errors import Finding
from engine.evaluation.checks import check
from engine.evaluation.coercion import read_facts
from engine.evaluation.evaluator import ReferenceProgram
from engine.evaluation.facts import Label, Vocabulary
from engine.evaluation.kind import Hit, Kind
from engine.evaluation.reference import matching
from engine.evaluation.ruleset import RuleSet
from engine.evaluation.run import Circumstances
from engine.evaluation.testing import NO_PARTICULAR_TIME
from tests.evaluation.random_sets import REGIONS, circumstances, facts, rule_sets
from tests.evaluation.test_check_space import is_nowhere

ONE_HIT = (Hit.FIRST, Hit.UNIQUE, Hit.ANY, Hit.PRIORITY, Hit.SPECIFIC)
LONGEST = 20  # the random sets have decimals of more digits than a file may have; they cannot be read back
KIND = Kind(
    name="decision",
    label=Label("通用", "Decision"),
    vocabulary=Vocabulary(facts={}),
    steps=(),
    decide=lambda _run, _facts: None,
    open_steps=True,
)
EXAMPLES = settings(max_examples=80, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))


def found_in(ruleset: RuleSet, known: Circumstances) -> tuple[Finding, ...]:
    return check(ruleset, kind=KIND, lists=known.lists, regions=REGIONS, clock=lambda: 0.0)


@EXAMPLES
@given(ruleset=rule_sets(ONE_HIT, most_rules=4), known=circumstances())
def test_every_witness_shows_what_its_finding_says(ruleset: RuleSet, known: Circumstances) -> None:
    step = ruleset.steps["step"]
    for finding in found_in(ruleset, known):
        if finding.witness is None or any(len(str(value)) > LONGEST for value in finding.witness.values()):
            continue
        given_facts = dict(finding.witness)
        at = datetime.fromisoformat(str(given_facts.pop("at"))) if "at" in given_facts else NO_PARTICULAR_TIME
        seen = read_facts(given_facts, step.vocabulary, currency="CNY", regions=REGIONS)
        matched = {rule.id for rule in matching(step, seen, Circumstances(at=at, lists=known.lists, regions=REGIONS))}
        if finding.code == "gap":
            assert not matched, finding
        elif finding.code == "masked":
            assert finding.rules[0] in matched, finding
        else:
            assert set(finding.rules) <= matched, finding


@EXAMPLES
@given(ruleset=rule_sets((Hit.FIRST, Hit.PRIORITY, Hit.SPECIFIC), most_rules=4), known=circumstances(), data=st.data())
def test_a_masked_rule_decides_nothing_at_any_time_whatever_the_facts_are(
    ruleset: RuleSet, known: Circumstances, data: st.DataObject
) -> None:
    masked = {one.rules[0] for one in found_in(ruleset, known) if one.code == "masked"}
    program = ReferenceProgram(ruleset)
    for _ in range(5):
        seen = data.draw(facts())
        if not is_nowhere(seen):
            assert not masked & set(program.step("step", seen, known).hit)
