"""Plays one scenario: residents talk, something breaks, everything is counted."""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass, field

import httpx

from tests.faults.breaking import Break
from tests.faults.counting import Tally, count
from tests.faults.residents import Line, Resident
from tests.faults.running import Running, steady

CONVERSATIONS = int(os.environ.get("FAULTS_CONVERSATIONS", "100"))
PAUSE_SECONDS = float(os.environ.get("FAULTS_PAUSE_SECONDS", "12"))
MOST_TOLD_SECONDS = 10.0
MOST_SERVICE_SECONDS = 30.0

_BEFORE_SECONDS = 12.0
_AFTER_SECONDS = 45.0
_LAST_SECONDS = 90.0
_PROBE_SECONDS = 0.5
_WHOLE_FOR_SECONDS = 5.0


@dataclass
class Probe:
    """One more resident, who asks all the time whether everything works.

    Attributes:
        bad_at: When something was last not as it should be; None for never.
    """

    client: httpx.AsyncClient
    bad_at: float | None = None
    asked: Resident = field(init=False)

    def __post_init__(self) -> None:
        self.asked = Resident(self.client, 0, 0.0)

    async def look(self) -> None:
        """Asks until cancelled: is everything ready, and is a message answered at its first try?"""
        await self.asked.open()
        while True:
            is_ready = await self._is_ready()
            line = Line("grants for a youth club")
            asking = asyncio.create_task(self.asked.say(line))
            done, _ = await asyncio.wait({asking}, timeout=10)
            asking.cancel()
            await asyncio.wait({asking})
            if not (is_ready and done and line.told == "answer"):
                self.bad_at = steady()
            await asyncio.sleep(_PROBE_SECONDS)

    async def _is_ready(self) -> bool:
        try:
            answer = await self.client.get("/readyz", timeout=5)
        except httpx.HTTPError:
            return False
        return answer.status_code == httpx.codes.OK


async def play(name: str, signpost: Running, fault: Break) -> Tally:
    """Breaks something in the middle of the conversations and counts what became of them."""
    tally = Tally(name)
    limits = httpx.Limits(max_connections=CONVERSATIONS + 20)
    async with httpx.AsyncClient(
        base_url=signpost.address, limits=limits, timeout=None, trust_env=False
    ) as client:
        residents = [Resident(client, 1 + at, PAUSE_SECONDS) for at in range(CONVERSATIONS)]
        await asyncio.gather(*(one.open() for one in residents))
        probe = Probe(client)
        until = steady() + _BEFORE_SECONDS + _AFTER_SECONDS
        talks = [asyncio.create_task(one.talk(until)) for one in residents]
        looking = asyncio.create_task(probe.look())
        try:
            await _break(tally, signpost, fault, probe)
            await _finish(tally, talks, until)
            await _count_service(tally, probe)
        finally:
            for task in (looking, *talks):
                task.cancel()
            await asyncio.gather(looking, *talks, return_exceptions=True)
        await count(tally, residents)
    return tally


async def _break(tally: Tally, signpost: Running, fault: Break, probe: Probe) -> None:
    await asyncio.sleep(_BEFORE_SECONDS)
    if probe.bad_at is not None:
        tally.faults.append("something was wrong before anything was broken")
    tally.began_at = steady()
    await fault(signpost)
    tally.mended_at = steady()


async def _finish(tally: Tally, talks: list[asyncio.Task[None]], until: float) -> None:
    """Waits until every line is answered, and says so when one is not in a long time."""
    _, late = await asyncio.wait(talks, timeout=max(0.0, until - steady()) + _LAST_SECONDS)
    if late:
        tally.faults.append(f"{len(late)} residents still wait for an answer at the end")
    for task in talks:
        if task.done() and not task.cancelled() and task.exception():
            tally.faults.append(f"a resident gave up: {task.exception()!r}")


async def _count_service(tally: Tally, probe: Probe) -> None:
    """Full service is back when the last bad look was followed by good ones alone."""
    await asyncio.sleep(_WHOLE_FOR_SECONDS)
    bad_at = probe.bad_at if probe.bad_at is not None else tally.mended_at
    if steady() - bad_at < _WHOLE_FOR_SECONDS:
        tally.faults.append("it was not in full service at the end")
    tally.service_seconds = max(0.0, bad_at - tally.mended_at)
