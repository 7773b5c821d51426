"""schemathesis over the whole description of the interface: what it allows and what it does not.

Each answer must have a status and a shape that the description names, and none may be a fault.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import schemathesis
import uvicorn
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from bot.__main__ import Server
from bot.app import create_app
from bot.openapi import description
from knowledge import database as knowledge
from tests.bot.conftest import StandInEngine, settings_for

INPUTS = max(10, int(os.environ.get("FUZZ_INPUTS", "10")) // 10)
SCHEMA = schemathesis.openapi.from_dict(description())
# A stream never ends: its beginning has tests of its own.
OPERATIONS = {
    f"{found.method.upper()} {found.path}": found
    for result in SCHEMA.get_all_operations()
    if isinstance(result, Ok) and not (found := result.ok()).path.endswith("/events")
}
CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance,
    response_headers_conformance, response_schema_conformance,
]  # fmt: skip


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The application as it is served, on a port of the loopback."""
    settings = settings_for(tmp_path_factory.mktemp("schema"))
    knowledge.upgrade(settings.database_url)
    app = create_app(settings, engine_client=StandInEngine())
    server = Server(uvicorn.Config(app, port=0, log_config=None, timeout_graceful_shutdown=5))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(60)


def _cases() -> list[tuple[GenerationMode, str]]:
    """Each operation with what it allows, and each that takes anything with what it does not."""
    found = [(GenerationMode.POSITIVE, name) for name in OPERATIONS]
    takes = {name for name, one in OPERATIONS.items() if "{" in name or one.body or one.query}
    # The action server does not run here, and `readyz` says so: 503 is its right answer.
    return [
        (mode, name)
        for mode, name in [*found, *((GenerationMode.NEGATIVE, name) for name in sorted(takes))]
        if name != "GET /readyz"
    ]


@pytest.mark.parametrize(("mode", "name"), _cases(), ids=lambda part: getattr(part, "value", part))
def test_the_interface_answers_as_it_says(address: str, name: str, mode: GenerationMode) -> None:
    operation = OPERATIONS[name]
    opened = httpx.post(f"{address}/api/conversations").json()

    @settings(
        max_examples=INPUTS, derandomize=True, database=None, phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck), deadline=None,
    )  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=mode), is_real=st.booleans())
    def look(case: Any, is_real: bool) -> None:
        if is_real:
            for key in set(case.path_parameters or {}) & {"conversation_id"}:
                case.path_parameters[key] = opened["id"]
            case.headers["Authorization"] = f"Bearer {opened['token']}"
        case.call_and_validate(base_url=address, checks=CHECKS)

    look()
