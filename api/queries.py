"""Query parameters, read into a struct: a name that nobody knows is an error, as in a body."""

from typing import Annotated, Any, Final, TypeVar

import msgspec
from litestar import Request
from msgspec import Meta

from api.field_problems import field_problem
from engine.errors import InvalidInput

Q = TypeVar("Q", bound=msgspec.Struct)

LONGEST_PAGE: Final = 200
LARGEST: Final = 2**63 - 1  # of the numbers that a database keeps

Limit = Annotated[int, Meta(ge=1, le=LONGEST_PAGE, description="how many at most")]
After = Annotated[str, Meta(min_length=1, max_length=200, description="`next` of the page before")]
Part = Annotated[str, Meta(min_length=1, max_length=100)]


class Query(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The root of query parameters."""


class PageQuery(Query, frozen=True, kw_only=True):
    """Which page."""

    after: After | None = None
    limit: Limit = 50


class TextPageQuery(PageQuery, frozen=True, kw_only=True):
    """Which page of what begins with, or holds, a text."""

    text: Annotated[str, Meta(min_length=1, max_length=100, description="part of an id or a name")] | None = None


def read_query(request: Request[Any, Any, Any], wanted: type[Q]) -> Q:
    """Return the query of a request as a struct, or raise InvalidInput that names the parameter."""
    given = request.query_params
    for name in given:
        if len(given.getall(name)) > 1:
            raise InvalidInput.at(name, "is given more than once")
    try:
        return msgspec.convert(dict(given.items()), wanted, strict=False)
    except msgspec.ValidationError as error:
        problem = field_problem(error, wanted)
        raise InvalidInput(f"{problem.path}: {problem.message}", [problem]) from None
