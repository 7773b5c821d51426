"""Measures whole turns: `python -m tests.bench.turns` or `make bench`.

    python -m tests.bench.turns                        # 1, 10 and 50 conversations, 20 s each
    python -m tests.bench.turns --at-once 10 --seconds 5
    python -m tests.bench.turns --without-starter      # Signpost alone

It starts a Signpost of its own, with databases of its own and no rate limits to speak of, and
beside it Rasa's starter bot; the two take turns, so that a busy machine is as hard on both. Ends
with 0 when every figure reaches what is asked of it, 1 when one does not, 2 when it could not be
measured.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass

import psutil

from knowledge.settings import Settings
from tests.bench import turns_report
from tests.bench.stores import FOLDER, ROOT
from tests.bench.turns_load import Measured, Opens, measure
from tests.bench.turns_speakers import SignpostSpeaker, StarterSpeaker
from tests.bench.turns_starter import STARTER, prepare, starter_bot
from tests.bench.turns_talk import Talk, content_asks, our_talk, starter_talk
from tests.evaluation.interface import NotReachable
from tests.evaluation.own_signpost import own_signpost

AT_ONCE = (1, 10, 50)
SECONDS = 20.0
_WARM_UP_SECONDS = 3.0
_SIGNPOST = (FOLDER / "signpost").relative_to(ROOT)
_MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Assistant:
    """One that is measured.

    Attributes:
        name: For the progress lines.
        address: Where it answers.
        processes: What it is made of, by name.
        opens: How a conversation with it begins.
        talk: What the n-th resident types.
    """

    name: str
    address: str
    processes: Mapping[str, psutil.Process]
    opens: Opens
    talk: Callable[[int], Talk]


def main(arguments: Sequence[str]) -> int:
    """Measures, tells, and returns the exit status."""
    chosen = _parsed(arguments)
    # Ended from outside, it still ends what it started.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        if not chosen.without_starter:
            sys.stderr.write("Training Rasa's starter bot, unless that was done before\n")
            FOLDER.mkdir(parents=True, exist_ok=True)
            prepare()
        found = asyncio.run(_measured(chosen))
    except (NotReachable, subprocess.CalledProcessError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    text, is_reached = turns_report.tell(found[0], found[1] if len(found) > 1 else [])
    sys.stdout.write(text)
    return 0 if is_reached else 1


async def _measured(chosen: argparse.Namespace) -> list[list[Measured]]:
    """Returns what was seen of each assistant, at each number of conversations."""
    async with AsyncExitStack() as stack:
        sys.stderr.write("Starting\n")
        assistants = [await _signpost(stack)]
        if not chosen.without_starter:
            assistants.append(await _starter(stack))
        for assistant in assistants:
            await measure(assistant.address, assistant.opens, assistant.talk, 2, _WARM_UP_SECONDS)
        found: list[list[Measured]] = [[] for _ in assistants]
        for at_once in chosen.at_once:
            for seen, assistant in zip(found, assistants, strict=True):
                seen.append(await _one(assistant, at_once, chosen.seconds))
        return found


async def _one(assistant: Assistant, at_once: int, seconds: float) -> Measured:
    sys.stderr.write(f"{assistant.name}, {at_once} at once\n")
    before = {name: _spent(process) for name, process in assistant.processes.items()}
    seen = await measure(assistant.address, assistant.opens, assistant.talk, at_once, seconds)
    seen.load = os.getloadavg()[0]
    for name, process in assistant.processes.items():
        seen.memory_mb[name] = process.memory_info().rss / _MEGABYTE
        seen.processor_seconds[name] = _spent(process) - before[name]
    return seen


def _spent(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


async def _signpost(stack: AsyncExitStack) -> Assistant:
    address = await stack.enter_async_context(own_signpost(_SIGNPOST))
    listed = json.loads((ROOT / _SIGNPOST / "processes.json").read_text("utf-8"))["processes"]
    processes = {name: psutil.Process(one["pid"]) for name, one in listed.items()}
    talk = our_talk(*content_asks(Settings.from_environment()))
    return Assistant("Signpost", address, processes, SignpostSpeaker.opened, talk)


async def _starter(stack: AsyncExitStack) -> Assistant:
    address, process = await stack.enter_async_context(starter_bot())
    name = "Rasa's starter bot"
    return Assistant(name, address, {name: process}, StarterSpeaker.opened, starter_talk(STARTER))


def _parsed(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.turns")
    parser.add_argument("--at-once", type=int, nargs="+", default=AT_ONCE, help="conversations")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="for each of them")
    parser.add_argument("--without-starter", action="store_true", help="Signpost alone")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
