"""Rule sets: the list, versions, text, check and publish."""

from collections.abc import Mapping
from typing import Annotated

import msgspec
from litestar import Controller, MediaType, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from litestar.status_codes import HTTP_200_OK, HTTP_201_CREATED
from msgspec import Meta

from api.access import SCOPE
from api.bodies import RULES_BYTES, JsonBody
from api.call import Call
from api.examples import CHECK, PUBLICATION
from api.operation import ApiOperation, shows
from engine.errors import Finding
from engine.evaluation.testing import TestOutcome, TestReport
from engine.orders.request import Wire
from engine.services.app import Oms
from engine.services.rules import Check
from engine.services.version_views import VersionView
from engine.services.views import RuleSetRow, VersionRow

Reason = Annotated[str, Meta(min_length=1, max_length=500)]


class CheckRequest(Wire, frozen=True, kw_only=True):
    """A rule set as text."""

    yaml: str


class PublishRequest(Wire, frozen=True, kw_only=True):
    """A rule set as text, and why it is to be in force; the reason in the file where it is left out."""

    yaml: str
    reason: Reason | None = None


class FindingView(msgspec.Struct, frozen=True, kw_only=True):
    """One finding: what, how bad, and where. `line` and `column` count from 1."""

    code: str
    severity: str
    step: str | None
    rules: tuple[str, ...]
    line: int | None
    column: int | None
    message: str
    message_zh: str
    field: str | None
    allowed: tuple[str, ...]
    witness: Mapping[str, object] | None


class TestsView(msgspec.Struct, frozen=True, kw_only=True):
    """How the tests of the set went."""

    passed: int
    failed: tuple[TestOutcome, ...]


class CheckView(msgspec.Struct, frozen=True, kw_only=True):
    """What is said of a rule set. `tests` and `coverage` (0 to 1) are null where it cannot be read."""

    ok: bool
    findings: tuple[FindingView, ...]
    tests: TestsView | None
    coverage: float | None


class RuleSetController(Controller):
    """Rule sets."""

    path = "/v1/rulesets"
    tags = ("rules",)
    request_max_body_size = RULES_BYTES

    @get("/", operation_class=ApiOperation, opt={SCOPE: "rules:read"})
    async def list_rule_sets(self, oms: NamedDependency[Oms]) -> tuple[RuleSetRow, ...]:
        """List the rule sets with the version in force."""
        return await oms.rules.sets()

    @get("/{set_id:str}/versions", operation_class=ApiOperation, opt={SCOPE: "rules:read"})
    async def list_versions(self, set_id: FromPath[str], oms: NamedDependency[Oms]) -> tuple[VersionRow, ...]:
        """List the versions of a rule set, newest first."""
        return await oms.rules.versions(set_id)

    @get("/{set_id:str}/versions/{version:int}", operation_class=ApiOperation, opt={SCOPE: "rules:read"})
    async def get_version(
        self, set_id: FromPath[str], version: FromPath[int], oms: NamedDependency[Oms]
    ) -> VersionView:
        """Return one version with its certificate, coverage, and the warnings that were meant when it was published."""
        return await oms.rules.version(set_id, version)

    @get(
        "/{set_id:str}/versions/{version:int}/yaml",
        operation_class=ApiOperation,
        media_type=MediaType.TEXT,
        opt={SCOPE: "rules:read"},
    )
    async def get_text(self, set_id: FromPath[str], version: FromPath[int], oms: NamedDependency[Oms]) -> str:
        """Return the YAML of one version, as it was published."""
        return await oms.rules.text(set_id, version)

    @post(
        "/{set_id:str}/versions/{version:int}/tests",
        status_code=HTTP_200_OK,
        operation_class=ApiOperation,
        opt={SCOPE: "rules:read"},
    )
    async def run_tests(self, set_id: FromPath[str], version: FromPath[int], oms: NamedDependency[Oms]) -> TestReport:
        """Run the tests that a version carries."""
        return await oms.rules.run_tests(set_id, version)

    @post(
        "/check",
        status_code=HTTP_200_OK,
        dto=JsonBody[CheckRequest],
        return_dto=None,
        operation_class=shows(CHECK),
        opt={SCOPE: "rules:evaluate"},
    )
    async def check(self, data: JSONBody[CheckRequest], oms: NamedDependency[Oms]) -> CheckView:
        """Say all that is wrong with a rule set, and how its tests went. Nothing is stored."""
        return _check_view(await oms.rules.check(data.yaml))

    @post(
        "/",
        status_code=HTTP_201_CREATED,
        dto=JsonBody[PublishRequest],
        return_dto=None,
        operation_class=shows(PUBLICATION),
        opt={SCOPE: "rules:publish"},
    )
    async def publish(self, data: JSONBody[PublishRequest], call: NamedDependency[Call]) -> VersionRow:
        """Check, test and publish a rule set as its next version; the next order is decided by it."""
        return await call.oms.rules.publish(data.yaml, actor=call.actor, reason=data.reason)


def _check_view(check: Check) -> CheckView:
    report = check.tests
    return CheckView(
        ok=check.ok,
        findings=tuple(map(_finding_view, check.findings)),
        tests=None if report is None else TestsView(passed=report.passed, failed=report.failed),
        coverage=None if report is None else report.coverage,
    )


def _finding_view(finding: Finding) -> FindingView:
    return FindingView(**{name: getattr(finding, name) for name in FindingView.__struct_fields__})
