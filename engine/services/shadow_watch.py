"""The round of the shadows: approved candidates get one, what is promoted or dropped loses it, the others go on."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Final

import structlog

from engine.errors import NotFound, RuleSetError, StaleWrite
from engine.geography.regions import RegionTree
from engine.services.replay_books import Material
from engine.services.rule_files import LIST
from engine.services.shadow_examiner import Examiner
from engine.services.shadows import AGREED, ShadowService
from engine.store.draft import DraftState
from engine.store.draft_repository import DraftRepository
from engine.store.release import Release
from engine.store.rollout_repository import ROLLED_BACK, RolloutRepository
from engine.store.rule_repository import RuleRepository
from engine.store.shadow import RUNNING, Seen, Shadow
from engine.store.shadow_repository import WATCHER, ShadowRepository

LOG: Final = structlog.get_logger(__name__)
ORDERS_A_ROUND: Final = 200  # of all shadows together: what a server spends on them beside its orders
FEWEST: Final = 10  # of one shadow in a round
EVENTS_A_ROUND: Final = 5_000


class ShadowWatch:
    """One round carries every shadow on a little. Of several workers one counts an order; others find it done."""

    def __init__(  # noqa: PLR0913  # the parts of a round
        self,
        service: ShadowService,
        shadows: ShadowRepository,
        drafts: DraftRepository,
        rules: RuleRepository,
        rollouts: RolloutRepository,
        *,
        regions: RegionTree,
        file: Path,
        clock: Callable[[], datetime],
    ) -> None:
        self._service = service
        self._shadows = shadows
        self._drafts = drafts
        self._rules = rules
        self._rollouts = rollouts
        self._regions = regions
        self._file = file
        self._clock = clock
        self._examiners: dict[str, tuple[int, Examiner]] = {}  # by shadow, beside a release

    async def round(self) -> None:
        """Begin, end and carry on. It never raises for what a candidate does; orders are placed meanwhile as ever."""
        await self._service.follow_approved()
        running = await self._shadows.all(RUNNING)
        self._examiners = {each.id: self._examiners[each.id] for each in running if each.id in self._examiners}
        if not running:
            return
        release = await self._rules.release()
        most = max(FEWEST, ORDERS_A_ROUND // len(running))
        for shadow in running:
            why = await self._is_over(shadow, release)
            if why is None:
                await self._carry_on(shadow, release, most)
            else:
                await self._end(shadow, why)

    async def _carry_on(self, shadow: Shadow, release: Release, most: int) -> None:
        placed = await self._shadows.placed_after(shadow.place, EVENTS_A_ROUND, most)
        if placed.place == shadow.place:
            return
        seen = Seen()
        if placed.keys:
            try:
                examiner = await self._examiner(shadow, release)
            except RuleSetError as error:  # it was read when it was approved; a list that it needs is gone since
                seen = Seen(orders=len(placed.keys), errors=len(placed.keys), last_error=str(error)[:500])
            else:
                seen = await asyncio.to_thread(examiner.examine, placed.keys)
        await self._shadows.carry_on(shadow, seen, placed.place)

    async def _examiner(self, shadow: Shadow, release: Release) -> Examiner:
        known = self._examiners.get(shadow.id)
        if known is not None and known[0] == release.number:
            return known[1]
        sets, lists = await self._rules.in_release(release)
        material = Material(
            release=release.number,
            sets=sets,
            lists=lists,
            candidate=shadow.text,
            is_list=shadow.kind == LIST,
            version=shadow.version,
        )
        made = await asyncio.to_thread(Examiner, material, self._regions, self._file)
        self._examiners[shadow.id] = (release.number, made)
        return made

    async def _end(self, shadow: Shadow, why: str) -> None:
        try:
            await self._shadows.end(shadow, actor=WATCHER, why=why, at=self._clock())
        except StaleWrite:
            return  # another worker, or a person, was first
        LOG.info("shadow_ended", shadow=shadow.id, target=shadow.target, why=why)

    async def _is_over(self, shadow: Shadow, release: Release) -> str | None:
        """Return why a shadow is over: its candidate is promoted, or dropped; None where it goes on."""
        if shadow.version:
            return await self._is_version_over(shadow, release)
        return await self._is_draft_over(shadow)

    async def _is_version_over(self, shadow: Shadow, release: Release) -> str | None:
        in_force = release.manifest.sets.get(shadow.target, 0)
        if in_force == shadow.version:
            return f"{shadow.target}@{shadow.version} was promoted"
        if in_force > shadow.version:
            return f"{shadow.target}@{in_force} was published instead"
        of_it = await self._rollouts.of_candidate(shadow.target, shadow.version)
        rollouts = [each for each in of_it if each.planned_at >= shadow.started_at]
        if rollouts and all(each.state == ROLLED_BACK for each in rollouts):
            return f"its rollout {rollouts[0].id} was rolled back"
        return None

    async def _is_draft_over(self, shadow: Shadow) -> str | None:
        try:
            draft = await self._drafts.get(shadow.draft or "")
        except NotFound:
            return "its draft is gone"
        if draft.state is DraftState.PUBLISHED:
            return f"the draft was published as version {draft.published_version}"
        if draft.state is DraftState.ABANDONED:
            return "the draft was abandoned"
        if draft.sha != shadow.sha or draft.state not in AGREED:
            return "the draft is no longer approved as it was"
        return None
