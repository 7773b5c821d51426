"""Two applications and two engines with PostgreSQL, Redis and nginx, all on the loopback."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import string
import subprocess
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import httpx

from launch import rooms
from launch.layout import Layout
from launch.ports import free_ports
from launch.services import Service, variables
from tests.databases import Cluster, RedisServer, program
from tests.evaluation.options import ROOT
from tests.evaluation.own_signpost import _NO_LIMITS

LAYOUT = Layout.of(ROOT)
READY_SECONDS = 300
TEMPLATE = ROOT / "deploy" / "nginx" / "signpost.conf.template"


@dataclass
class Fleet:
    """The running processes, by name: app-1, app-2, engine-1, engine-2, actions, nginx.

    Attributes:
        address: Where nginx listens for people.
        apps: The applications' own addresses.
        database_url: Where everything is kept.
    """

    folder: Path
    address: str
    apps: list[str]
    database_url: str
    redis: RedisServer
    services: dict[str, Service]
    environment: dict[str, str]
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str) -> None:
        """Starts one, or starts it again."""
        service = self.services[name]
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                service.command,
                cwd=ROOT,
                env=self._environment(service),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )  # fmt: skip

    def _environment(self, service: Service) -> dict[str, str]:
        """What the launcher would give it: each process gets what it reads, as on real machines."""
        own = {**service.environment, **self.environment, **_own(service.environment)}
        return variables(replace(service, environment=own))

    def kill(self, name: str) -> None:
        """Ends one at once, without a word."""
        process = self.running.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    async def ready(self, *names: str) -> None:
        """Waits until these do their work."""
        ends_at = time.monotonic() + READY_SECONDS
        async with httpx.AsyncClient(timeout=5, trust_env=False) as client:
            for name in names:
                service = self.services[name]
                address = f"http://127.0.0.1:{service.port}{service.ready_path}"
                while not await _answers(client, address):
                    assert self.running[name].poll() is None, self.log(name)
                    assert time.monotonic() < ends_at, f"{name} was not ready: {self.log(name)}"
                    await asyncio.sleep(0.3)

    def log(self, name: str) -> str:
        """Returns the end of what one wrote."""
        return (self.folder / f"{name}.log").read_text("utf-8", "replace")[-3000:]

    def stop(self) -> None:
        """Ends all."""
        for name in list(self.running):
            self.kill(name)


def _own(environment: object) -> dict[str, str]:
    """What is each process's own and not the fleet's."""
    assert isinstance(environment, dict)
    return {name: environment[name] for name in ("HOST", "PORT") if name in environment}


async def _answers(client: httpx.AsyncClient, address: str) -> bool:
    try:
        return (await client.get(address)).status_code == 200
    except httpx.HTTPError:
        return False


@contextmanager
def fleet(folder: Path, cluster: Cluster, redis: RedisServer, database_url: str) -> Iterator[Fleet]:
    """Gives a fleet with engines and proxy started; what needs the content is started after it."""
    ports = free_ports(8)
    front, inner_engine, inner_actions, app_1, app_2, engine_1, engine_2, actions = ports
    addresses = {
        "ACTIONS_TOKEN": uuid.uuid4().hex,
        "ENGINE_URL": f"http://127.0.0.1:{inner_engine}",
        "ACTIONS_PORT": str(actions),
        "ACTION_ENDPOINT_URL": f"http://127.0.0.1:{inner_actions}/webhook",
        "TRACKER_DATABASE_URL": cluster.new_database(),
    }
    shared = {
        **_NO_LIMITS, **addresses, "DATABASE_URL": database_url, "REDIS_URL": redis.url,
        "PYTHONUNBUFFERED": "1",
    }  # fmt: skip
    services = {
        "engine-1": rooms.engine(LAYOUT, engine_1, addresses),
        "engine-2": rooms.engine(LAYOUT, engine_2, addresses),
        "actions": rooms.actions(LAYOUT, actions, addresses),
        "app-1": rooms.application(LAYOUT, "127.0.0.1", app_1, addresses),
        "app-2": rooms.application(LAYOUT, "127.0.0.1", app_2, addresses),
        "nginx": _nginx(folder, {
            "SIGNPOST_APPLICATIONS": _servers(app_1, app_2),
            "SIGNPOST_ENGINES": _servers(engine_1, engine_2),
            "SIGNPOST_ACTIONS": _servers(actions),
            "SIGNPOST_LISTEN": f"127.0.0.1:{front}",
            "SIGNPOST_ENGINE_LISTEN": f"127.0.0.1:{inner_engine}",
            "SIGNPOST_ACTIONS_LISTEN": f"127.0.0.1:{inner_actions}",
        }, front),
    }  # fmt: skip
    if services["engine-1"].prepare is not None:
        services["engine-1"].prepare()
    apps = [f"http://127.0.0.1:{port}" for port in (app_1, app_2)]
    made = Fleet(folder, f"http://127.0.0.1:{front}", apps, database_url, redis, services, shared)
    try:
        for name in ("engine-1", "engine-2", "nginx"):
            made.start(name)
        yield made
    finally:
        made.stop()


def _servers(*ports: int) -> str:
    return " ".join(f"server 127.0.0.1:{port} max_fails=1 fail_timeout=2s;" for port in ports)


def _nginx(folder: Path, values: dict[str, str], port: int) -> Service:
    """Nginx with the very template that is deployed."""
    filled = string.Template(TEMPLATE.read_text("utf-8")).safe_substitute(values)
    temporary = "\n".join(
        f"{kind}_temp_path {folder}/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(
        f"{user}\ndaemon off;\npid {folder}/nginx.pid;\nerror_log stderr;\nworker_processes 1;\n"
        "events { worker_connections 1024; }\n"
        f"http {{\naccess_log off;\n{temporary}\n{filled}\n}}\n",
        "utf-8",
    )
    where = program("nginx", "nginx-light")
    return Service(
        name="nginx",
        title="The proxy",
        command=(where, "-e", "stderr", "-c", str(folder / "nginx.conf")),
        host="127.0.0.1",
        port=port,
        ready_path="/healthz",
        health_path="/healthz",
    )


def empty(folder: Path) -> Path:
    """Returns a folder, emptied."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
