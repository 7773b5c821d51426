"""The bodies of the public interface, as pydantic models; the description is made from them."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.conversations.views import MessageView
from knowledge.errors import InvalidInput


class NewConversation(BaseModel):
    """The body that opens a conversation: nothing is needed; unknown keys are ignored."""

    model_config = ConfigDict(extra="ignore")


class Said(BaseModel):
    """The body of a message: a text or a choice, never both; unknown keys are ignored."""

    model_config = ConfigDict(extra="ignore", strict=True)

    text: str | None = Field(None, description="What the resident typed.")
    choice: str | None = Field(None, description="The id of a choice that was offered.")
    client_id: str | None = Field(
        None,
        pattern=r"^[A-Za-z0-9_-]{8,40}$",
        description="A random name of the client's own: what is sent again under it is taken once.",
    )


class Messages(BaseModel):
    """Messages, oldest first, at most 500."""

    messages: list[MessageView]


class OpenedConversation(BaseModel):
    """A new conversation; the token is shown this once and opens it."""

    id: str
    token: str
    messages: list[MessageView]


class Error(BaseModel):
    """The one shape of every error."""

    ok: Literal[False]
    error: str = Field(description="One plain sentence for the person.")
    errors: list[str] = Field(description="Each single fault, at least one.")
    status: int = Field(description="The HTTP status.")


class Health(BaseModel):
    """The process is alive."""

    ok: Literal[True]


class ReadyParts(BaseModel):
    """Which of the parts answer."""

    ok: bool
    database: bool
    engine: bool
    actions: bool
    content: bool = Field(description="Whether there is content to answer from.")
    crisis: Literal["whole", "phrases"] = Field(
        description="Whether the crisis check has its learned net, or its phrases alone."
    )


def read_said(data: dict[str, Any]) -> Said:
    """Returns the checked body of a message.

    Raises:
        InvalidInput: When it holds neither a text nor a choice, or both, or no strings.
    """
    try:
        said = Said.model_validate(data)
    except ValidationError as error:
        problems = [f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
        raise InvalidInput("Please send a text or a choice as a string.", problems) from None
    if (said.text is None) == (said.choice is None):
        raise InvalidInput(
            "Please send either a text or a choice.", ["text, choice: exactly one is needed"]
        )
    return said
