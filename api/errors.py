"""Errors of HTTP alone; those of the business are in engine.errors."""

from engine.errors import OmsError


class MalformedBody(OmsError):
    """The body cannot be read as JSON at all."""

    code = "malformed_json"


class UnsupportedMediaType(OmsError):
    """The body is of a type that the call does not take."""

    code = "unsupported_media_type"
