"""The rule book of an order that is in a rollout: the candidate decides for those on its side, of any kind."""

from typing import Any

import msgspec

from engine.decisions.gray import GrayRelease, Running
from engine.decisions.rulebook import RuleBook
from engine.evaluation.facts import Facts
from engine.evaluation.rollouts.bucket import bucket_of
from engine.evaluation.rollouts.sides import AtStep
from engine.geography.shipped import shipped_regions
from engine.orders.request import CustomerInfo
from tests.builders import NOW, an_order_request
from tests.planning.planned import plan
from tests.planning.rulebooks import ONE_CHILD, REVIEW_ALL, VERSION, a_rulebook, program
from tests.rollouts.documents import part

GENTLE = REVIEW_ALL.replace("queue: 抽查", "queue: 温和")


def gray_book(**rollouts: tuple[str, str, dict[str, Any]]) -> RuleBook:
    """Return a rule book with rollouts by id: the set in force, its candidate, and what else the rollout says."""
    book = a_rulebook(*(baseline for baseline, _, _ in rollouts.values()))
    running = [
        Running(
            at=AtStep(
                rollout=part(
                    id=name,
                    salt=name,
                    target=program(after).ruleset.id,
                    baseline=VERSION,
                    candidate=VERSION + 1,
                    **{"percent": 50, **given},
                )
            ),
            candidate=program(after),
        )
        for name, (_, after, given) in rollouts.items()
    ]
    return RuleBook(
        release=book.release, sets=book.sets, lists=book.lists, regions=book.regions,
        gray=GrayRelease(running, shipped_regions()),
    )  # fmt: skip


def planned(book: RuleBook, customer: str) -> Any:
    return plan(an_order_request(customer=CustomerInfo(id=customer)), rulebook=book)


def customer_inside(salt: str, percent: int = 50) -> str:
    return next(name for n in range(999) if bucket_of(salt, name := f"C-{n}") < 100 * percent)


def customer_outside(salt: str, percent: int = 50) -> str:
    return next(name for n in range(999) if bucket_of(salt, name := f"C-{n}") >= 100 * percent)


def test_the_candidate_decides_for_those_on_its_side() -> None:
    book = gray_book(risk=(REVIEW_ALL, GENTLE, {}))

    inside, outside = (planned(book, name) for name in (customer_inside("risk"), customer_outside("risk")))

    assert (inside.order.hold_queue, outside.order.hold_queue) == ("温和", "抽查")
    (decision,) = [each for each in inside.decisions if each.kind == "risk"]
    assert (decision.side, decision.set_version) == ("candidate", f"review-all@{VERSION + 1}")
    assert decision.why_side is not None
    assert decision.why_side["rollout"] == "risk"
    assert [(pin.rollout, pin.side, pin.version) for pin in inside.order.sides] == [("risk", "candidate", VERSION + 1)]
    assert [pin.side for pin in outside.order.sides] == ["control"]


def test_rollouts_of_several_kinds_are_chosen_one_by_one() -> None:
    other = ONE_CHILD.replace("class: 普通", "class: 特别")
    book = gray_book(risk=(REVIEW_ALL, GENTLE, {}), split=(ONE_CHILD, other, {}))
    seen = set()
    for number in range(40):
        order = planned(book, f"C-{number}").order
        seen.add((order.hold_queue, order.children[0].group_class))
        assert (order.hold_queue == "温和") is (bucket_of("risk", f"C-{number}") < 5000)
        assert (order.children[0].group_class == "特别") is (bucket_of("split", f"C-{number}") < 5000)

    assert len(seen) == 4


def test_an_order_that_was_pinned_is_decided_as_it_was() -> None:
    book = gray_book(risk=(REVIEW_ALL, GENTLE, {}))
    sides = planned(book, customer_inside("risk")).order.sides
    facts: Facts = {"order.currency": "CNY", "customer.id": customer_outside("risk")}

    assert book.pinned(sides).select("risk", facts, NOW).version == VERSION + 1
    assert book.pinned(()).select("risk", facts, NOW).version == VERSION
    assert book.select("risk", facts, NOW).version == VERSION, "the rule book itself is as it was"


def test_a_pin_is_kept_with_the_order_and_read_again() -> None:
    (pin,) = planned(gray_book(risk=(REVIEW_ALL, GENTLE, {})), customer_inside("risk")).order.sides

    assert msgspec.json.decode(msgspec.json.encode(pin), type=type(pin)) == pin


def test_outside_the_audience_nothing_changes() -> None:
    book = gray_book(risk=(REVIEW_ALL, GENTLE, {"percent": 100, "audience": [{"channel": "web"}]}))

    found = planned(book, "C-1")

    assert found.order.sides == ()
    assert found.order.hold_queue == "抽查"
    assert [each.side for each in found.decisions] == ["baseline"] * len(found.decisions)
