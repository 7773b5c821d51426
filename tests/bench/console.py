"""Measures the pages of those who work here: `python -m tests.bench.console`.

    make bench-staff                              # 10,000 services, a million messages
    make bench-staff ARGS="--messages 100000"     # a shorter look

The aid is asked what somebody types, letter after letter, through its own page; the insight page is
opened again and again beside all the messages. Ends with 0 when both are as fast as they must be, 1
when one is not. A busy machine makes every time longer: the load is printed beside the figures.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx
import numpy as np
from sqlalchemy import select

from bot.app import create_app
from bot.insight.counting import count_days
from knowledge.models import Service
from knowledge.settings import Settings
from tests.bench.__main__ import encoded
from tests.bench.console_filling import fill_messages, messages_url
from tests.bench.stores import FOLDER, fill, opened, services_of, store_of
from tests.bench.synthetic import SEED
from tests.bot.conftest import BASE, Bench, StandInEngine, running, settings_for
from tests.bot.people import Person, signed_in

MOST_TYPING_MS = 200.0
MOST_INSIGHT_MS = 1000.0
_WISHES, _OPENINGS = 24, 20


@dataclass(frozen=True)
class Times:
    """How long something took, each time, in milliseconds by the clock and of the processor."""

    name: str
    clock: list[float]
    processor: list[float]

    def line(self) -> str:
        """The figures as a line of a table."""
        return (
            f"| {self.name} | {len(self.clock)} | {np.median(self.clock):.0f} ms "
            f"| {self.p95():.0f} ms | {np.percentile(self.processor, 95):.0f} ms |"
        )

    def p95(self) -> float:
        """The 95th percentile by the clock."""
        return float(np.percentile(self.clock, 95))


def main(arguments: Sequence[str]) -> int:
    """Measures, tells, and returns the exit status."""
    chosen = _parsed(arguments)
    settings = Settings.from_environment()
    FOLDER.mkdir(parents=True, exist_ok=True)
    sys.stderr.write(f"Filling: {chosen.services:,} services, {chosen.messages:,} messages\n")
    fill(chosen.services, settings)
    encoded(chosen.services)
    fill_messages(chosen.messages, chosen.services)
    typing = asyncio.run(_measure(settings, store_of(chosen.services), _type))
    insight = asyncio.run(_measure(settings, messages_url(chosen.messages), _open_insight))
    counting = _count(messages_url(chosen.messages))
    load = f"{os.getloadavg()[0]:.1f} on {os.cpu_count()} processors"
    lines = [
        f"{chosen.services:,} services, {chosen.messages:,} messages. Load: {load}.", "",
        "| what | times | median | 95th percentile | 95th, processor |",
        "| --- | --- | --- | --- | --- |",
        *(times.line() for times in (*typing, *insight, counting)),
        "",
    ]  # fmt: skip
    checks = [(typing[0], MOST_TYPING_MS), (insight[0], MOST_INSIGHT_MS)]
    for times, most in checks:
        word = "reached" if times.p95() < most else "NOT REACHED"
        lines.append(f"{word}: {times.name}, 95th percentile under {most:.0f} ms")
    sys.stdout.write("\n".join(lines) + "\n")
    return 0 if all(times.p95() < most for times, most in checks) else 1


Measure = Callable[[Person, str], Awaitable[list[Times]]]


async def _measure(settings: Settings, url: str, measure: Measure) -> list[Times]:
    """Runs the application over a database of the benchmark, with somebody signed in."""
    own = settings_for(
        FOLDER,
        DATABASE_URL=url,
        ENCODER_FOLDER=settings.encoder_folder,
        RATE_REQUESTS_PER_MINUTE=1_000_000,
    )
    app = create_app(own, engine_client=StandInEngine())
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(running(app))
        client = await stack.enter_async_context(
            httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=BASE)
        )
        bench = Bench(app, client, StandInEngine(), app.state.clock, own, FOLDER)
        name = f"bench-{time.time_ns()}"
        person = await signed_in(bench, "administrator", name=name)
        return await measure(person, url)


async def _timed(name: str, person: Person, paths: Sequence[str]) -> Times:
    clock, processor = [], []
    for path in paths:
        began, spent = time.perf_counter(), time.process_time()
        answer = await person.client.get(path)
        clock.append(1000 * (time.perf_counter() - began))
        processor.append(1000 * (time.process_time() - spent))
        if answer.status_code != httpx.codes.OK:
            raise SystemExit(f"{path} answered {answer.status_code}")
    return Times(name, clock, processor)


async def _type(person: Person, url: str) -> list[Times]:
    chance = random.Random(SEED + 4)
    with opened(url) as session:
        count = len(session.scalars(select(Service.slug)).all())
        made = list(services_of(session, count))
    wishes = [
        f"resident wants {chance.choice(one.activity.asks)} in {one.spot.name}"
        for one in chance.choices(made, k=_WISHES)
    ]
    typed = [wish[:end] for wish in wishes for end in range(len("resident wants ") + 3, len(wish))]
    pauses = [str(httpx.URL("/staff/found", params={"q": text})) for text in typed[::3]]
    began = time.perf_counter()
    await person.client.get("/staff/found", params={"q": "a first question opens the directory"})
    sys.stderr.write(f"The directory opened in {time.perf_counter() - began:.1f} s\n")
    return [await _timed("Search as you type, the whole page's answer", person, pauses)]


async def _open_insight(person: Person, _url: str) -> list[Times]:
    await person.client.get("/insight")
    return [
        await _timed("The insight page, whole", person, ["/insight"] * _OPENINGS),
        await _timed("One table as CSV", person, ["/insight/demand.csv"] * 5),
    ]


def _count(url: str) -> Times:
    """How long it takes to count the last days, which happens every quarter of an hour."""
    clock, processor = [], []
    for _ in range(5):
        with opened(url) as session:
            began, spent = time.perf_counter(), time.process_time()
            count_days(session, at=datetime.now(UTC))
            session.commit()
        clock.append(1000 * (time.perf_counter() - began))
        processor.append(1000 * (time.process_time() - spent))
    return Times("Counting the last three days, in the background", clock, processor)


def _parsed(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.console")
    parser.add_argument("--services", type=int, default=10_000, help="how many services")
    parser.add_argument("--messages", type=int, default=1_000_000, help="how many messages")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
