"""The action server answers our engine and nobody else, and never tells by what it knows it."""

from __future__ import annotations

import logging
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import yaml

from actions.engine_only import HEADER, proof_of
from knowledge.errors import InvalidInput
from knowledge.settings import Settings

ROOT = Path(__file__).parents[2]
TOKEN = "invented-token-of-a-test"

# The kit's own server with our gate in front, without the directory that takes seconds to open.
PROGRAM = """
import sys
from rasa_sdk.endpoint import create_app
from rasa_sdk.executor import ActionExecutor
from actions.engine_only import let_in_only, proof_of
from knowledge.settings import Settings
app = create_app(ActionExecutor())
let_in_only(app, proof_of(Settings.from_environment()))
app.run("127.0.0.1", int(sys.argv[1]), single_process=True, motd=False)
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[httpx.Client, Path]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = tmp_path_factory.mktemp("actions") / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(port)], cwd=ROOT, stdout=output, stderr=output,
            env={**os.environ, "ACTIONS_TOKEN": TOKEN, "LOG_LEVEL": "DEBUG"},
        )  # fmt: skip
    client = httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=30)
    try:
        ends_at = time.monotonic() + 120
        while True:
            assert process.poll() is None, log.read_text("utf-8")
            assert time.monotonic() < ends_at, "the server did not start"
            try:
                client.get("/health")
                break
            except httpx.HTTPError:
                time.sleep(0.1)
        yield client, log
    finally:
        client.close()
        process.kill()
        process.wait()


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {HEADER: ""},
        {HEADER: TOKEN},
        {HEADER: f"engine:{TOKEN}x"},
        {HEADER: "engine:${ACTIONS_TOKEN}"},
        {HEADER: b"engine:\xff\xfe"},
        {"Authorization": f"Bearer {TOKEN}"},
        {"Origin": "https://evil.example"},
    ],
)
@pytest.mark.parametrize("path", ["/webhook", "/actions", "/health/", "/webhook?x=/health"])
def test_whoever_is_not_the_engine_is_refused(
    server: tuple[httpx.Client, Path], headers: dict[str, str | bytes], path: str
) -> None:
    client, _ = server
    method = "GET" if path == "/actions" else "POST"
    answer = client.request(method, path, headers=headers, json={"next_action": "action_answer"})  # type: ignore[arg-type]
    assert answer.status_code == 403
    assert TOKEN not in answer.text


def test_the_engine_is_let_in_and_health_is_open(server: tuple[httpx.Client, Path]) -> None:
    client, log = server
    headers = {HEADER: f"engine:{TOKEN}"}
    assert client.get("/actions", headers=headers).status_code == 200
    assert client.get("/health").json() == {"status": "ok"}
    assert TOKEN not in log.read_text("utf-8")


def test_the_engine_sends_what_is_asked_for() -> None:
    endpoint = yaml.safe_load((ROOT / "endpoints.yml").read_text("utf-8"))["action_endpoint"]
    assert endpoint["headers"] == {HEADER: "engine:${ACTIONS_TOKEN}"}
    settings = Settings.from_environment({"ACTIONS_TOKEN": "abc"})
    assert proof_of(settings) == endpoint["headers"][HEADER].replace("${ACTIONS_TOKEN}", "abc")


def test_without_a_token_only_this_machine_is_let_in(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        assert proof_of(Settings.from_environment({})) == ""
    assert "ACTIONS_TOKEN" in caplog.text
    with pytest.raises(InvalidInput, match="ACTIONS_TOKEN"):
        proof_of(Settings.from_environment({"ACTIONS_HOST": "0.0.0.0"}))
