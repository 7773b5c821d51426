"""Starts a Signpost of its own for one evaluation: the real three processes, on free ports.

It has databases of its own, so that nothing of the evaluation stays among real conversations, and
no rate limits to speak of.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, closing
from pathlib import Path

import httpx

from launch.ports import free_ports
from tests.evaluation.interface import NotReachable
from tests.evaluation.options import ROOT

STATE = Path("var/evaluation")
READY_SECONDS = 900
STOP_SECONDS = 30
_NO_LIMITS = {
    "RATE_CONVERSATIONS_PER_HOUR": "1000000",
    "RATE_MESSAGES_PER_MINUTE": "1000000",
    "RATE_REQUESTS_PER_MINUTE": "1000000",
}


@asynccontextmanager
async def own_signpost(
    folder: Path = STATE, settings: Mapping[str, str] | None = None
) -> AsyncIterator[str]:
    """Yields the address of a Signpost that runs as long as the block.

    Args:
        folder: Where it keeps what it makes, below the project's folder; emptied first.
        settings: Settings of its own, and what else is to stand in its environment.

    Raises:
        NotReachable: It ended by itself or was not ready in time; its log says why.
    """
    state = ROOT / folder
    shutil.rmtree(state, ignore_errors=True)
    state.mkdir(parents=True, exist_ok=True)
    copy_database(ROOT / "var" / "signpost.db", state / "signpost.db")
    port = free_ports(1)[0]
    log = state / "launch.log"
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "launch", "--state", str(folder), "run"),
            cwd=ROOT,
            env={**os.environ, **_NO_LIMITS, **_addresses(port, folder), **(settings or {})},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        address = f"http://127.0.0.1:{port}"
        await _wait(address, process, log)
        yield address
    finally:
        await _end(process)


def _addresses(port: int, folder: Path) -> dict[str, str]:
    return {
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "DATABASE_URL": f"sqlite:///{folder}/signpost.db",
        "TRACKER_DATABASE_URL": f"sqlite:///{folder}/tracker.db",
    }


def copy_database(source: Path, target: Path) -> None:
    """Copies the filled database, so that the vectors need not be computed again."""
    if source.exists():
        with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
            old.backup(new)


async def _wait(address: str, process: asyncio.subprocess.Process, log: Path) -> None:
    where = log.relative_to(ROOT)
    try:
        async with asyncio.timeout(READY_SECONDS), httpx.AsyncClient(timeout=5) as client:
            while process.returncode is None:
                try:
                    if (await client.get(f"{address}/readyz")).status_code == 200:
                        return
                except httpx.HTTPError:
                    pass
                await asyncio.sleep(0.5)
    except TimeoutError:
        raise NotReachable(f"Signpost was not ready in time; {where} says why.") from None
    raise NotReachable(f"Signpost ended by itself; {where} says why.")


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.send_signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(STOP_SECONDS):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()
