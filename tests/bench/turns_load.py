"""A closed loop: so many residents at once, each typing the next line when the last is answered.

Nobody pauses to think, so it is harder than as many real residents are. In a closed loop a slow
answer also slows the asking: the times are those of this many at once and say nothing of a crowd
that keeps coming however slow the answers are.
"""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Protocol

import httpx
import numpy as np

from tests.bench.turns_talk import Talk

_TIMEOUT_SECONDS = 60.0


class Speaker(Protocol):
    """One resident's side of a conversation."""

    async def say(self, text: str) -> str | None:
        """Types a line; returns what went wrong, or None when it was answered."""


Opens = Callable[[httpx.AsyncClient, int], Awaitable[Speaker]]
"""Begins the n-th conversation."""


@dataclass
class Measured:
    """What was seen at one number of conversations.

    Attributes:
        at_once: How many conversations went on at once.
        seconds: How long it took as a whole, opening conversations included.
        took: Seconds of each turn that was answered.
        errors: What went wrong, one line each.
        memory_mb: Resident memory of each process at the end, by name.
        processor_seconds: What each process used of the processors, by name; unlike the times, a
            busy machine hardly changes it.
        load: How busy the machine was (one-minute load average) at the end.
    """

    at_once: int
    seconds: float = 0.0
    took: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    memory_mb: dict[str, float] = field(default_factory=dict)
    processor_seconds: dict[str, float] = field(default_factory=dict)
    load: float = 0.0

    @property
    def a_second(self) -> float:
        """Answered turns a second."""
        return len(self.took) / self.seconds

    def processor_ms(self, name: str) -> float:
        """Returns how much of a processor one process used for each turn, in milliseconds."""
        return 1000 * self.processor_seconds[name] / max(1, len(self.took))

    def milliseconds(self, share: float) -> float:
        """Returns the time within which this share of the turns was answered; NaN for none."""
        return 1000 * float(np.quantile(self.took, share)) if self.took else float("nan")


async def measure(
    address: str, opens: Opens, talk: Callable[[int], Talk], at_once: int, seconds: float
) -> Measured:
    """Keeps `at_once` conversations going; none begins after that many seconds."""
    found = Measured(at_once)
    numbers = itertools.count()
    limits = httpx.Limits(max_connections=at_once, max_keepalive_connections=at_once)
    async with httpx.AsyncClient(
        base_url=address, timeout=_TIMEOUT_SECONDS, limits=limits, trust_env=False
    ) as client:
        began = time.perf_counter()

        async def resident() -> None:
            while time.perf_counter() - began < seconds:
                number = next(numbers)
                await _talk(found, opens(client, number), talk(number))

        await asyncio.gather(*(resident() for _ in range(at_once)))
        found.seconds = time.perf_counter() - began
    return found


async def _talk(found: Measured, opening: Awaitable[Speaker], talk: Talk) -> None:
    try:
        speaker = await opening
        for text in talk:
            began = time.perf_counter()
            wrong = await speaker.say(text)
            if wrong is None:
                found.took.append(time.perf_counter() - began)
            else:
                found.errors.append(wrong)
    except (httpx.HTTPError, KeyError, ValueError) as error:
        found.errors.append(f"{type(error).__name__}: {error}")
