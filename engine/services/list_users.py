"""The sets in force that use a list which changes: they have to be readable with it, and to keep their promises."""

from collections.abc import Collection, Iterable

from engine.decisions.registry import KINDS
from engine.errors import Finding, RuleSetError
from engine.evaluation.lists import Lists
from engine.evaluation.testing import run_tests
from engine.services.trials import Workshop
from engine.store.rule_repository import SetVersion


def broken_by(
    changed: Collection[str], lists: Lists, staying: Iterable[SetVersion], workshop: Workshop
) -> list[Finding]:
    """Return an error for each promise that a staying set would break with these lists, and where it is not readable.

    Without it a release could be published that no process can load, or that answers otherwise than was tested.
    """
    return [
        finding
        for kept in staying
        if any(f"@{list_id}" in kept.text for list_id in changed)
        for finding in _findings(kept, lists, workshop)
    ]


def _findings(kept: SetVersion, lists: Lists, workshop: Workshop) -> Iterable[Finding]:
    file = f"{kept.set_id}@{kept.version}"
    try:
        ruleset = workshop.read(kept.text, lists, file)
    except RuleSetError as error:
        return error.findings
    report = run_tests(ruleset, KINDS[ruleset.kind], workshop.prepare_untried(ruleset), lists, workshop.regions)
    return [
        Finding(
            code="test",
            severity="error",
            message=f"with the changed list the test `{failed.name}` fails: {failed.message}",
            message_zh=f"名单修改后，测试“{failed.name}”未通过：{failed.message}",
            file=file,
            line=failed.line,
        )
        for failed in report.failed
    ]
