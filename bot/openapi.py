"""The description of the public interface, OpenAPI 3.1, made from the models of the bodies.

A test holds it to the routes and to real answers.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic.json_schema import models_json_schema

from bot.api.keeping import HasHelped, PageAddress, Shortlist
from bot.api.schemas import (
    Error,
    Health,
    Messages,
    NewConversation,
    OpenedConversation,
    ReadyParts,
    Said,
)
from bot.conversations.views import ConversationStatus

_ERRORS = {
    400: "The body is not JSON.",
    401: "The token is missing or wrong.",
    403: "Another website asked.",
    404: "There is no such conversation.",
    405: "The address cannot be used in that way.",
    408: "The body took too long to arrive.",
    413: "The body is too large.",
    422: "The body cannot be taken; the sentence says why.",
    429: "Too many; Retry-After says how many seconds to wait.",
    500: "Our fault.",
    503: "A part that is needed is down.",
}


def _schema(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _json(description: str, schema: str) -> dict[str, Any]:
    return {
        "description": description,
        "content": {"application/json": {"schema": _schema(schema)}},
    }


def _errors(*statuses: int) -> dict[str, Any]:
    found = {}
    for status in sorted((*statuses, 429, 500, 503)):
        found[str(status)] = _json(_ERRORS[status], "Error")
        if status == 429:
            found["429"]["headers"] = {
                "Retry-After": {"description": "Seconds.", "schema": {"type": "integer"}}
            }
    return found


def _body(schema: str, required: bool) -> dict[str, Any]:
    return {"required": required, "content": {"application/json": {"schema": _schema(schema)}}}


_ID = {
    "name": "conversation_id",
    "in": "path",
    "required": True,
    "description": "The id of the conversation.",
    "schema": {"type": "string"},
}
_AFTER = {
    "name": "after",
    "in": "query",
    "required": False,
    "description": "The id of the last message that you have; only later ones come.",
    "schema": {"type": "string", "pattern": "^[0-9]{1,18}$"},
}
_LAST_EVENT_ID = {
    "name": "Last-Event-ID",
    "in": "header",
    "required": False,
    "description": "The id of the last message that you have; goes before `after`.",
    "schema": {"type": "string"},
}
_SECURITY: list[dict[str, list[str]]] = [{"token": []}]


def _open() -> dict[str, Any]:
    return {
        "operationId": "openConversation",
        "summary": "Open a conversation; the answer holds the greeting and the token.",
        "requestBody": _body("NewConversation", required=False),
        "responses": {
            "201": _json("The conversation is open.", "OpenedConversation"),
            **_errors(400, 403, 408, 413, 422),
        },
    }


def _messages() -> dict[str, Any]:
    return {
        "parameters": [_ID],
        "post": {
            "operationId": "sendMessage",
            "summary": "Send a text or a choice; answers with all messages from it on.",
            "security": _SECURITY,
            "requestBody": _body("Said", required=True),
            "responses": {
                "200": _json("The message itself and everything after it.", "Messages"),
                **_errors(400, 401, 403, 404, 408, 413, 422),
            },
        },
        "get": {
            "operationId": "listMessages",
            "summary": "Read the messages, oldest first, at most 500.",
            "security": _SECURITY,
            "parameters": [_AFTER],
            "responses": {"200": _json("The messages.", "Messages"), **_errors(401, 404, 422)},
        },
    }


def _events() -> dict[str, Any]:
    stream = {
        "description": "Events named `message`, each with the id of the message as its id and the "
        "message as JSON (schema MessageView) as its data; events named `status` (schema "
        "ConversationStatus) at the beginning and after each change; comments keep the connection "
        "open; the stream ends when the conversation is deleted.",
        "content": {"text/event-stream": {"schema": {"type": "string"}}},
    }
    return {
        "parameters": [_ID],
        "get": {
            "operationId": "followMessages",
            "summary": "Follow the messages as server-sent events.",
            "security": _SECURITY,
            "parameters": [_AFTER, _LAST_EVENT_ID],
            "responses": {"200": stream, **_errors(401, 404)},
        },
    }


def _beside() -> dict[str, Any]:
    """What there is about a conversation beside its messages."""
    one = "/api/conversations/{conversation_id}"
    text = {
        "description": "The whole chat, to be saved as a file.",
        "content": {"text/plain": {"schema": {"type": "string"}}},
    }
    said = {"description": "It is noted."}
    status = _json("Where it stands.", "ConversationStatus")
    parts = {
        "status": ("get", "readStatus", "Whether a person is wanted or there.", {"200": status}),
        "typing": ("post", "showTyping", "Say that the resident is typing.", {"204": said}),
        "transcript": ("get", "readTranscript", "Read the whole chat as text.", {"200": text}),
    }
    found = {}
    for name, (method, operation, summary, answers) in parts.items():
        errors = _errors(401, 403, 404) if method == "post" else _errors(401, 404)
        described = {
            "operationId": operation,
            "summary": summary,
            "security": _SECURITY,
            "responses": {**answers, **errors},
        }
        found[f"{one}/{name}"] = {"parameters": [_ID], method: described}
    return found


def _one() -> dict[str, Any]:
    return {
        "parameters": [_ID],
        "delete": {
            "operationId": "deleteConversation",
            "summary": "Delete the conversation, here and in the engine.",
            "security": _SECURITY,
            "responses": {"204": {"description": "It is gone."}, **_errors(401, 403, 404)},
        },
    }


_MESSAGE_ID = _ID | {"name": "message_id", "description": "The id of the answer."}
_REFS = {
    "name": "r",
    "in": "query",
    "required": True,
    "description": "The `ref` of a card; once for each entry, at most 20.",
    "schema": {"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": 20},
}


def _helped() -> dict[str, Any]:
    return {
        "parameters": [_ID, _MESSAGE_ID],
        "post": {
            "operationId": "sayHelped",
            "summary": "Say whether an answer helped; a second time replaces the first.",
            "security": _SECURITY,
            "requestBody": _body("HasHelped", required=True),
            "responses": {
                "204": {"description": "It is noted."},
                **_errors(400, 401, 403, 404, 408, 413, 422),
            },
        },
    }


def _page() -> dict[str, Any]:
    return {
        "parameters": [_ID],
        "post": {
            "operationId": "makePage",
            "summary": "Get the address that opens the conversation as a page, once.",
            "security": _SECURITY,
            "responses": {
                "201": _json("The address.", "PageAddress"),
                **_errors(400, 401, 403, 404, 408, 413, 422),
            },
        },
    }


def _list() -> dict[str, Any]:
    return {
        "get": {
            "operationId": "makeList",
            "summary": "A list of records to keep: its address, and that as a QR code.",
            "parameters": [_REFS],
            "responses": {"200": _json("The list.", "Shortlist"), **_errors(404, 422)},
        }
    }


def _get(operation: str, summary: str, responses: dict[str, Any]) -> dict[str, Any]:
    return {"get": {"operationId": operation, "summary": summary, "responses": responses}}


def _paths() -> dict[str, Any]:
    itself = {"description": "OpenAPI 3.1.", "content": {"application/json": {"schema": {}}}}
    return {
        "/api/conversations": {"post": _open()},
        "/api/conversations/{conversation_id}/messages": _messages(),
        "/api/conversations/{conversation_id}/events": _events(),
        "/api/conversations/{conversation_id}": _one(),
        **_beside(),
        "/api/conversations/{conversation_id}/messages/{message_id}/helped": _helped(),
        "/api/conversations/{conversation_id}/page": _page(),
        "/api/list": _list(),
        "/api/openapi.json": _get("describe", "This description.", {"200": itself, **_errors()}),
        "/healthz": _get("isAlive", "Whether the process lives.", {"200": _json("Yes.", "Health")}),
        "/readyz": _get(
            "isReady",
            "Whether everything that is needed answers.",
            {
                "200": _json("Everything answers.", "ReadyParts"),
                "503": _json("A part does not answer.", "ReadyParts"),
            },
        ),
    }


@cache
def description() -> dict[str, Any]:
    """Returns the whole description."""
    inputs = [(model, "validation") for model in (NewConversation, Said, HasHelped)]
    outputs = [
        (model, "serialization")
        for model in (
            *(Messages, OpenedConversation, ConversationStatus),
            *(Error, Health, ReadyParts),
            *(PageAddress, Shortlist),
        )
    ]
    _, schemas = models_json_schema(
        [*inputs, *outputs],  # type: ignore[list-item]
        ref_template="#/components/schemas/{model}",
    )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Signpost",
            "version": "1",
            "description": "Every error has the one shape of the schema Error. Rate limited. "
            "Same origin by default for browsers.",
        },
        "paths": _paths(),
        "components": {
            "schemas": schemas["$defs"],
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }
