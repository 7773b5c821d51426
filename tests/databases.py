"""Databases for tests: an SQLite file, and PostgreSQL and Redis of the test run's own.

The cluster lives in a temporary folder on a free port of the loopback, is started by the first test
that needs it and is thrown away at the end. Its programs refuse to run as root, so root hands them
to another user.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from knowledge.database import Database

_USERS = ("postgres", "nobody")


def _programs() -> Path | None:
    """The folder of PostgreSQL's programs, the newest of several, or None."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: path.parent.name)
    on_path = shutil.which("initdb")
    if on_path:
        folders.append(Path(on_path).resolve().parent)
    found = [path for path in folders if (path / "initdb").exists() and (path / "pg_ctl").exists()]
    return found[-1] if found else None


class Cluster:
    """A running PostgreSQL."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self._programs = programs
        self._folder = folder
        self._model: str | None = None
        self._user = self._hand_over() if os.geteuid() == 0 else None
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port: int = free.getsockname()[1]
        self._run("initdb", "-D", str(self._data), "-A", "trust", "-U", "signpost", "-E", "UTF8",
                  "--locale=C", "--no-sync")  # fmt: skip
        self.start()

    @property
    def _data(self) -> Path:
        return self._folder / "data"

    def _hand_over(self) -> str:
        names = {entry.pw_name for entry in pwd.getpwall()}
        user = next(name for name in _USERS if name in names)
        shutil.chown(self._folder, user)
        return user

    def _run(self, program: str, *arguments: str) -> None:
        # A pipe would be held open by the server that pg_ctl leaves behind.
        with (self._folder / f"{program}.out").open("wb") as out:
            done = subprocess.run(
                [str(self._programs / program), *arguments],
                stdout=out, stderr=out, check=False, cwd=self._folder, user=self._user, timeout=60,
            )  # fmt: skip
        if done.returncode:
            raise RuntimeError((self._folder / f"{program}.out").read_text("utf-8"))

    def new_database(self, like: str = "template1") -> str:
        """Makes a database, a copy of another one, and returns its SQLAlchemy address."""
        name = f"test_{uuid.uuid4().hex[:12]}"
        where = f"host=127.0.0.1 port={self._port} user=signpost dbname=postgres"
        statement = f'CREATE DATABASE "{name}" TEMPLATE "{like}"'
        # The engine's tests read this file too, and have the older driver.
        if importlib.util.find_spec("psycopg"):
            import psycopg

            with psycopg.connect(where, autocommit=True) as connection:
                connection.execute(statement.encode())
        else:
            import psycopg2

            older = psycopg2.connect(where)
            older.autocommit = True
            older.cursor().execute(statement)
            older.close()
        return f"postgresql+psycopg://signpost@127.0.0.1:{self._port}/{name}"

    def new_directory(self) -> str:
        """Makes a database with the tables of the knowledge room and nothing in them."""
        from knowledge.database import upgrade

        if self._model is None:
            address = self.new_database()
            upgrade(address)
            self._model = address.rsplit("/", 1)[1]
        return self.new_database(self._model)

    def start(self) -> None:
        """Starts the server, and waits until it takes connections."""
        options = f"-p {self._port} -k {self._folder} -h 127.0.0.1 -F -c max_connections=400"
        self._run("pg_ctl", "-D", str(self._data), "-o", options, "-w", "-l",
                  str(self._folder / "log"), "start")  # fmt: skip

    def kill(self) -> None:
        """Ends the server and all its processes as a crash would; `start` brings it back."""
        import psutil

        first = (self._data / "postmaster.pid").read_text("ascii").split()[0]
        server = psutil.Process(int(first))
        family = [server, *server.children(recursive=True)]
        for process in family:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(family, timeout=30)

    def stop(self) -> None:
        """Ends the server."""
        self._run("pg_ctl", "-D", str(self._data), "-m", "immediate", "stop")


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Cluster]:
    """A cluster of this run's own; skips, loudly, where PostgreSQL is not installed."""
    programs = _programs()
    if programs is None:
        words = "PostgreSQL's programs are not on this machine: nothing was tested on PostgreSQL"
        if os.environ.get("CI") == "true":
            pytest.fail(words)
        pytest.skip(words)
    folder = Path(tempfile.mkdtemp(prefix="signpost-postgresql-", dir="/tmp"))
    try:
        cluster = Cluster(programs, folder)
        yield cluster
        cluster.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def any_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database: the test runs once on each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'signpost.db'}"
    cluster: Cluster = request.getfixturevalue("postgresql")
    return cluster.new_database()


@pytest.fixture(scope="session")
def sqlite_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with the tables of the knowledge room and nothing in them, to be copied."""
    from knowledge.database import upgrade

    path = tmp_path_factory.mktemp("directory") / "signpost.db"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def directory_url(request: pytest.FixtureRequest, tmp_path: Path, sqlite_directory: Path) -> str:
    """The address of a database with the tables of the knowledge room, empty, on each kind."""
    if request.param == "sqlite":
        shutil.copy(sqlite_directory, tmp_path / "signpost.db")
        return f"sqlite:///{tmp_path / 'signpost.db'}"
    cluster: Cluster = request.getfixturevalue("postgresql")
    return cluster.new_directory()


@pytest.fixture
def directory_database(directory_url: str) -> Iterator[Database]:
    """The same, opened."""
    from knowledge.database import create_database

    database = create_database(directory_url)
    yield database
    database.close()


class RedisServer:
    """A Redis of the test run's own on a free port of the loopback; it keeps nothing on disk."""

    def __init__(self, program: str) -> None:
        self._program = program
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port: int = free.getsockname()[1]
        self.url = f"redis://127.0.0.1:{self._port}/0"
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    def start(self) -> None:
        """Starts it, and waits until it takes connections."""
        self._process = subprocess.Popen(
            [self._program, "--port", str(self._port), "--bind", "127.0.0.1", "--save", "",
             "--appendonly", "no"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        ends_at = time.monotonic() + 30
        while True:
            try:
                socket.create_connection(("127.0.0.1", self._port), 1).close()
                return
            except OSError:
                if self._process.poll() is not None or time.monotonic() > ends_at:
                    raise RuntimeError("redis-server did not start") from None
                time.sleep(0.05)

    def stop(self) -> None:
        """Kills it."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()


def program(name: str, package: str) -> str:
    """Returns where a server's program is; skips, loudly, where it is not installed."""
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin")
    if found is None:
        words = f"{name} is not on this machine (apt-get install {package}): not tested with it"
        if os.environ.get("CI") == "true":
            pytest.fail(words)
        pytest.skip(words)
    return found


@pytest.fixture(scope="session")
def redis_server() -> Iterator[RedisServer]:
    """A running Redis, the same for all tests; one that stops it starts it again."""
    server = RedisServer(program("redis-server", "redis-server"))
    yield server
    server.stop()
