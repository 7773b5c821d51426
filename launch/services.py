"""What a long-running program is to its supervisor, and how one is started, asked and ended."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from launch.commands import end_group, environment, guarded

_EVERY_ADDRESS = {"0.0.0.0": "127.0.0.1", "": "127.0.0.1", "::": "::1"}  # noqa: S104 # nosec B104


@dataclass(frozen=True)
class Service:
    """One program that is kept running.

    Attributes:
        name: Its short name, for its log and the list of processes.
        title: Its name in a sentence, such as 'The engine'.
        command: The program and its arguments.
        host: The address it listens on.
        port: The port it listens on.
        ready_path: Answers 2xx when it can do its work; waited for at the first start.
        health_path: Answers 2xx as long as it is not hung; asked all the time after that.
        environment: What to add to the environment.
        withheld: Which variables it does not get, whoever has set them.
        prepare: Puts right what it needs before every start; returns what there is to tell, or ''.
    """

    name: str
    title: str
    command: tuple[str, ...]
    host: str
    port: int
    ready_path: str
    health_path: str
    environment: Mapping[str, str] = field(default_factory=dict)
    withheld: frozenset[str] = frozenset()
    prepare: Callable[[], str] | None = None


def variables(service: Service) -> dict[str, str]:
    """Returns the environment of a program: the person's own, less settings that it never reads."""
    given = environment(service.environment)
    return {name: value for name, value in given.items() if name not in service.withheld}


async def start(service: Service, root: Path, log: Path) -> asyncio.subprocess.Process:
    """Starts the program in a group of its own, with its output at the end of its log."""
    log.parent.mkdir(parents=True, exist_ok=True)
    # An error in a log can quote what a resident wrote: it is nobody else's to read.
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        return await asyncio.create_subprocess_exec(
            *guarded(service.command),
            cwd=root,
            env=variables(service),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    finally:
        os.close(output)


async def at_keyboard(service: Service, root: Path) -> int:
    """Runs a program that talks with the person at the keyboard; returns its exit status.

    It stays in the launcher's own group, so that the terminal's Ctrl-C reaches both.
    """
    process = await asyncio.create_subprocess_exec(
        *guarded(service.command), cwd=root, env=variables(service)
    )
    try:
        return await process.wait()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def end(process: asyncio.subprocess.Process, grace_seconds: float) -> None:
    """Ends the program and all that it started: asked first, then killed.

    Args:
        process: The leader of the group.
        grace_seconds: How long it may take to end by itself; 0 kills at once.
    """
    try:
        if grace_seconds > 0 and process.returncode is None:
            end_group(process.pid, signal.SIGTERM)
            async with asyncio.timeout(grace_seconds):
                await process.wait()
    except TimeoutError:
        pass
    finally:
        end_group(process.pid, signal.SIGKILL)
        await process.wait()


async def answers(service: Service, path: str, seconds: float) -> bool:
    """Tells whether the program answers `GET path` with a 2xx status within that many seconds."""
    host = _EVERY_ADDRESS.get(service.host, service.host)
    try:
        async with asyncio.timeout(seconds):
            reader, writer = await asyncio.open_connection(host, service.port)
            try:
                shown = f"[{host}]" if ":" in host else host
                head = f"GET {path} HTTP/1.1\r\nHost: {shown}:{service.port}\r\n"
                writer.write(f"{head}Connection: close\r\n\r\n".encode("ascii"))
                await writer.drain()
                status = (await reader.readline()).split()
            finally:
                writer.close()
    except (OSError, TimeoutError, ValueError):
        return False
    return len(status) > 1 and status[1].startswith(b"2")
