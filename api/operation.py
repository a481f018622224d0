"""How a call is described: its query parameters come from a struct, its errors are always a problem."""

from dataclasses import dataclass
from typing import Any, ClassVar, Final, cast

import msgspec
from litestar.openapi.spec import (
    OpenAPIMediaType,
    OpenAPIResponse,
    Operation,
    Parameter,
    Reference,
    RequestBody,
    Schema,
)

from api.problems import MEDIA_TYPE, Problem


def _inline(wanted: Any) -> dict[str, Any]:
    """Return the JSON Schema of a struct with nothing left to look up elsewhere."""
    (schema,), components = msgspec.json.schema_components([wanted], ref_template="{name}")
    # Through JSON, so that a default that is a tuple here is a list there.
    resolved = msgspec.json.decode(msgspec.json.encode(_resolve(schema, components)))
    return cast("dict[str, Any]", resolved)


def _resolve(node: Any, components: dict[str, Any]) -> Any:
    if isinstance(node, dict):
        if "$ref" in node:
            return _resolve(components[node["$ref"]], components)
        return {name: _resolve(value, components) for name, value in node.items()}
    return [_resolve(item, components) for item in node] if isinstance(node, list) else node


PROBLEM_RESPONSE: Final = OpenAPIResponse(
    description="What went wrong: RFC 9457. `type` is a page of this server that explains the code.",
    # A JSON Schema stands where Litestar has a class of its own for it; both are written out the same way.
    content={MEDIA_TYPE: OpenAPIMediaType(schema=cast("Schema", _inline(Problem)))},
)


@dataclass
class ApiOperation(Operation):
    """One call. Subclasses made by `asks` add the query parameters of a struct."""

    query: ClassVar[Any] = None
    example: ClassVar[Any] = None

    def __post_init__(self) -> None:
        """Replace Litestar's own description of a refused request by ours."""
        responses: dict[str, OpenAPIResponse | Reference] = dict(self.responses or {})
        responses.pop("400", None)
        self.responses = {**responses, "default": Reference(ref="#/components/responses/Problem")}
        self.summary = (self.description or "").partition(". ")[0].rstrip(".") or self.summary
        if self.example is not None and isinstance(self.request_body, RequestBody):
            for media_type in self.request_body.content.values():
                media_type.example = self.example
        if self.query is not None:
            self.parameters = [*(self.parameters or []), *_parameters(_inline(self.query))]


def shows(example: Any) -> type[ApiOperation]:
    """Return the description of a call with a body that can be sent as it stands."""
    return type("ExampleOperation", (ApiOperation,), {"example": example})


def asks(query: type[msgspec.Struct]) -> type[ApiOperation]:
    """Return the description of a call with these query parameters."""
    return type(f"{query.__name__}Operation", (ApiOperation,), {"query": query})


def _parameters(schema: dict[str, Any]) -> list[Parameter]:
    return [
        Parameter(name=name, param_in="query", schema=cast("Schema", part), description=part.get("description"))
        for name, part in schema["properties"].items()
    ]
