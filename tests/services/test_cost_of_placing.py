"""What it costs to place an order, in statements, steps and questions: numbers that do not hang on the machine."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from engine.evaluation.evaluator import Prepared
from engine.evaluation.facts import Facts
from engine.evaluation.matcher import Handle
from engine.evaluation.run import Circumstances, StepResult
from engine.orders.request import RequestLine
from engine.services.app import Oms
from tests.builders import a_line
from tests.services.calls import a_request, place
from tests.services.conftest import stock

SKUS = ("A-1", "A-2", "A-3", "A-4", "A-5")
READS = 8  # statements, whatever is ordered
WRITES = 26  # statements of an order of one line: one a row
WRITES_OF_A_LINE = 4  # the stock, the line, its allocation, the movement
STEPS = 24  # of the shipped sets, for an order of one line and two warehouses
STEPS_OF_A_LINE = {"split": 1, "freight": 1}


@pytest.fixture
async def shop(bare: Oms) -> Oms:
    """Return a shop with five goods of one merchant in two warehouses, that placed an order before."""
    await stock(bare, {(sku, warehouse): 100 for sku in SKUS for warehouse in ("HZ", "SH")})
    await place(bare, a_request(*lines(1)))
    return bare


def lines(number: int) -> list[RequestLine]:
    return [a_line(sku, 1) for sku in SKUS[:number]]


class Statements:
    """The statements that ran, those that write apart."""

    def __init__(self) -> None:
        self.read: list[str] = []
        self.written: list[str] = []


@contextmanager
def watched(oms: Oms) -> Iterator[Statements]:
    found = Statements()
    engine: Any = oms._engine  # noqa: SLF001 - the test looks behind the use cases
    reader, writer = engine._readers._here, engine._writer.connection  # noqa: SLF001 - as above
    reader.set_trace_callback(found.read.append)
    writer.set_trace_callback(found.written.append)
    yield found
    reader.set_trace_callback(None)
    writer.set_trace_callback(None)


async def statements(oms: Oms, number: int) -> Statements:
    """Return the statements of an order of so many lines; that begin and end a transaction are not counted."""
    with watched(oms) as found:
        await place(oms, a_request(*lines(number)))
    found.read = [each for each in found.read if each.startswith("SELECT")]
    found.written = [each for each in found.written if each.startswith(("INSERT", "UPDATE", "SELECT", "DELETE"))]
    return found


async def test_an_order_is_read_for_by_a_fixed_number_of_statements(shop: Oms) -> None:
    one, five = await statements(shop, 1), await statements(shop, 5)

    assert len(one.read) <= READS
    assert len(five.read) <= READS + 1  # goods that nobody ordered yet are not in memory


async def test_each_further_line_is_written_by_a_few_rows_and_nothing_else(shop: Oms) -> None:
    one, five = await statements(shop, 1), await statements(shop, 5)

    assert len(one.written) <= WRITES
    assert len(five.written) - len(one.written) <= 4 * WRITES_OF_A_LINE


class Asked:
    """Counts the steps that run and the questions to durable-rules."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.steps: Counter[str] = Counter()
        self.durable = 0
        step, fired = Prepared.step, Handle.fired

        def counted_step(program: Prepared, name: str, facts: Facts, circumstances: Circumstances) -> StepResult:
            self.steps[program.ruleset.kind] += 1
            return step(program, name, facts, circumstances)

        def counted_question(handle: Handle, message: str, **how: Any) -> list[str]:
            self.durable += 1
            return fired(handle, message, **how)

        monkeypatch.setattr(Prepared, "step", counted_step)
        monkeypatch.setattr(Handle, "fired", counted_question)


async def test_each_further_line_is_grouped_and_given_a_template_and_nothing_else(
    shop: Oms, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = Asked(monkeypatch)

    await place(shop, a_request(*lines(1)))
    one = asked.steps.copy()
    await place(shop, a_request(*lines(5)))
    five = asked.steps - one

    assert one.total() <= STEPS
    assert five - one == {kind: 4 * steps for kind, steps in STEPS_OF_A_LINE.items()}


async def test_an_order_like_one_before_asks_durable_rules_nothing(shop: Oms, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Asked(monkeypatch)

    await place(shop, a_request(*lines(1)))

    assert sum(asked.steps.values()) > 0
    assert asked.durable == 0
