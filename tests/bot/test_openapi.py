"""The description and docs/api.md are held to the routes, and real answers to the description."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator
from starlette.routing import Route

from bot.api.routes import ROUTES
from bot.openapi import description
from knowledge.replies import Choice, Reply
from tests.bot.conftest import CARD, Bench

GUIDE = Path(__file__).parents[2] / "docs" / "api.md"
METHODS = {"GET", "POST", "DELETE", "PUT", "PATCH"}


def _routes() -> set[tuple[str, str]]:
    return {
        (route.path, method)
        for route in ROUTES
        if isinstance(route, Route)
        for method in (route.methods or set()) & METHODS
    }


def _described() -> set[tuple[str, str]]:
    return {
        (path, method.upper())
        for path, item in description()["paths"].items()
        for method in item
        if method.upper() in METHODS
    }


def test_every_route_is_described_and_nothing_else() -> None:
    assert _described() == _routes()


def test_every_route_is_in_the_guide() -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    for path, method in _routes():
        assert f"`{method} {path.replace('{conversation_id}', '{id}')}`" in guide


def test_every_reference_leads_somewhere() -> None:
    whole = description()

    def look(part: Any) -> None:
        if isinstance(part, dict):
            if "$ref" in part:
                name = part["$ref"].removeprefix("#/components/schemas/")
                assert name in whole["components"]["schemas"]
            for value in part.values():
                look(value)
        elif isinstance(part, list):
            for value in part:
                look(value)

    look(whole)


def test_operations_have_names_of_their_own() -> None:
    names = [
        operation["operationId"]
        for item in description()["paths"].values()
        for method, operation in item.items()
        if method != "parameters"
    ]
    assert len(names) == len(set(names))


def check(answer: httpx.Response, method: str, path: str) -> None:
    """Fails unless the answer is one that the description allows."""
    whole = description()
    responses = whole["paths"][path][method]["responses"]
    assert str(answer.status_code) in responses
    content = responses[str(answer.status_code)].get("content")
    if content is None:
        assert answer.content == b""
        return
    (kind,) = content
    assert answer.headers["content-type"].startswith(kind)
    schema = content[kind]["schema"] | {"components": whole["components"]}
    Draft202012Validator(schema).validate(answer.json())


@pytest.mark.parametrize("body", [{}, {"text": 1}, {"text": "a"}, {"text": "a" * 2000}, []])
async def test_answers_to_messages_are_as_described(bench: Bench, body: Any) -> None:
    bench.engine.replies = [Reply("A fund.", [CARD], [Choice("More", "/more")])]
    one = "/api/conversations/{conversation_id}"
    talk = await bench.open()
    sent = await bench.client.post(f"{talk.address}/messages", json=body, headers=talk.headers)
    check(sent, "post", f"{one}/messages")
    unknown = await bench.client.post("/api/conversations/x/messages", json=body)
    check(unknown, "post", f"{one}/messages")


async def test_all_other_answers_are_as_described(bench: Bench) -> None:
    one = "/api/conversations/{conversation_id}"
    opened = await bench.client.post("/api/conversations", json={})
    check(opened, "post", "/api/conversations")
    check(await bench.client.post("/api/conversations", json=[]), "post", "/api/conversations")
    talk = await bench.open()
    read = f"{talk.address}/messages"
    check(await bench.client.get(read, headers=talk.headers), "get", f"{one}/messages")
    check(await bench.client.get(read), "get", f"{one}/messages")
    check(await bench.client.get(f"{talk.address}/events"), "get", f"{one}/events")
    check(await bench.client.delete(talk.address), "delete", one)
    check(await bench.client.delete(talk.address, headers=talk.headers), "delete", one)
    for path in ("/healthz", "/readyz", "/api/openapi.json"):
        check(await bench.client.get(path), "get", path)
