"""Errors become answers here and nowhere else: `application/problem+json` (RFC 9457), by one table."""

import logging
import uuid
from collections.abc import Sequence
from typing import Any, Final

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException
from litestar.types import ExceptionHandlersMap

from api.error_catalogue import BY_STATUS, ERRORS, INTERNAL, ErrorEntry, entry_of
from api.idempotency import replay_header
from engine.errors import FieldProblem, Forbidden, IllegalMove, OmsError, Unauthenticated, Unavailable

MEDIA_TYPE: Final = "application/problem+json"
RETRY_SECONDS: Final = "1"
_LOG: Final = logging.getLogger(__name__)

AnyRequest = Request[Any, Any, Any]


class Problem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What every error looks like. `type` is a page of this server that explains the code."""

    type: str
    title: str
    status: int
    detail: str
    instance: str  # the path that was called
    errors: tuple[FieldProblem, ...] = ()


def oms_problem(request: AnyRequest, error: OmsError) -> Response[Problem]:
    """Answer an error of ours."""
    return _response(request, entry_of(error), str(error), _field_problems(error), _headers(error))


def http_problem(request: AnyRequest, error: HTTPException) -> Response[Problem]:
    """Answer what the framework refuses: no such path, wrong method, too large a body, a parameter that is wrong."""
    if isinstance(error, ValidationException):
        problems = _parameter_problems(error)
        if any(problem.path == "data" for problem in problems):  # Litestar's name for a body that is not there
            return _response(request, ERRORS["malformed_json"], "the body is empty; JSON is expected")
        return _response(request, ERRORS["invalid_input"], "; ".join(map(_sentence, problems)), problems)
    entry = BY_STATUS.get(error.status_code)
    if entry is None:
        return internal_problem(request, error)
    return _response(request, entry, _http_detail(request, error), (), dict(error.headers or {}))


def internal_problem(request: AnyRequest, error: Exception) -> Response[Problem]:
    """Answer what nobody expected: the log has all of it, the caller gets a number to ask about."""
    incident = uuid.uuid4().hex[:12]
    _LOG.error("%s %s failed: incident %s", request.method, request.url.path, incident, exc_info=error)
    return _response(request, ERRORS[INTERNAL], f"something went wrong on our side; it is logged as {incident}")


HANDLERS: Final[ExceptionHandlersMap] = {
    OmsError: oms_problem,
    HTTPException: http_problem,
    Exception: internal_problem,
}


def _response(
    request: AnyRequest,
    entry: ErrorEntry,
    detail: str,
    errors: Sequence[FieldProblem] = (),
    headers: dict[str, str] | None = None,
) -> Response[Problem]:
    request.scope["state"]["problem"] = entry.code
    problem = Problem(
        type=f"/errors/{entry.code}",
        title=entry.title_zh if prefers_chinese(request) else entry.title_en,
        status=entry.status,
        detail=detail,
        instance=request.url.path,
        errors=tuple(errors),
    )
    return Response(problem, status_code=entry.status, media_type=MEDIA_TYPE, headers=headers)


def prefers_chinese(request: AnyRequest) -> bool:
    """Tell whether the caller's first language is Chinese."""
    return request.headers.get("accept-language", "").strip().lower().startswith("zh")


def _field_problems(error: OmsError) -> tuple[FieldProblem, ...]:
    if isinstance(error, IllegalMove):
        return (FieldProblem(path=f"status.{error.subject}", message=str(error), allowed=error.legal),)
    return error.problems


def _headers(error: OmsError) -> dict[str, str]:
    return {**_standard_headers(error), **replay_header(replayed=error.is_replay)}


def _standard_headers(error: OmsError) -> dict[str, str]:
    if isinstance(error, Unauthenticated):
        return {"WWW-Authenticate": 'Bearer realm="oms"'}
    if isinstance(error, Forbidden):
        return {"WWW-Authenticate": f'Bearer realm="oms", error="insufficient_scope", scope="{error.scope}"'}
    return {"Retry-After": RETRY_SECONDS} if isinstance(error, Unavailable) else {}


def _http_detail(request: AnyRequest, error: HTTPException) -> str:
    if error.status_code == ERRORS["not_found"].status:
        return f"there is nothing at {request.url.path}"
    if error.status_code == ERRORS["method_not_allowed"].status:
        return f"{request.method} is not possible at {request.url.path}"
    if error.status_code == ERRORS["payload_too_large"].status:
        return f"the body may have {request.route_handler.resolve_request_max_body_size():,} bytes"
    return error.detail


def _parameter_problems(error: ValidationException) -> tuple[FieldProblem, ...]:
    extra = error.extra if isinstance(error.extra, list) else []
    found = tuple(FieldProblem(path=str(item.get("key", "")), message=str(item["message"])) for item in extra)
    return found or (FieldProblem(path="", message=error.detail),)


def _sentence(problem: FieldProblem) -> str:
    return f"{problem.path}: {problem.message}"
