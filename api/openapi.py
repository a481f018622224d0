"""The description of the API: OpenAPI 3.1 at /schema, browsable at /docs with nothing fetched from outside."""

from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import msgspec
from litestar import Litestar, MediaType, Request, Router, get
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin, SwaggerRenderPlugin, YamlRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme
from litestar.static_files import create_static_files_router

from api.access import PUBLIC, SCOPE
from api.operation import PROBLEM_RESPONSE

_ASSETS: Final = Path(__file__).parent / "assets" / "swagger-ui"
_DESCRIPTION: Final = """订单管理：下单、报价、规则试算、退货与基础数据。
Orders, quotes, rule sets, returns and master data.

Every call takes `Authorization: Bearer <key>`; writes take `Idempotency-Key`. Money is decimal text in the order's
currency. Errors are `application/problem+json`; their `type` is a page of this server that explains them."""

_SWAGGER: Final = SwaggerRenderPlugin(
    js_url="/docs/assets/swagger-ui-bundle.js",
    css_url="/docs/assets/swagger-ui.css",
    standalone_preset_js_url="/docs/assets/swagger-ui-standalone-preset.js",
    favicon='<link rel="icon" type="image/png" href="/docs/assets/favicon-32x32.png">',
)


class _PlainYaml(YamlRenderPlugin):
    """YAML that any reader takes: a default that is a tuple here is written as a list."""

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        return super().render(request, msgspec.json.decode(msgspec.json.encode(openapi_schema)))


def openapi_config() -> OpenAPIConfig:
    """Return what the description says of the whole API."""
    return OpenAPIConfig(
        title="Rules OMS",
        version=version("rules-oms"),
        description=_DESCRIPTION,
        components=Components(
            responses={"Problem": PROBLEM_RESPONSE},
            security_schemes={"bearer": SecurityScheme(type="http", scheme="bearer", description="an API key")},
        ),
        security=[{"bearer": []}],
        use_handler_docstrings=True,
        render_plugins=[JsonRenderPlugin(path=["/", "/openapi.json"]), _PlainYaml()],
        openapi_router=Router("/schema", route_handlers=[], include_in_schema=False, opt={SCOPE: PUBLIC}),
    )


@get("/docs", media_type=MediaType.HTML, include_in_schema=False, opt={SCOPE: PUBLIC}, sync_to_thread=False)
def browse(request: Request[Any, Any, Any]) -> bytes:
    """Show the description in Swagger UI."""
    app: Litestar = request.app
    return _SWAGGER.render(request, app.openapi_schema.to_schema())


def docs_assets() -> Router:
    """Return the files of Swagger UI that the page loads."""
    return create_static_files_router(path="/docs/assets", directories=[_ASSETS], name="docs", opt={SCOPE: PUBLIC})
