"""A message as everybody outside may see it: the shapes of the public interface."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer

from bot.conversations.models import Message
from knowledge.web_addresses import safe_link

Sender = Literal["resident", "assistant", "adviser", "system"]
StateName = Literal[
    "with_assistant",
    "offered",
    "waiting",
    "with_adviser",
    "callback_booked",
    "given_back",
    "closed",
]

At = Annotated[
    datetime,
    PlainSerializer(
        lambda at: at.isoformat(timespec="seconds").replace("+00:00", "Z"), return_type=str
    ),
]


class CardView(BaseModel):
    """One record that a message points to; its text says the same."""

    kind: str = Field(description="The kind of record, such as `guidance` or `fund`.")
    title: str
    summary: str
    details: list[str] = Field(description="Lines in reading order.")
    url: Annotated[str | None, BeforeValidator(safe_link)] = Field(
        description="Where to read more; http or https."
    )
    source: str = Field(description="Where the facts were seen.")
    checked: str = Field(description="How old the facts are.")
    ref: str = Field("", description="Its name in the address of a list; empty where it has none.")


class ChoiceView(BaseModel):
    """One thing to tap; sending its id takes it."""

    id: str
    label: str


class MessageView(BaseModel):
    """One message of a conversation."""

    model_config = ConfigDict(populate_by_name=True)

    id: str = Field(description="Rises in the order of writing; for `after` and Last-Event-ID.")
    sender: Sender = Field(alias="from")
    at: At = Field(description="When it was written, ISO 8601 in UTC.")
    text: str = Field(description="Plain text that says everything the cards say.")
    cards: list[CardView]
    choices: list[ChoiceView]
    name: str | None = Field(None, description="Who wrote it; of an adviser's message only.")
    client_id: str | None = Field(
        None, description="What the client called it; of a resident's message only."
    )
    language: str | None = Field(
        None, description="What it is written in, as BCP 47 has it; null for English."
    )


class ConversationStatus(BaseModel):
    """Where a conversation stands between the assistant and a person."""

    state: StateName
    place: int | None = Field(description="The place in the queue, from 1; null when not waiting.")
    adviser: str | None = Field(description="The first name of the adviser, or the team; or null.")
    is_typing: bool = Field(description="Whether the adviser is typing.")


_CLIENT = "client:"


def origin_of(client_id: str | None) -> str | None:
    """Returns the name under which a client's message is kept, or None when it gave none."""
    return None if client_id is None else _CLIENT + client_id


def _client_id(origin_id: str | None) -> str | None:
    is_clients = origin_id is not None and origin_id.startswith(_CLIENT)
    return origin_id.removeprefix(_CLIENT) if origin_id and is_clients else None


def view_of(message: Message) -> MessageView:
    """Returns what may be shown of a stored message; payloads and states stay behind."""
    return MessageView.model_validate(
        {
            "id": str(message.id),
            "from": message.sender,
            "at": message.at,
            "text": message.text,
            "cards": message.cards,
            "choices": [{"id": choice.id, "label": choice.label} for choice in message.choices],
            "name": message.name,
            "client_id": _client_id(message.origin_id),
            "language": message.language,
        }
    )
