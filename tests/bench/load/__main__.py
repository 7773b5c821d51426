"""Measures a crowd and a steady stream: `python -m tests.bench.load` or `make bench-load`.

    python -m tests.bench.load                # a crowd, then 50 residents for 20 minutes
    python -m tests.bench.load --minutes 2    # a short look
    LOAD_STEADY_MINUTES=2 make bench-load     # the same, six minutes in all

It starts a Signpost of its own with databases of its own; locust plays the residents. Prints a
Markdown report; ends with 0 when all is as it is asked for, 1 when it is not, 2 when it could not
be measured.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import psutil

from bot.conversations.words import TRY_AGAIN
from knowledge.settings import Settings
from tests.bench.load.report import Seen, tell
from tests.bench.stores import FOLDER, ROOT
from tests.bench.turns_talk import content_asks, our_talk
from tests.evaluation.interface import NotReachable
from tests.evaluation.own_signpost import own_signpost

_OWN = (FOLDER / "load").relative_to(ROOT)
_MEGABYTE = 1024 * 1024
_TALKS = 500

Step = tuple[float, int]
"""In so many seconds, to so many residents."""


def main(arguments: Sequence[str]) -> int:
    """Measures, tells, and returns the exit status."""
    chosen = _parsed(arguments)
    # Ended from outside, it still ends what it started.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    began = os.getloadavg()[0]
    try:
        parts = asyncio.run(_measured(chosen))
    except NotReachable as error:
        sys.stderr.write(f"{error}\n")
        return 2
    machine = (
        f"{datetime.now().astimezone():%d %B %Y}, {os.cpu_count()} processors, residents pause "
        f"{chosen.pause:.0f} s, load {began:.1f} before and {os.getloadavg()[0]:.1f} after"
    )
    text, is_reached = tell(parts, machine)
    sys.stdout.write(text)
    return 0 if is_reached else 1


async def _measured(chosen: argparse.Namespace) -> list[Seen]:
    sys.stderr.write("Starting\n")
    async with own_signpost(_OWN) as address:
        # The first minute of a program is not its memory yet.
        await _part(address, "warm-up", [(20.0, 10)], chosen.pause, is_steady=False)
        crowd = [(60.0, chosen.crowd), (60.0, chosen.crowd)]
        steady = [(10.0, chosen.steady), (60.0 * chosen.minutes, chosen.steady)]
        return [
            await _part(address, f"0 to {chosen.crowd} in a minute, and one more minute",
                        crowd, chosen.pause, is_steady=False),
            await _part(address, f"{chosen.steady} steady for {chosen.minutes:g} minutes",
                        steady, chosen.pause, is_steady=True),
        ]  # fmt: skip


async def _part(
    address: str, name: str, steps: list[Step], pause_seconds: float, *, is_steady: bool
) -> Seen:
    sys.stderr.write(f"{name}\n")
    plan, seen = ROOT / _OWN / "plan.json", ROOT / _OWN / "seen.json"
    talk = our_talk(*content_asks(Settings.from_environment()))
    plan.write_text(json.dumps({
        "asks": [text for number in range(_TALKS) for text in talk(number)],
        "steps": steps, "pause_seconds": pause_seconds,
        "try_again": TRY_AGAIN.label, "seen": str(seen),
    }), "utf-8")  # fmt: skip
    before, began = _memory_mb(), time.monotonic()
    with (ROOT / _OWN / "locust.log").open("ab") as output:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "locust", "--headless", "--only-summary"),
            *("-f", str(Path(__file__).with_name("residents.py")), "--host", address),
            cwd=ROOT,
            env={**os.environ, "LOAD_PLAN": str(plan)},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    try:
        await process.wait()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if not seen.exists():
        raise NotReachable(f"locust did not run; {_OWN}/locust.log says why.")
    took = time.monotonic() - began
    found = Seen.of(name, took, json.loads(seen.read_text("utf-8")), is_steady=is_steady)
    seen.unlink()
    found.memory_mb = (before, _memory_mb())
    return found


def _memory_mb() -> float:
    listed = json.loads((ROOT / _OWN / "processes.json").read_text("utf-8"))["processes"]
    sizes = [psutil.Process(one["pid"]).memory_info().rss for one in listed.values()]
    return float(sum(sizes)) / _MEGABYTE


def _parsed(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.load")
    minutes = os.environ.get("LOAD_STEADY_MINUTES") or "20"
    parser.add_argument("--minutes", type=float, default=minutes, help="of the steady part")
    parser.add_argument("--crowd", type=int, default=300, help="residents after a minute")
    parser.add_argument("--steady", type=int, default=50, help="residents of the steady part")
    parser.add_argument("--pause", type=float, default=20.0, help="seconds between messages")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
