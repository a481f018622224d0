"""A region that lies in a member of a list: what is remembered is what is looked up."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from engine.evaluation.facts import FactType
from engine.evaluation.lists import ReferenceList
from engine.evaluation.lowering.region_lists import lies_in_list
from engine.evaluation.run import Circumstances
from tests.evaluation.random_sets import NOWHERE, REGIONS

CODES = (*REGIONS.codes(), NOWHERE)
NOON = datetime(2026, 11, 11, 12, tzinfo=UTC)
TIMES = st.sampled_from([NOON.replace(hour=hour) for hour in (11, 12, 13)])
MEMBERS = st.dictionaries(st.sampled_from(CODES), st.sampled_from([None, NOON]), max_size=4)
QUESTIONS = st.lists(st.tuples(st.integers(0, 1), st.sampled_from(CODES), TIMES), min_size=1, max_size=12)


@given(first=MEMBERS, second=MEMBERS, questions=QUESTIONS)
def test_an_answer_that_was_given_before_is_that_of_the_list_and_the_time(
    first: dict[str | int, datetime | None],
    second: dict[str | int, datetime | None],
    questions: list[tuple[int, str, datetime]],
) -> None:
    versions = [
        ReferenceList(id="region.far", title="far", type=FactType.REGION, members=dict(members))
        for members in (first, second)
    ]
    lies = lies_in_list("region.far")

    for version, code, at in questions:
        members = versions[version]
        under = Circumstances(at=at, lists={"region.far": members}, regions=REGIONS)
        expected = code in REGIONS and any(members.has(each, at) for each in REGIONS.ancestors(code))
        assert lies(code, (), under) is expected
