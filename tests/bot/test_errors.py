"""One shape for every error: each kind of failure is made to happen and its answer looked at."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bot.errors import STATUSES, ErrorBoundary, problem_of
from knowledge import errors
from tests.bot.conftest import Bench, Opened


def assert_shape(answer: httpx.Response, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].startswith("application/json")
    body: dict[str, Any] = answer.json()
    assert set(body) == {"ok", "error", "errors", "status"}
    assert body["ok"] is False
    assert body["status"] == status
    assert body["error"].endswith((".", "?"))
    assert body["errors"]
    assert all(isinstance(fault, str) for fault in body["errors"])
    return body


@pytest.mark.parametrize("token", [None, "wrong", "", "é", "x" * 5000])
async def test_a_wrong_token_is_401(bench: Bench, token: str | None) -> None:
    talk = await bench.open()
    headers = [] if token is None else [(b"authorization", f"Bearer {token}".encode())]
    for method, path in (
        ("POST", "/messages"), ("GET", "/messages"), ("GET", "/events"), ("DELETE", ""),
    ):  # fmt: skip
        answer = await bench.client.request(method, talk.address + path, headers=headers)
        assert_shape(answer, 401)
        assert answer.headers["www-authenticate"] == "Bearer"
    assert len(await talk.read()) == 1


@pytest.mark.parametrize("scheme", ["Basic", "Token", "bearer"])
async def test_only_a_bearer_token_counts(bench: Bench, scheme: str) -> None:
    talk = await bench.open()
    headers = {"Authorization": f"{scheme} {talk.token}"}
    answer = await bench.client.get(f"{talk.address}/messages", headers=headers)
    assert answer.status_code == (200 if scheme == "bearer" else 401)


async def test_the_token_of_another_conversation_is_wrong(bench: Bench) -> None:
    one, other = await bench.open(), await bench.open()
    crossed = Opened(bench, one.id, other.token, [])
    assert_shape(await crossed.send(text="hello"), 401)


@pytest.mark.parametrize(
    "name", ["00000000-0000-4000-8000-000000000000", "x", "%00", "1' OR '1'='1", "é" * 300, ".."]
)
async def test_an_unknown_conversation_is_404(bench: Bench, name: str) -> None:
    headers = {"Authorization": "Bearer x"}
    assert_shape(
        await bench.client.get(f"/api/conversations/{name}/messages", headers=headers), 404
    )
    unknown = await bench.client.post(
        f"/api/conversations/{name}/messages", json={"text": "hello"}, headers=headers
    )
    assert_shape(unknown, 404)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/nothing", 404),
        ("GET", "/api/", 404),
        ("GET", "/api/conversations", 405),
        ("PUT", "/api/conversations", 405),
        ("PATCH", "/api/conversations/x/messages", 405),
        ("POST", "/api/openapi.json", 405),
        ("POST", "/api/conversations/x", 405),
    ],
)
async def test_wrong_addresses_and_methods(
    bench: Bench, method: str, path: str, status: int
) -> None:
    assert_shape(await bench.client.request(method, path), status)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"hello", 400),
        (b"\xff\xfe", 400),
        (b'{"text": "half', 400),
        (b"[" * 16000, 400),
        (b'["text"]', 422),
        (b'"text"', 422),
        (b"null", 422),
        (b"", 422),
        (b"{}", 422),
        (b'{"text": 5}', 422),
        (b'{"text": null}', 422),
        (b'{"text": ["a"]}', 422),
        (b'{"text": ""}', 422),
        (b'{"text": "  \\n\\t "}', 422),
        (b'{"text": "\\u200b\\u200d\\ufeff"}', 422),
        (b'{"text": "\\u0000\\u0007"}', 422),
        (b'{"text": "a", "choice": "b"}', 422),
        (b'{"choice": "nothing"}', 422),
        (b'{"choice": 1}', 422),
        (b'{"choice": "\\u0000\\ud800"}', 422),
    ],
)
async def test_bodies_that_cannot_be_taken(bench: Bench, body: bytes, status: int) -> None:
    talk = await bench.open()
    answer = await bench.client.post(f"{talk.address}/messages", content=body, headers=talk.headers)
    assert_shape(answer, status)
    assert len(await talk.read()) == 1
    assert bench.engine.asked == []


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("a" * 1000, 200),
        ("a" * 1001, 422),
        ("é" * 1000, 200),
        ("😀a" * 500, 200),
        ("a\r\n" * 500, 200),
        ("a\r\n" * 501, 422),
        ("  " + "a" * 1000 + "\n\n", 200),
    ],
)
async def test_the_limit_of_a_message(bench: Bench, text: str, status: int) -> None:
    talk = await bench.open()
    answer = await talk.send(text=text)
    assert answer.status_code == status
    if status == 422:
        assert "1,000" in assert_shape(answer, 422)["error"]


@pytest.mark.parametrize("size", [16385, 1_000_000, 9_000_000])
async def test_a_body_over_the_limit_is_413(bench: Bench, size: int) -> None:
    talk = await bench.open()
    body = json.dumps({"text": "a" * size})
    answer = await bench.client.post(f"{talk.address}/messages", content=body, headers=talk.headers)
    assert_shape(answer, 413)


async def test_a_body_over_the_limit_that_does_not_say_so_is_413(bench: Bench) -> None:
    async def pieces() -> Any:
        for _ in range(40):
            yield b"a" * 1000

    assert_shape(await bench.client.post("/api/conversations", content=pieces()), 413)


def test_every_error_of_ours_has_a_status() -> None:
    kinds = {
        kind
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, errors.SignpostError)
    }
    assert kinds - {errors.SignpostError} == set(STATUSES)


def test_too_many_says_when_to_come_back() -> None:
    problem = problem_of(errors.TooMany("Wait.", 7))
    assert (problem.status, problem.headers) == (429, {"Retry-After": "7"})


async def test_an_unexpected_error_tells_nothing_inside(caplog: pytest.LogCaptureFixture) -> None:
    typed = "".join(["sec", "ret"])

    async def broken(*_: Any) -> None:
        raise KeyError(typed)

    def page(_request: Request, _problem: object) -> Response:
        return Response("page")

    app = ErrorBoundary(broken, page)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://signpost.test") as client:
        body = assert_shape(await client.get("/api/x"), 500)
        assert (await client.get("/x")).text == "page"
    assert "secret" not in json.dumps(body)
    assert "KeyError" in caplog.text
    assert "secret" not in caplog.text


def test_an_http_exception_has_a_sentence() -> None:
    assert problem_of(HTTPException(418)).error == "That request cannot be answered."


async def test_a_broken_database_is_503(bench: Bench) -> None:
    talk = await bench.open()
    with bench.app.state.conversations.transactions._database.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE message RENAME TO message_away")
    assert_shape(await talk.send(text="hello"), 503)
    assert_shape(await bench.client.post("/api/conversations"), 503)
