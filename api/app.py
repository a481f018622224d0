"""The HTTP API as an ASGI application."""

from litestar import Litestar

from api.access import number_guard, scope_guard
from api.bodies import ORDER_BYTES
from api.call import dependencies
from api.controllers.benefits import BenefitController
from api.controllers.catalogue import CatalogueController
from api.controllers.decisions import DecisionController
from api.controllers.deliveries import DeliveryController
from api.controllers.drafts import DraftController, ListDraftController, RuleSetDraftController
from api.controllers.evaluation import EvaluationController
from api.controllers.events import EventController
from api.controllers.governance import AuditController, FreezeController, GrantController, ReleaseController
from api.controllers.health import live, ready
from api.controllers.intake import ChannelController, ParkedController
from api.controllers.orders import OrderController
from api.controllers.payments import PaymentController
from api.controllers.pickup_points import PickupPointController
from api.controllers.quotes import QuoteController
from api.controllers.replays import ReplayController
from api.controllers.returns import ReturnController
from api.controllers.reviews import OrderReviewController, ReviewController
from api.controllers.rollouts import RolloutController
from api.controllers.rulesets import RuleSetController
from api.controllers.shadows import ShadowController
from api.controllers.stock import StockController
from api.controllers.webhooks import WebhookController
from api.error_pages import list_errors, show_error
from api.metrics import CountedApp, Metrics, metrics_handler
from api.openapi import browse, docs_assets, openapi_config
from api.problems import HANDLERS
from config.settings import Settings
from engine.services.app import Oms


def create_app(oms: Oms, settings: Settings) -> Litestar:
    """Return the API over a running application. Who opened `oms` closes it."""
    metrics = Metrics(settings, oms.health)
    app = Litestar(
        route_handlers=[
            OrderController,
            PaymentController,
            DeliveryController,
            QuoteController,
            DecisionController,
            ReturnController,
            OrderReviewController,
            ReviewController,
            EvaluationController,
            RuleSetController,
            RuleSetDraftController,
            ListDraftController,
            DraftController,
            ReleaseController,
            FreezeController,
            GrantController,
            AuditController,
            RolloutController,
            ShadowController,
            ReplayController,
            CatalogueController,
            BenefitController,
            ChannelController,
            ParkedController,
            StockController,
            EventController,
            WebhookController,
            PickupPointController,
            live,
            ready,
            metrics_handler(metrics),
            list_errors,
            show_error,
            browse,
            docs_assets(),
        ],
        guards=[scope_guard(oms.keys.check), number_guard],
        dependencies=dependencies(oms, metrics),
        exception_handlers=HANDLERS,
        request_max_body_size=ORDER_BYTES,
        openapi_config=openapi_config(),
        logging_config=None,
        debug=False,
    )
    # Outside the router, so that requests to unknown paths are counted too.
    app.asgi_handler = CountedApp(app.asgi_handler, metrics)
    return app
