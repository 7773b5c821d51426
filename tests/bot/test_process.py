"""The application as a process of its own: it starts, serves, ends its streams and stops."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from bot.__main__ import main

ROOT = Path(__file__).parents[2]


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _environment(folder: Path, **changes: str) -> dict[str, str]:
    return os.environ | {
        "PYTHONPATH": str(ROOT),
        "DATABASE_URL": f"sqlite:///{folder / 'signpost.db'}",
        "TRACKER_DATABASE_URL": f"sqlite:///{folder / 'tracker.db'}",
        "SITE_FILE": str(ROOT / "site.yml"),
        "ENGINE_URL": "http://127.0.0.1:9",
        "ACTIONS_PORT": "9",
        "ENCODER_FOLDER": "no-encoder",
        **changes,
    }


@contextmanager
def _serving(folder: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    log = (folder / "log").open("wb")
    process = subprocess.Popen(
        [sys.executable, "-m", "bot"],
        cwd=folder,
        env=_environment(folder, PORT=str(port)),
        stdout=log,
        stderr=log,
    )
    try:
        for _ in range(1200):
            try:
                httpx.get(f"http://127.0.0.1:{port}/healthz", trust_env=False)
                break
            except httpx.HTTPError:
                time.sleep(0.05)
        yield process
    finally:
        process.kill()
        process.wait()
        log.close()


def test_it_serves_apologises_and_stops_with_a_stream_open(tmp_path: Path) -> None:
    port = _free_port()
    with (
        _serving(tmp_path, port) as process,
        httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client,
    ):
        talk = client.post("/api/conversations", json={}).json()
        headers = {"Authorization": f"Bearer {talk['token']}"}
        address = f"/api/conversations/{talk['id']}"
        sent = client.post(f"{address}/messages", json={"text": "a secret word"}, headers=headers)
        assert "could not look that up" in sent.text
        assert client.get("/readyz").status_code == 503
        big = client.post(f"{address}/messages", content=b"x" * 1_000_000, headers=headers)
        assert big.status_code == 413
        with client.stream("GET", f"{address}/events", headers=headers) as stream:
            lines = stream.iter_lines()
            assert next(lines) == "retry: 3000"
            process.send_signal(signal.SIGTERM)
            assert "could not look that up" in "\n".join(lines)
        assert process.wait(5) in {0, -signal.SIGTERM}
    log = (tmp_path / "log").read_text()
    assert "Traceback" not in log
    for secret in ("a secret word", talk["token"], talk["id"]):
        assert secret not in log


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"PORT": "http"}, "PORT"),
        ({"SITE_FILE": "nothing.yml"}, "nothing.yml"),
        ({"DATABASE_URL": "nonsense"}, "database address"),
        ({"DATABASE_URL": "sqlite:////proc/nothing/signpost.db"}, "database address"),
        ({"DATABASE_URL": f"sqlite:///{__file__}"}, "DATABASE_URL"),
        ({"TRACKER_DATABASE_URL": "nonsense"}, "TRACKER_DATABASE_URL"),
    ],
)
def test_a_wrong_setting_is_one_sentence(
    tmp_path: Path,
    changes: dict[str, str],
    sentence: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name, value in _environment(tmp_path, **changes).items():
        monkeypatch.setenv(name, value)
    assert main() == 1
    said = capsys.readouterr().err
    assert sentence in said
    assert len(said.strip().splitlines()) == 1
