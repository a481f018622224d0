"""The page of each error code: what it means and what to do, in Chinese and English."""

import re
from html import escape
from typing import Final

from litestar import MediaType, get
from litestar.params import FromPath

from api.access import PUBLIC, SCOPE
from api.error_catalogue import ERRORS, ErrorEntry
from engine.errors import NotFound

_CODE: Final = re.compile(r"`([^`]+)`")
_PAGE: Final = """<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" type="image/png" href="/docs/assets/favicon-32x32.png">
<style>
body {{ font: 16px/1.6 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif;
        max-width: 44rem; margin: 3rem auto; padding: 0 1rem; color: #1f2430; }}
code {{ background: #f0f1f5; padding: .1em .35em; border-radius: .25em; }}
h2 {{ margin-top: 2rem; font-size: 1.1rem; }} a {{ color: #4338ca; }} td {{ padding: .2rem 1rem .2rem 0; }}
</style>
</head>
<body>
{body}
</body>
</html>
"""


@get("/errors", media_type=MediaType.HTML, include_in_schema=False, opt={SCOPE: PUBLIC}, sync_to_thread=False)
def list_errors() -> str:
    """List all codes."""
    rows = "\n".join(map(_row, ERRORS.values()))
    return _PAGE.format(title="错误代码 · Errors", body=f"<h1>错误代码 · Errors</h1>\n<table>\n{rows}\n</table>")


@get(
    "/errors/{code:str}", media_type=MediaType.HTML, include_in_schema=False, opt={SCOPE: PUBLIC}, sync_to_thread=False
)
def show_error(code: FromPath[str]) -> str:
    """Explain one code."""
    entry = ERRORS.get(code)
    if entry is None:
        raise NotFound("error code", code)
    return _PAGE.format(title=f"{entry.code} · {escape(entry.title_zh)}", body=_body(entry))


def _row(entry: ErrorEntry) -> str:
    link = f'<a href="/errors/{entry.code}"><code>{entry.code}</code></a>'
    return f"<tr><td>{entry.status}</td><td>{link}</td><td>{escape(entry.title_zh)}</td></tr>"


def _prose(text: str) -> str:
    """Return text as HTML; what stands between backticks is code."""
    return _CODE.sub(r"<code>\1</code>", escape(text))


def _body(entry: ErrorEntry) -> str:
    return (
        f"<h1><code>{entry.code}</code> · HTTP {entry.status}</h1>\n"
        f"<h2>{escape(entry.title_zh)}</h2>\n<p>{_prose(entry.help_zh)}</p>\n"
        f'<h2 lang="en">{escape(entry.title_en)}</h2>\n<p lang="en">{_prose(entry.help_en)}</p>\n'
        '<p><a href="/errors">全部错误代码 · All codes</a></p>'
    )
