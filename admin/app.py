"""The admin as an ASGI application, to be mounted at /admin. Exactly one process may run it."""

import os
import secrets
from typing import Final

from fastapi import FastAPI
from nicegui import app as pages
from nicegui import ui

from admin.access import Access
from admin.context import AdminContext
from admin.pages import (
    approvals,
    audit,
    inbox,
    lifecycle,
    order,
    orders,
    overview,
    parked,
    releases,
    review,
    reviews,
    rollout,
    rollout_new,
    rollouts,
    rule_edit,
    rule_set,
    rule_sets,
    sign_in,
    stock,
    stock_of,
)
from config.settings import Settings
from engine.services.app import Oms

_PAGES: Final = (
    sign_in,
    overview,
    orders,
    order,
    lifecycle,
    reviews,
    review,
    inbox,
    parked,
    rule_sets,
    rule_set,
    rule_edit,
    rollouts,
    rollout,
    rollout_new,
    releases,
    approvals,
    stock,
    stock_of,
    audit,
)


def create_app(oms: Oms, settings: Settings) -> FastAPI:
    """Return the admin over a running application.

    The password is `settings.admin_password`; whoever starts the process makes one where none is set.
    """
    os.environ.setdefault("NICEGUI_STORAGE_PATH", str(settings.data_dir / "admin"))
    password = settings.admin_password or secrets.token_urlsafe(16)
    context = AdminContext(
        oms=oms,
        access=Access(password, salt=secrets.token_bytes(16)),
        timezone=settings.timezone,
        is_production=settings.is_production,
    )
    for page in _PAGES:
        page.build(context)
    pages.add_middleware(sign_in.SignedIn)
    fast = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    ui.run_with(
        fast, storage_secret=settings.secret_key, language="zh-CN", show_welcome_message=False, title="OMS",
        reconnect_timeout=10.0,
    )  # fmt: skip
    return fast
