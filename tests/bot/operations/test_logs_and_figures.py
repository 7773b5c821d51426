"""A whole conversation leaves nothing of a person in the logs or in the figures."""

from __future__ import annotations

import io
import json
import logging
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
from prometheus_client import generate_latest
from sqlalchemy import text

from bot import metrics
from bot.metrics import REGISTRY, area_of
from knowledge.logs import formatter
from tests.bot.conftest import Bench
from tests.bot.test_process import _environment, _free_port

# Invented people; the numbers are those that Ofcom keeps for drama.
SAID = (
    "my name is Invented Person and i live at 12 Nowhere Lane LE67 3ZZ",
    "ring me on 07700 900123 or 0116 496 0999",
    "write to invented.person@example.org about my grant",
    "i want to kill myself",
)
SECRET = (
    "Invented Person", "Nowhere Lane", "LE67 3ZZ", "07700", "900123", "0116 496", "invented.person",
    "my grant", "kill myself", "192.0.2.1", "a question of a search",
)  # fmt: skip


async def _talk(bench: Bench) -> list[str]:
    talk = await bench.open()
    for words in SAID:
        await talk.send(text=words)
    bench.engine.fails = True
    await talk.send(text=SAID[0])
    await talk.send(text="x" * 5000 + SAID[1])
    await bench.client.get("/services", params={"q": "a question of a search"})
    await bench.client.get(f"/chat/{SAID[2]}")
    await bench.client.delete(talk.address, headers=talk.headers)
    return [talk.id, talk.token]


@pytest.mark.parametrize("form", ["text", "json"])
async def test_nothing_of_a_conversation_is_logged(bench: Bench, form: str) -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter(form))
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    try:
        ids = await _talk(bench)
    finally:
        root.removeHandler(handler)
        root.setLevel(before)
    logged = stream.getvalue()
    # Of this test's own client, which is not in the application.
    ours = [line for line in logged.splitlines() if "HTTP Request:" not in line]
    assert len(ours) > 6
    for secret in (*SECRET, *ids):
        assert secret not in "\n".join(ours)
    if form == "json":
        for line in ours:
            assert {"at", "level", "logger", "message"} <= json.loads(line).keys()


async def test_a_database_error_is_logged_without_what_was_typed(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    talk = await bench.open()
    with bench.app.state.database.engine.begin() as connection:
        connection.execute(text("ALTER TABLE message RENAME TO message_away"))
    caplog.clear()
    assert (await talk.send(text=SAID[0])).status_code == 503
    ours = [record for record in caplog.records if not record.name.startswith("httpx")]
    shown = "\n".join(logging.Formatter().format(record) for record in ours)
    assert "The database failed" in shown
    for secret in (*SECRET, talk.id):
        assert secret not in shown


def _count(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


async def test_figures_count_and_name_nobody(bench: Bench) -> None:
    asked = {"area": "/api", "method": "POST", "status": "200"}
    before = _count("signpost_requests_total", **asked)
    failed = _count("signpost_engine_seconds_count", outcome="failed")
    ids = await _talk(bench)
    await bench.client.get("/readyz")
    assert _count("signpost_requests_total", **asked) >= before + 4
    assert _count("signpost_engine_seconds_count", outcome="failed") == failed + 1
    assert _count("signpost_part_up", part="database") == 1
    assert _count("signpost_part_up", part="actions") == 0
    assert _count("signpost_channel_off", channel="web") == 0
    shown = generate_latest(REGISTRY).decode()
    for secret in (*SECRET, *ids):
        assert secret not in shown


def test_whoever_asks_for_what_there_are_few_areas() -> None:
    assert area_of("/") == "/"
    assert area_of("/services/some-service") == "/services"
    assert area_of("/api/conversations/x/messages") == "/api"
    assert {area_of(f"/{number}/x") for number in range(100)} == {"(other)"}
    metrics.count_request("BREW", "/nothing", 404, 0.1)
    assert _count("signpost_requests_total", area="(other)", method="(other)", status="404") >= 1


@contextmanager
def _application(folder: Path, **changes: str) -> Iterator[tuple[httpx.Client, Path]]:
    port = _free_port()
    log = folder / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot"],
            cwd=folder,
            env=_environment(folder, PORT=str(port), **changes),
            stdout=output,
            stderr=output,
        )
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
            ends_at = time.monotonic() + 60
            while True:
                try:
                    client.get("/healthz")
                    break
                except httpx.HTTPError:
                    assert time.monotonic() < ends_at
                    time.sleep(0.05)
            yield client, log
            process.send_signal(signal.SIGTERM)
            process.wait(60)
    finally:
        process.kill()
        process.wait()


def test_the_figures_are_on_their_own_port_and_every_line_of_the_log_is_json(
    tmp_path: Path,
) -> None:
    port = str(_free_port())
    with _application(tmp_path, METRICS_PORT=port, LOG_FORMAT="json") as (client, log):
        assert client.get("/metrics").status_code == 404
        talk = client.post("/api/conversations", json={}).json()
        headers = {"Authorization": f"Bearer {talk['token']}"}
        path = f"/api/conversations/{talk['id']}/messages"
        client.post(path, json={"text": SAID[0]}, headers=headers)
        figures = httpx.get(f"http://127.0.0.1:{port}/metrics", trust_env=False).text
        assert 'signpost_requests_total{area="/api",method="POST",status="201"} 1.0' in figures
    lines = log.read_text().splitlines()
    assert lines
    for line in lines:
        assert json.loads(line)["level"] in {"INFO", "WARNING", "ERROR"}
    for secret in (*SECRET[:-2], talk["id"], talk["token"]):
        assert secret not in log.read_text()


def test_a_port_that_is_taken_is_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = subprocess.run(
            [sys.executable, "-m", "bot"],
            cwd=tmp_path,
            env=_environment(tmp_path, METRICS_PORT=str(taken.getsockname()[1])),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    assert done.returncode == 1
    assert "METRICS_PORT" in done.stderr
    assert "Traceback" not in done.stderr
