"""Replays: a candidate over orders of the past, in processes of their own, with progress, until done or cancelled."""

import asyncio
import multiprocessing
import os
import secrets
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
import structlog

from engine.encoding import to_json
from engine.errors import Conflict, NotFound
from engine.evaluation.loader import kind_of
from engine.geography.regions import RegionTree
from engine.planning.replay import Bill, together
from engine.services.replay_books import Material, books_of
from engine.services.replay_process import Work, audience_of, begin, bill_of_chunk
from engine.services.replay_request import ReplayRequest
from engine.services.replay_views import BillView, ReplayRowView, ReplayView, bill_view
from engine.services.rule_files import LIST
from engine.store.replay_repository import CANCELLED, DONE, FAILED, RUNNING, KeptReplay, ReplayRepository
from engine.store.replay_source import OrderKey, ReplaySource, Window
from engine.store.rule_repository import RuleRepository

LOG: Final = structlog.get_logger(__name__)
CHUNK: Final = 200  # orders that a process decides before it tells of them
MOST_PROCESSES: Final = 4
_AHEAD: Final = 2  # chunks that wait for each process, so that none waits for us
_NOTE_SECONDS: Final = 0.5
_SILENT: Final = timedelta(seconds=60)  # whoever worked at a replay is gone then
_BILL: Final = msgspec.json.Decoder(BillView)


class ReplayService:
    """Starts replays and tells how far they are. One runs at a time in each process of ours."""

    def __init__(
        self, replays: ReplayRepository, rules: RuleRepository, regions: RegionTree, clock: Callable[[], datetime]
    ) -> None:
        self._replays, self._rules, self._regions, self._clock = replays, rules, regions, clock
        self._task: asyncio.Task[None] | None = None

    async def start(self, request: ReplayRequest, *, actor: str) -> ReplayView:
        """Begin a replay and return at once.

        Raises InvalidInput, RuleSetError where the candidate cannot be read, NotFound where its version is not kept,
        Conflict while another one runs here.
        """
        now = self._clock()
        window = request.window(now)
        if self._task is not None and not self._task.done():
            raise Conflict("another replay is running here; wait until it is done, or cancel it")
        material = await self._material(request)
        name = await asyncio.to_thread(self._check, material, request)
        kept = KeptReplay(
            id=secrets.token_hex(6),
            candidate=name,
            state=RUNNING,
            asked_at=now,
            asked_by=actor,
            request=to_json(request).decode(),
            orders=await self._replays.count(window),
            seen_at=now,
        )
        await self._replays.add(kept)
        work = self._work(material, request)
        self._task = asyncio.create_task(self._run(kept, work, window, request.percent))
        return self._view(kept)

    async def work(self, request: ReplayRequest) -> Work:
        """Return what a process of a replay is given. Raises as `start` does."""
        return self._work(await self._material(request), request)

    async def get(self, replay_id: str) -> ReplayView:
        """Return a replay, and what it found once it is done. Raises NotFound."""
        return self._view(await self._replays.get(replay_id))

    async def list(self, limit: int = 50) -> tuple[ReplayRowView, ...]:
        """Return the newest replays, without what they found."""
        return tuple(self._row(kept) for kept in await self._replays.newest(limit))

    async def cancel(self, replay_id: str) -> ReplayView:
        """Let a replay stop; it may be run by another process, which sees it soon. Raises NotFound, Conflict."""
        kept = await self._replays.get(replay_id)
        if self._row(kept).state != RUNNING:
            raise Conflict(f"the replay {replay_id} is {self._row(kept).state}; there is nothing to cancel")
        await self._replays.ask_to_stop(replay_id)
        return self._view(kept)

    async def close(self) -> None:
        """Stop what runs here."""
        if self._task is not None and not self._task.done():
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def _work(self, material: Material, request: ReplayRequest) -> Work:
        return Work(file=self._replays.file, material=material, audience=request.audience)

    async def _material(self, request: ReplayRequest) -> Material:
        release = await self._rules.release()
        sets, lists = await self._rules.in_release(release)
        version, text = 0, request.yaml
        if request.set is not None and request.version is not None:
            kept = await self._rules.version(request.set, request.version)
            version, text = kept.version, kept.text
        if text is None:
            raise NotFound("candidate", "")
        is_list = kind_of(text) == LIST
        return Material(
            release=release.number, sets=sets, lists=lists, candidate=text, is_list=is_list, version=version
        )

    def _check(self, material: Material, request: ReplayRequest) -> str:
        """See that all of it can be read, and return the candidate's name."""
        live, candidate = books_of(material, self._regions)
        audience_of(request.audience, live)
        if material.is_list:
            changed = [name for name, each in candidate.lists.items() if live.lists.get(name) != each]
            return ", ".join(changed) or "a list as it is"
        before = {id(program) for _, program in live.sets}
        new = next(program for _, program in candidate.sets if id(program) not in before)
        return f"{new.ruleset.id}@{material.version or 'draft'}"

    async def _run(self, kept: KeptReplay, work: Work, window: Window, percent: float) -> None:
        pool = ProcessPoolExecutor(
            max_workers=min(MOST_PROCESSES, os.cpu_count() or 1),
            mp_context=multiprocessing.get_context("spawn"),  # threads and connections of ours must not be copied
            initializer=begin,
            initargs=(work,),
        )
        try:
            bill = await self._bill(kept, pool, window)
            if bill is None:
                await self._replays.end(kept.id, CANCELLED, self._clock())
                return
            view = bill_view(bill, percent, self._regions.path)
            await self._replays.end(kept.id, DONE, self._clock(), result=to_json(view).decode())
        except asyncio.CancelledError:
            await self._replays.end(kept.id, CANCELLED, self._clock())
            raise
        except Exception as error:  # whatever it is, whoever asks is told of it
            LOG.exception("replay_failed", replay=kept.id)
            await self._replays.end(kept.id, FAILED, self._clock(), failure=str(error) or type(error).__name__)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)

    async def _bill(self, kept: KeptReplay, pool: Executor, window: Window) -> Bill | None:
        """Return the bill of all orders, None where it was cancelled."""
        loop = asyncio.get_running_loop()
        source = ReplaySource(self._replays.file)
        chunks = source.chunks(window, CHUNK)
        waiting: dict[asyncio.Future[Bill], int] = {}
        bill, done, noted = Bill(), 0, loop.time()
        try:
            keys: list[OrderKey] | None = []
            while keys is not None or waiting:
                while keys is not None and len(waiting) < MOST_PROCESSES * _AHEAD:
                    keys = await asyncio.to_thread(next, chunks, None)
                    if keys:
                        waiting[loop.run_in_executor(pool, bill_of_chunk, keys)] = len(keys)
                if not waiting:
                    break
                ready, _ = await asyncio.wait(waiting, timeout=_NOTE_SECONDS, return_when=asyncio.FIRST_COMPLETED)
                done += sum(waiting.pop(future) for future in ready)
                bill = together([bill, *(future.result() for future in ready)])
                if loop.time() - noted > _NOTE_SECONDS:
                    noted = loop.time()
                    if await self._replays.note(kept.id, done, self._clock()):
                        return None
            await self._replays.note(kept.id, done, self._clock())
        finally:
            source.close()
        return bill

    def _row(self, kept: KeptReplay) -> ReplayRowView:
        return ReplayRowView(**self._told(kept))

    def _view(self, kept: KeptReplay) -> ReplayView:
        return ReplayView(**self._told(kept), bill=_BILL.decode(kept.result) if kept.result is not None else None)

    def _told(self, kept: KeptReplay) -> dict[str, Any]:
        is_gone = kept.state == RUNNING and self._clock() - kept.seen_at > _SILENT
        return {
            "id": kept.id,
            "candidate": kept.candidate,
            "state": FAILED if is_gone else kept.state,
            "asked_at": kept.asked_at,
            "asked_by": kept.asked_by,
            "orders": kept.orders,
            "done": kept.done,
            "failure": "whoever worked at it is gone; start it again" if is_gone else kept.failure,
        }
