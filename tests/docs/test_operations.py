"""The page of the operations names every verb with the scopes that open it."""

import re

import pytest
from litestar.handlers import HTTPRouteHandler

from api.access import SCOPE
from api.controllers.deliveries import DeliveryController
from api.controllers.payments import PaymentController
from tests.docs.examples import DOCS

PAGE = (DOCS / "operations.md").read_text("utf-8")
_ROW = re.compile(r"^\| `POST …/([\w-]+)` \|.*\| (.+) \|$", re.MULTILINE)
VERBS = {
    path.lstrip("/"): set(handler.opt[SCOPE])
    for controller in (PaymentController, DeliveryController)
    for handler in vars(controller).values()
    if isinstance(handler, HTTPRouteHandler)
    for path in handler.paths
}


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_the_page_names_the_scopes_of_a_verb(verb: str) -> None:
    rows = {name: set(re.findall(r"`([\w:]+)`", scopes)) for name, scopes in _ROW.findall(PAGE)}

    assert rows[verb] == VERBS[verb]


def test_the_page_names_no_verb_that_is_not_there() -> None:
    assert {name for name, _ in _ROW.findall(PAGE)} == set(VERBS)
