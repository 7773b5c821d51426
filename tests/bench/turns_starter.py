"""Rasa's own starter bot, as `rasa init` makes it: its template, its default pipeline, its channel.

It is copied from the Rasa that Signpost itself uses, trained once into `var/bench/starter`, and
started as its makers document it. It keeps conversations in memory and calls no action server,
which makes a turn of it cheaper, not dearer.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import httpx
import psutil

from launch.ports import LOOPBACK, free_ports
from launch.rooms import ENGINE_QUIET
from launch.services import end
from tests.bench.stores import FOLDER, ROOT
from tests.evaluation.interface import NotReachable

STARTER = FOLDER / "starter"
PYTHON = ROOT / ".venv" / "engine" / "bin" / "python"
_READY_SECONDS = 300
_WHERE = "import rasa, pathlib; print(pathlib.Path(rasa.__file__).parent / 'cli/initial_project')"
_OWN_THREADS = ("TF_INTRA_OP_PARALLELISM_THREADS", "TF_INTER_OP_PARALLELISM_THREADS")
"""Left as Rasa has them: the starter bot may use every core."""


def prepare() -> None:
    """Copies the template and trains it, unless that was done before.

    Raises:
        subprocess.CalledProcessError: Rasa cannot be run, or its training failed.
    """
    if list((STARTER / "models").glob("*.tar.gz")):
        return
    template = subprocess.run(
        [str(PYTHON), "-c", _WHERE],
        env=_environment(),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    ).stdout.strip()
    shutil.rmtree(STARTER, ignore_errors=True)
    shutil.copytree(template, STARTER)
    with (STARTER / "train.log").open("wb") as output:
        command = [str(PYTHON), "-m", "rasa", "train"]
        subprocess.run(
            command, cwd=STARTER, env=_environment(), stdout=output, stderr=output, check=True
        )


@asynccontextmanager
async def starter_bot() -> AsyncIterator[tuple[str, psutil.Process]]:
    """Yields the address and the process of a starter bot that runs as long as the block.

    Raises:
        NotReachable: It ended by itself or was not ready in time; its log says why.
    """
    port = free_ports(1)[0]
    with (STARTER / "run.log").open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            *(str(PYTHON), "-m", "rasa", "run", "-i", LOOPBACK, "--port", str(port)),
            cwd=STARTER,
            env=_environment(),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        address = f"http://{LOOPBACK}:{port}"
        await _ready(address, process)
        yield address, psutil.Process(process.pid)
    finally:
        await end(process, 15)


def _environment() -> dict[str, str]:
    quiet = {name: value for name, value in ENGINE_QUIET.items() if name not in _OWN_THREADS}
    return {**os.environ, **quiet}


async def _ready(address: str, process: asyncio.subprocess.Process) -> None:
    try:
        async with asyncio.timeout(_READY_SECONDS), httpx.AsyncClient(trust_env=False) as client:
            while process.returncode is None:
                with suppress(httpx.HTTPError):
                    # It listens once its model is loaded.
                    if (await client.get(f"{address}/webhooks/rest/")).is_success:
                        return
                await asyncio.sleep(0.5)
    except TimeoutError:
        pass
    log = _shown(STARTER / "run.log")
    raise NotReachable(f"Rasa's starter bot was not ready; {log} says why.")


def _shown(path: Path) -> Path:
    return path.relative_to(ROOT)
