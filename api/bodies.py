"""JSON bodies, read strictly: text is never taken for a number, and a field that nobody knows is an error."""

import re
from collections.abc import Collection, Generator
from functools import lru_cache
from typing import Any, Final, NoReturn, TypeVar

import msgspec
from litestar.dto import AbstractDTO
from litestar.dto.data_structures import DTOFieldDefinition
from litestar.openapi.spec import Reference, Schema
from litestar.typing import FieldDefinition
from typing_extensions import override

from api.errors import MalformedBody, UnsupportedMediaType
from api.field_problems import field_problem
from engine.errors import InvalidInput

T = TypeVar("T")

# Of a call with an order, and of one that carries rule sets, lists or many facts.
ORDER_BYTES: Final = 1_000_000
RULES_BYTES: Final = 4_000_000

_JSON: Final = re.compile(r"application/([\w.-]+\+)?json")


class JsonBody(AbstractDTO[T]):
    """Reads a body as `T`. Litestar's own way takes `"2"` for a number and names no path; this one does neither."""

    @override
    def decode_bytes(self, value: bytes) -> Any:
        """Return the struct. Raises UnsupportedMediaType, MalformedBody, or InvalidInput that names the field."""
        _check_media_type(self.asgi_connection.headers.get("content-type"))
        return read_json(value, self.model_type)

    @override
    def decode_builtins(self, value: dict[str, Any]) -> NoReturn:
        """Refuse: what comes here was sent as a form."""
        raise _not_json(type(value).__name__)

    @override
    def data_to_encodable_type(self, data: T | Collection[T]) -> Any:
        """Return it unchanged: answers are structs."""
        return data

    @classmethod
    @override
    def generate_field_definitions(cls, model_type: type[Any]) -> Generator[DTOFieldDefinition, None, None]:
        """Give none: nothing is left out or renamed."""
        yield from ()

    @classmethod
    @override
    def detect_nested_field(cls, field_definition: FieldDefinition) -> bool:
        return False

    @classmethod
    @override
    def create_for_field_definition(
        cls, field_definition: FieldDefinition, handler_id: str, backend_cls: Any = None
    ) -> None:
        """Make nothing: msgspec decodes the type itself."""

    @classmethod
    @override
    def create_openapi_schema(
        cls, field_definition: FieldDefinition, handler_id: str, schema_creator: Any
    ) -> Reference | Schema:
        """Return the schema of the type itself."""
        schema: Reference | Schema = schema_creator.for_field_definition(field_definition)
        return schema


def read_json(body: bytes, wanted: Any) -> Any:
    """Return the body as `wanted`, or raise MalformedBody or InvalidInput."""
    try:
        return _decoder(wanted).decode(body)
    except msgspec.ValidationError as error:
        _check_json(body)  # a field that is wrong may stand in front of what is not JSON at all
        problem = field_problem(error, wanted)
        raise InvalidInput(f"{problem.path or 'the body'}: {problem.message}", [problem]) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _malformed(error) from None


def _check_json(body: bytes) -> None:
    try:
        msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _malformed(error) from None


def _malformed(error: Exception) -> MalformedBody:
    if isinstance(error, RecursionError):
        return MalformedBody("the JSON is nested too deeply")
    if isinstance(error, UnicodeDecodeError):
        return MalformedBody(f"the body is not UTF-8: {error.reason} at byte {error.start}")
    return MalformedBody(str(error))


@lru_cache(maxsize=64)
def _decoder(wanted: Any) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(wanted)


def _check_media_type(content_type: str | None) -> None:
    media_type = (content_type or "").partition(";")[0].strip().lower()
    if media_type != "application/json" and not (
        media_type.startswith("application/") and media_type.endswith("+json")
    ):
        raise _not_json(media_type or "no Content-Type")


def _not_json(found: str) -> UnsupportedMediaType:
    return UnsupportedMediaType(f"send application/json, not {found}")
