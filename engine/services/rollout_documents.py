"""Rollout documents in this process: read with what their sets can be asked, planned against each other, previewed."""

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from engine.decisions.generic import DECISION
from engine.decisions.line_vocabulary import LINE_FACTS, LINES
from engine.decisions.meetings import Meetings
from engine.decisions.order_vocabulary import ORDER_FACTS
from engine.decisions.rollout_facts import rollout_setting
from engine.decisions.rulebook import RuleBook
from engine.errors import Conflict, Finding, InvalidInput, NotFound, RuleSetError
from engine.evaluation.coercion import read_facts
from engine.evaluation.facts import Facts, Vocabulary
from engine.evaluation.rollouts.document import Rollout
from engine.evaluation.rollouts.loader import Setting, load_rollout, read_rollout
from engine.evaluation.rollouts.sides import AtStep, side_of
from engine.evaluation.ruleset import RuleSet
from engine.evaluation.run import Circumstances
from engine.services.rollout_views import PreviewRow, preview_row
from engine.services.rule_library import RuleLibrary
from engine.services.rulebooks import RuleBooks
from engine.store.rollout_repository import KeptRollout
from engine.store.rule_repository import RuleRepository

_NUMBER = "order.no"


class RolloutDocuments:
    """Reads rollouts with the lists and sets in force."""

    def __init__(self, rules: RuleRepository, library: RuleLibrary, books: RuleBooks) -> None:
        self._rules = rules
        self._library = library
        self._books = books

    async def book(self) -> RuleBook:
        """Return the rule book in force."""
        return await self._books.follow((await self._rules.release()).number)

    def read(self, text: str, book: RuleBook, file: str | None = None) -> Rollout:
        """Return the rollout that a text holds. Raises RuleSetError with every finding."""
        loose = load_rollout(text, rollout_setting(None, book.lists, book.regions), file=file)
        ruleset = _set_in(book, loose.target)
        return loose if ruleset is None else load_rollout(text, self._setting(book, ruleset), file=file)

    def read_if_possible(self, kept: KeptRollout, book: RuleBook) -> Rollout | None:
        """Return a kept rollout; None where what it names is there no more, as may be long after it ended."""
        try:
            return self.read(kept.text, book, kept.id)
        except RuleSetError:
            return None

    async def new(self, text: str, *, actor: str, at: datetime) -> tuple[KeptRollout, Rollout]:
        """Return a text as a new rollout. Raises RuleSetError, NotFound where a version is not kept."""
        book = await self.book()
        document = await asyncio.to_thread(self.read, text, book)
        baseline, candidate = [
            await self._rules.version(document.target, number) for number in (document.baseline, document.candidate)
        ]
        if candidate.kind == DECISION.name:
            raise InvalidInput.at("target", f"{document.target} decides no order: it is asked for by its id")
        if baseline.sha == candidate.sha:
            raise InvalidInput.at("candidate", f"{document.set_versions} decide the same; there is nothing to try")
        kept = KeptRollout(
            id=document.id,
            title=document.title,
            target=document.target,
            kind=candidate.kind,
            baseline=document.baseline,
            candidate=document.candidate,
            sha=hashlib.sha256(text.encode()).hexdigest(),
            text=text,
            planned_at=at,
            planned_by=actor,
        )
        return kept, document

    def refuse_meeting(self, document: Rollout, others: Sequence[Rollout], book: RuleBook) -> None:
        """Raise RuleSetError where some order may be in this rollout and in another of the same set."""
        meetings = Meetings(book.lists, book.regions)
        found = [
            Finding(
                code="collision",
                severity="error",
                message=(
                    f"{document.id} and {other.id} are both about {document.target} and may be given the same order; "
                    "give both one layer and disjoint slots, or audiences that are apart"
                ),
                message_zh=(
                    f"{document.id} 与 {other.id} 针对同一规则集 {document.target}，且可能命中同一订单；"
                    "请放入同一 layer 并使用不相交的 slots，或使受众互不重叠"
                ),
                rules=(document.id, other.id),
                field="audience",
                file=document.file,
                witness=meetings.witness(document, other),
            )
            for other in others
            if other.target == document.target and other.id != document.id and meetings.may_meet(document, other)
        ]
        if found:
            raise RuleSetError(found)

    def meeting(self, document: Rollout, others: Sequence[Rollout], book: RuleBook) -> tuple[str, ...]:
        """Return the rollouts of other sets that the same orders may be in: allowed, and good to know."""
        meetings = Meetings(book.lists, book.regions)
        return tuple(
            other.id for other in others if other.target != document.target and meetings.may_meet(document, other)
        )

    async def preview(
        self, given: Mapping[str, object], subjects: Sequence[Mapping[str, object]], step: int, at: datetime
    ) -> tuple[PreviewRow, ...]:
        """Return the side of each subject. Raises InvalidInput with the path of whatever is wrong."""
        book = await self.book()
        target = given.get("target")
        ruleset = _set_in(book, target) if isinstance(target, str) else None
        setting = self._setting(book, ruleset)
        rollout = read_rollout(given, setting)
        if not 1 <= step <= len(rollout.steps):
            raise InvalidInput.at("step", f"{step} is not between 1 and {len(rollout.steps)}")
        circumstances = Circumstances(at=at, lists=book.lists, regions=book.regions)
        return await asyncio.to_thread(
            _sides, AtStep(rollout=rollout, step=step), subjects, circumstances, setting, ruleset
        )

    def _setting(self, book: RuleBook, ruleset: RuleSet | None) -> Setting:
        return rollout_setting(ruleset, book.lists, book.regions)


def check_baseline(document: Rollout, book: RuleBook) -> None:
    """Raise Conflict where the baseline is not what is in force."""
    try:
        version = book.find(document.target).version
    except NotFound:
        version = 0
    if version != document.baseline:
        raise Conflict(
            f"{document.target}@{document.baseline} is to be the baseline, and {document.target}@{version} is in force"
        )


def _set_in(book: RuleBook, set_id: str) -> RuleSet | None:
    try:
        return book.find(set_id).ruleset
    except NotFound:
        return None


def _known_of_subjects(vocabulary: Vocabulary, ruleset: RuleSet | None) -> Vocabulary:
    """Return what may be told of a subject: all that is known of an order, and what the set may test beside."""
    if ruleset is not None and ruleset.kind == DECISION.name:
        return vocabulary
    own = ruleset.vocabulary if ruleset is not None else vocabulary
    facts = {**vocabulary.facts, **ORDER_FACTS, **own.facts, **LINE_FACTS}
    return Vocabulary(facts=facts, lists={**vocabulary.lists, **own.lists})


def _with_its_line(facts: Facts) -> Facts:
    """Return facts of which those of a line, told without a list, are the order's only line."""
    line = {path: value for path, value in facts.items() if path in LINE_FACTS}
    if not line or LINES.name in facts:
        return facts
    return {**{path: value for path, value in facts.items() if path not in line}, LINES.name: (line,)}


def _sides(
    at: AtStep,
    subjects: Sequence[Mapping[str, object]],
    circumstances: Circumstances,
    setting: Setting,
    ruleset: RuleSet | None,
) -> tuple[PreviewRow, ...]:
    vocabulary = _known_of_subjects(setting.vocabulary, ruleset)
    rows = []
    for place, given in enumerate(subjects):
        try:
            told = read_facts(given, vocabulary, currency=setting.currency, regions=setting.regions)
            facts = _with_its_line(told)
        except InvalidInput as wrong:
            problems = [msgspec.structs.replace(each, path=f"subjects[{place}].{each.path}") for each in wrong.problems]
            raise InvalidInput("; ".join(f"{each.path}: {each.message}" for each in problems), problems) from None
        number = facts.get(_NUMBER)
        rows.append(preview_row(side_of(at, facts, str(number) if number else None, circumstances)))
    return tuple(rows)
