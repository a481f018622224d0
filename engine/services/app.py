"""The application, wired: what the API, the admin, the worker and the command line are given."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import structlog

from config.settings import Settings
from engine.errors import Unavailable
from engine.geography.shipped import shipped_regions
from engine.orders.channel import PLATFORMS
from engine.services.benefits import BenefitService
from engine.services.catalogue import CatalogueService
from engine.services.channel_mappings import ChannelMappings
from engine.services.deliveries import DeliveryService
from engine.services.due_work import DueService
from engine.services.events import EventService
from engine.services.governance import Governance
from engine.services.health import HealthService
from engine.services.intake import IntakeService
from engine.services.keys import ALL_SCOPES, KeyService
from engine.services.lifecycle import LifecycleService
from engine.services.operation_runner import OperationRunner
from engine.services.operations import OperationService
from engine.services.orders import OrderService
from engine.services.overview import OverviewService
from engine.services.pickup_points import PickupPointService
from engine.services.problems import ProblemService
from engine.services.publisher import Publisher
from engine.services.replays import ReplayService
from engine.services.returns import ReturnService
from engine.services.review_changes import ReviewChanges
from engine.services.reviews import ReviewService
from engine.services.rollout_documents import RolloutDocuments
from engine.services.rollout_forms import Beside, RolloutForms
from engine.services.rollout_gate import RolloutGate
from engine.services.rollout_judge import RolloutJudge
from engine.services.rollout_watch import RolloutWatch
from engine.services.rollouts import RolloutService
from engine.services.rule_desk import RuleDesk
from engine.services.rule_library import RuleLibrary
from engine.services.rulebooks import RuleBooks
from engine.services.rules import RuleService
from engine.services.shadow_watch import ShadowWatch
from engine.services.shadows import ShadowService
from engine.services.stock import StockService
from engine.services.upkeep import UpkeepService
from engine.services.webhook_sender import WebhookSender
from engine.services.webhooks import WebhookService
from engine.store.benefit_repository import BenefitRepository
from engine.store.binding import bind
from engine.store.catalogue_repository import CatalogueRepository
from engine.store.change_repository import ChangeRepository
from engine.store.draft_repository import DraftRepository
from engine.store.engine import PooledEngine
from engine.store.event_log import EventLog
from engine.store.flights import Flights
from engine.store.intake_repository import IntakeRepository
from engine.store.key_repository import KeyRepository
from engine.store.markers import MarkerRepository
from engine.store.migrate import migrate
from engine.store.order_repository import OrderRepository
from engine.store.order_timers import TimerRepository
from engine.store.overview_repository import OverviewRepository
from engine.store.parked_repository import ParkedRepository
from engine.store.pickup_points import PickupPointRepository
from engine.store.problem_finder import ProblemFinder
from engine.store.replay_repository import ReplayRepository
from engine.store.return_repository import ReturnRepository
from engine.store.review_repository import ReviewRepository
from engine.store.review_steps import ReviewSteps
from engine.store.rollout_repository import RolloutRepository
from engine.store.rule_repository import RuleRepository
from engine.store.sample_repository import SampleRepository
from engine.store.shadow_repository import ShadowRepository
from engine.store.standing_counts import StandingCounts
from engine.store.stock_repository import StockRepository
from engine.store.upkeep_repository import UpkeepRepository
from engine.store.webhook_repository import WebhookRepository

LOG: Final = structlog.get_logger(__name__)
BOOTSTRAP: Final = "bootstrap"
SYSTEM: Final = "system"


def now_utc() -> datetime:
    """Return the time."""
    return datetime.now(UTC)


class Oms:
    """Every use case, over one database. `open` it, `close` it; one event loop owns it."""

    def __init__(self, engine: PooledEngine, settings: Settings) -> None:
        regions = shipped_regions()
        rule_store, stock = RuleRepository(engine), StockRepository(engine)
        library = RuleLibrary(rule_store, regions, settings.matcher)
        orders, catalogue = OrderRepository(engine), CatalogueRepository(engine)
        self._engine = engine
        self._books = RuleBooks(library)
        self._releases = rule_store
        self.orders = OrderService(
            orders,
            self._books,
            library,
            secret=settings.secret_key.encode(),
            zone=settings.timezone,
            clock=now_utc,
            platforms=settings.platform_channels or PLATFORMS,
            apportionment=settings.apportionment,
        )
        runner = OperationRunner(ChangeRepository(engine), now_utc)
        self.operations = OperationService(runner)
        self.deliveries = DeliveryService(runner)
        self.due = DueService(runner, TimerRepository(engine), now_utc)
        self.problems = ProblemService(ProblemFinder(engine), now_utc)
        self.reviews = ReviewService(
            ReviewRepository(engine),
            ReviewSteps(engine),
            ReviewChanges(orders, self._books, zone=settings.timezone),
            regions=regions,
            clock=now_utc,
        )
        self.returns = ReturnService(
            ReturnRepository(engine), orders, catalogue, self._books, zone=settings.timezone, clock=now_utc
        )
        self.governance = Governance(
            engine, rule_store, library, self._books, now_utc, needs_approval=settings.approval == "required"
        )
        rollouts = RolloutRepository(engine, rule_store)
        documents = RolloutDocuments(rule_store, library, self._books)
        judge = RolloutJudge(SampleRepository(engine), self._books)
        gate = RolloutGate(self.governance, Publisher(rule_store, library, self._books, now_utc))
        shadows, drafts = ShadowRepository(engine), DraftRepository(engine)
        self.shadows = ShadowService(shadows, drafts, rule_store, EventLog(engine), now_utc)
        self.shadow_watch = ShadowWatch(
            self.shadows, shadows, drafts, rule_store, rollouts, regions=regions, file=engine.file, clock=now_utc
        )
        self.rollouts = RolloutService(
            rollouts, documents, judge, self._books, gate, shadows=self.shadows, clock=now_utc
        )
        self.rollout_watch = RolloutWatch(self.rollouts, rollouts, documents, judge, Flights(engine), now_utc)
        self.replays = ReplayService(ReplayRepository(engine), rule_store, regions, now_utc)
        self.rules = RuleService(rule_store, library, self._books, self.governance.policy, now_utc)
        self.desk = RuleDesk(self.rules, self.orders, library, now_utc)
        self.rollout_forms = RolloutForms(
            self.rollouts, self.rules, self.orders, self.governance,
            beside=Beside(documents, rollouts), regions=regions, clock=now_utc,
        )  # fmt: skip
        self.catalogue = CatalogueService(catalogue, stock, rule_store, regions, now_utc)
        self.pickup_points = PickupPointService(PickupPointRepository(engine), regions)
        self.events = EventService(EventLog(engine))
        webhooks = WebhookRepository(engine)
        self.webhooks = WebhookService(webhooks, EventLog(engine), settings.secret_key, now_utc)
        self.webhook_sender = WebhookSender(webhooks, settings.secret_key, now_utc)
        self.stock = StockService(stock, catalogue, now_utc)
        self.benefits = BenefitService(BenefitRepository(engine), now_utc)
        self.keys = KeyService(KeyRepository(engine), now_utc)
        self.lifecycle = LifecycleService(StandingCounts(engine))
        self.overview = OverviewService(OverviewRepository(engine), regions)
        self.upkeep = UpkeepService(UpkeepRepository(engine), now_utc)
        intake = IntakeRepository(engine)
        self.intake = IntakeService(
            self.orders, ChannelMappings(intake, regions, now_utc), intake, ParkedRepository(engine), now_utc
        )
        self.markers = MarkerRepository(engine)
        self.health = HealthService(self.markers, self._books, library)

    @classmethod
    async def open(cls, settings: Settings) -> "Oms":
        """Open the database, bring it up to date, and put the shipped rule sets in force where there are none yet.

        Raises Unavailable where the database cannot be opened, RuleSetError where a shipped rule set cannot be read.
        """
        engine = open_engine(settings)
        try:
            for description in await migrate(engine):
                LOG.info("migrated", change=description)
            oms = cls(engine, settings)
            await oms._prepare(settings)
        except BaseException:
            await engine.close()
            raise
        return oms

    async def close(self) -> None:
        """Stop what runs beside, finish what is being written and close the database."""
        await self.replays.close()
        await self.webhook_sender.close()
        await self._engine.close()

    async def _prepare(self, settings: Settings) -> None:
        release = await self._releases.release()
        if release.number == 0:
            await self.rules.import_folder(actor=SYSTEM, reason="shipped with the package")
        else:
            await self._books.follow(release.number)
        if settings.bootstrap_key is not None:
            await self.keys.keep(settings.bootstrap_key, BOOTSTRAP, ALL_SCOPES)


def open_engine(settings: Settings) -> PooledEngine:
    """Open the database that the settings name and bind the tables to it. Raises Unavailable where it cannot be."""
    file: Path | None = settings.sqlite_file
    if file is None:
        raise Unavailable(
            "this version keeps its data in SQLite; leave OMS_DATABASE_URL out or begin it with sqlite:///"
        )
    file.parent.mkdir(parents=True, exist_ok=True)
    engine = PooledEngine(file, durability=settings.durability)
    bind(engine)
    return engine
