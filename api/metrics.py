"""What is counted, for Prometheus to fetch from /metrics."""

from collections.abc import Iterator
from importlib.metadata import version
from time import perf_counter
from typing import Any, Final, TypeVar, cast

from litestar import Response, get
from litestar.enums import ScopeType
from litestar.handlers import HTTPRouteHandler
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    Info,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily
from prometheus_client.registry import Collector

from api.access import PUBLIC, SCOPE
from config.settings import Settings
from engine.services.health import HealthService
from engine.services.views import OrderView

disable_created_metrics()  # type: ignore[no-untyped-call]  # the library leaves it untyped

_BUCKETS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_ORDERS: Final = ("POST", "/v1/orders")


M = TypeVar("M", Counter, Histogram)


class Metrics:
    """The counters of one application. Labels are few on purpose: no order number, no customer."""

    def __init__(self, settings: Settings, health: HealthService) -> None:
        self.registry = CollectorRegistry()
        self._children: dict[tuple[Counter | Histogram, tuple[str, ...]], Counter | Histogram] = {}
        self.registry.register(_Disagreements(health))
        about = Info("oms", "What runs here", registry=self.registry)
        about.info({"version": version("rules-oms"), "environment": settings.environment, "matcher": settings.matcher})
        self.requests = self._counter("oms_http_requests", "HTTP requests answered", ("method", "path", "status"))
        self.latency = Histogram(
            "oms_http_request_seconds",
            "Seconds from a request to its answer",
            ("method", "path"),
            buckets=_BUCKETS,
            registry=self.registry,
        )
        self.placed = self._counter("oms_orders_placed", "Orders placed", ("channel", "review"))
        self.refused = self._counter("oms_orders_refused", "Orders not placed, by the code of the error", ("reason",))
        self.decisions = self._counter("oms_decisions", "Decisions of placed orders", ("kind", "set"))

    def count_answer(self, method: str, path: str, status: int, seconds: float) -> None:
        """Count one answer and the time that it took."""
        self._child(self.requests, method, path, str(status)).inc()
        self._child(self.latency, method, path).observe(seconds)

    def _child(self, metric: M, *labels: str) -> M:
        """Return the figure with these labels; the library takes ten times as long to find it."""
        found = self._children.get((metric, labels))
        if found is None:
            found = self._children[metric, labels] = metric.labels(*labels)
        return cast("M", found)

    def _counter(self, name: str, text: str, labels: tuple[str, ...]) -> Counter:
        return Counter(name, text, labels, registry=self.registry)

    def count_order(self, order: OrderView, *, replayed: bool) -> None:
        """Count a placed order and its decisions; an answer given again counts nothing."""
        if replayed:
            return
        self._child(self.placed, order.channel, order.status.review.value).inc()
        for decision in order.decisions:
            self._child(self.decisions, decision.kind, decision.set).inc()


class _Disagreements(Collector):
    """What the engine counts by itself, read when the figures are fetched."""

    def __init__(self, health: HealthService) -> None:
        self._health = health

    def collect(self) -> Iterator[CounterMetricFamily]:
        """Return how often the matchers disagreed."""
        found = CounterMetricFamily(
            "oms_matcher_disagreements", "Steps that two matchers saw differently", labels=["set"]
        )
        for set_id, count in self._health.differences.items():
            found.add_metric([set_id], count)
        yield found


class CountedApp:
    """An ASGI application whose answers are counted, those to unknown paths too."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and count its answer."""
        if scope["type"] != ScopeType.HTTP:
            await self._app(scope, receive, send)
            return
        began = perf_counter()
        status = 0

        async def counting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, counting)
        finally:
            self._count(scope, status, perf_counter() - began)

    def _count(self, scope: Any, status: int, seconds: float) -> None:
        method, path = scope["method"], scope.get("path_template") or "unknown"
        self._metrics.count_answer(method, path, status, seconds)
        problem = scope["state"].get("problem")
        if problem is not None and (method, path) == _ORDERS:
            self._metrics.refused.labels(problem).inc()


def metrics_handler(metrics: Metrics) -> HTTPRouteHandler:
    """Return the call that Prometheus makes."""

    @get("/metrics", include_in_schema=False, opt={SCOPE: PUBLIC}, sync_to_thread=False)
    def show_metrics() -> Response[bytes]:
        return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_LATEST)

    return show_metrics
