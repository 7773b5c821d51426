"""A launcher for the tests only: the real words, signals and supervisor, small programs.

`start_something.py supervise FOLDER PORT...` keeps one fake server a port running;
`start_something.py step FOLDER` runs a step that takes ten minutes and has a child.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from launch.command_line import in_plain_words
from launch.commands import run_logged
from launch.keeper import Timing
from launch.layout import Layout
from launch.progress import Progress
from launch.services import Service
from launch.supervisor import Supervisor

FAKE = str(Path(__file__).with_name("fake_server.py"))
TIMING = Timing(start=10, poll=0.05, watch=0.1, answer=1.0, hung=1.0, backoff=0.1, grace=2.0)


def supervise(layout: Layout, ports: list[str]) -> int:
    services = [
        Service(
            name=f"server-{number}",
            title=f"Server {number}",
            command=(sys.executable, FAKE, port, str(layout.root), "child"),
            host="127.0.0.1",
            port=int(port),
            ready_path="/ready",
            health_path="/health",
        )
        for number, port in enumerate(ports)
    ]
    supervisor = Supervisor([services], layout, Progress().say, TIMING)
    asyncio.run(supervisor.run("all ready"))
    return 0


def step(layout: Layout) -> int:
    program = "import os, subprocess, time; c = subprocess.Popen(['sleep', '600']); "
    program += "open('pids', 'w').write(f'{os.getpid()}\\n{c.pid}\\n'); time.sleep(600)"
    run_logged(
        [sys.executable, "-c", program],
        title="Sleeping",
        log=layout.logs / "sleeping.log",
        root=layout.root,
        progress=Progress(),
    )
    return 0


def main() -> int:
    layout = Layout.of(Path(sys.argv[2]))
    if sys.argv[1] == "supervise":
        return in_plain_words(lambda: supervise(layout, sys.argv[3:]), layout)
    return in_plain_words(lambda: step(layout), layout)


sys.exit(main())
