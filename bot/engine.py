"""The engine as the application sees it: one question over Rasa's REST channel, replies back.

The channel answers `[]` for nearly everything that can go wrong inside, so an empty answer, a
refused connection, a timeout, an error and nonsense all become `Unavailable`. What comes back is
checked here: nothing that is not a reply goes further.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from contextlib import suppress
from typing import Annotated, Any, Protocol, TypeVar

import httpx
from pydantic import BaseModel, BeforeValidator, Field, ValidationError

from bot.conversations.reception import OWN_PAYLOAD
from bot.conversations.text import clean
from bot.conversations.words import TALK_TO_PERSON
from knowledge.errors import Unavailable
from knowledge.replies import SURENESS, Card, Choice, Reply
from knowledge.web_addresses import safe_link

_MOST_BYTES = 1_000_000
_MOST_REPLIES = 10
_MOST_CARDS = 12
_MOST_CHOICES = 12
_LANGUAGE = re.compile(r"^[a-z]{2,3}$")
_REF = re.compile(r"^[a-z0-9][a-z0-9-]{0,79}$", re.ASCII)
_ALIVE_SECONDS = 2.0
_BESIDE = {"handoff", "subject", "place", "language", "sureness"}


class Engine(Protocol):
    """What turns need of an engine."""

    async def ask(self, sender: str, message: str, timeout_seconds: float) -> list[Reply]:
        """Returns at least one reply, in order, or raises Unavailable within the time."""

    async def is_alive(self) -> bool:
        """Says whether the engine answers at all."""

    async def aclose(self) -> None:
        """Lets go of connections."""


def _cleaned(value: Any) -> Any:
    return clean(value) if isinstance(value, str) else value


Part = TypeVar("Part", bound=BaseModel)


def _good(kind: type[Part]) -> Callable[[Any], list[Part]]:
    """Takes the good ones of a list, so that one bad card does not cost the whole answer."""

    def take(value: Any) -> list[Part]:
        found = []
        for item in value if isinstance(value, list) else []:
            with suppress(ValidationError):
                found.append(kind.model_validate(item))
        return found

    return take


def _lines(value: Any) -> list[str]:
    lines = value if isinstance(value, list) else []
    return [clean(line)[:4000] for line in lines if isinstance(line, str) and clean(line)]


def _word(value: Any) -> str:
    """A short text, or an empty one: what is beside the answer must not cost the answer."""
    return clean(value)[:80] if isinstance(value, str) else ""


def _ref(value: Any) -> str:
    return value if isinstance(value, str) and _REF.match(value) else ""


def _language(value: Any) -> str:
    is_one = isinstance(value, str) and _LANGUAGE.match(value)
    return str(value) if is_one else "en"


def _sureness(value: Any) -> str:
    return value if isinstance(value, str) and value in SURENESS else ""


_Language = Annotated[str, BeforeValidator(_language)]
_Sureness = Annotated[str, BeforeValidator(_sureness)]
_Line = Annotated[str, BeforeValidator(_cleaned), Field(min_length=1, max_length=4000)]
_Word = Annotated[str, BeforeValidator(_word)]
_Ref = Annotated[str, BeforeValidator(_ref)]
_Note = Annotated[str, BeforeValidator(_cleaned), Field(max_length=1000)]


class _Card(BaseModel):
    kind: _Line
    title: _Line
    summary: Annotated[str, BeforeValidator(_cleaned), Field(max_length=4000)] = ""
    details: Annotated[list[str], BeforeValidator(_lines)] = []
    url: Annotated[str | None, BeforeValidator(safe_link)] = None
    source: _Note = ""
    checked: _Note = ""
    ref: _Ref = ""


class _Choice(BaseModel):
    label: Annotated[str, BeforeValidator(_cleaned), Field(min_length=1, max_length=300)]
    payload: Annotated[str, Field(min_length=1, max_length=2000)]


class _Button(BaseModel):
    title: Annotated[str, BeforeValidator(_cleaned), Field(min_length=1, max_length=300)]
    payload: Annotated[str, Field(min_length=1, max_length=2000)]


class _Custom(BaseModel):
    text: Annotated[str, BeforeValidator(_cleaned), Field(min_length=1, max_length=20_000)]
    cards: Annotated[list[_Card], BeforeValidator(_good(_Card))] = []
    choices: Annotated[list[_Choice], BeforeValidator(_good(_Choice))] = []
    handoff: _Word = ""
    subject: _Word = ""
    place: _Word = ""
    why: _Word = ""
    language: _Language = "en"
    sureness: _Sureness = ""


class _Item(BaseModel):
    text: Annotated[str | None, BeforeValidator(_cleaned), Field(max_length=20_000)] = None
    buttons: Annotated[list[_Button], BeforeValidator(_good(_Button))] = []
    custom: _Custom | None = None


def _choice(choice: _Choice, why: str) -> Choice:
    """A choice; one that leads to a person says why, when the engine knows."""
    leads_to_person = choice.payload == TALK_TO_PERSON and why
    return Choice(choice.label, f"{OWN_PAYLOAD}offer:{why}" if leads_to_person else choice.payload)


def _replies_of(item: _Item) -> list[Reply]:
    replies = []
    if item.text:
        buttons = [Choice(button.title, button.payload) for button in item.buttons]
        replies.append(Reply(item.text, choices=buttons[:_MOST_CHOICES]))
    if item.custom:
        cards = [Card(**card.model_dump()) for card in item.custom.cards[:_MOST_CARDS]]
        choices = [_choice(choice, item.custom.why) for choice in item.custom.choices]
        beside = item.custom.model_dump(include=_BESIDE)
        replies.append(Reply(item.custom.text, cards, choices[:_MOST_CHOICES], **beside))
    return replies


def read_replies(data: Any) -> list[Reply]:
    """Returns the replies in an answer of the REST channel, in order, at most ten.

    An item that is not a reply is left out.

    Raises:
        Unavailable: When no reply is left.
    """
    replies: list[Reply] = []
    for item in data[:_MOST_REPLIES] if isinstance(data, list) else []:
        try:
            replies.extend(_replies_of(_Item.model_validate(item)))
        except ValidationError:
            continue
    if not replies:
        raise Unavailable("The engine gave no answer.")
    return replies


class RasaEngine:
    """Asks one Rasa server.

    Args:
        url: Its address, on the loopback.
        transport: How requests travel; the network when None.
    """

    def __init__(self, url: str, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._client = httpx.AsyncClient(
            base_url=url,
            transport=transport,
            trust_env=False,
            limits=httpx.Limits(max_connections=100, max_keepalive_connections=20),
        )

    async def ask(self, sender: str, message: str, timeout_seconds: float) -> list[Reply]:
        """Sends one message and returns the replies.

        Args:
            sender: The random name of the conversation.
            message: Residents' text without a leading slash, or a payload of our own.
            timeout_seconds: The whole time allowed, from connecting to the last byte.

        Raises:
            Unavailable: For anything but at least one good reply in time.
        """
        try:
            async with asyncio.timeout(timeout_seconds):
                response = await self._client.post(
                    "/webhooks/rest/webhook",
                    json={"sender": sender, "message": message, "metadata": {}},
                    timeout=timeout_seconds,
                )
        except (TimeoutError, httpx.HTTPError):
            raise Unavailable("The engine did not answer in time.") from None
        if response.status_code != httpx.codes.OK or len(response.content) > _MOST_BYTES:
            raise Unavailable("The engine answered with an error.")
        try:
            return read_replies(response.json())
        except ValueError:
            raise Unavailable("The engine answered with something else.") from None

    async def is_alive(self) -> bool:
        """Says whether the REST channel answers within two seconds."""
        try:
            response = await self._client.get("/webhooks/rest/", timeout=_ALIVE_SECONDS)
        except httpx.HTTPError:
            return False
        return response.status_code == httpx.codes.OK

    async def aclose(self) -> None:
        """Closes the connections."""
        await self._client.aclose()
