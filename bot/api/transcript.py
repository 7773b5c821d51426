"""The whole of a conversation as a text to take away."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from starlette.responses import Response

from bot.conversations.views import MessageView

MOST_MESSAGES = 2000
_LONDON = ZoneInfo("Europe/London")
_SENDERS = {"resident": "You", "assistant": "Automated service", "system": "Notice"}


def transcript_text(messages: list[MessageView]) -> str:
    """Returns the messages as plain text, each with its sender and local time."""
    parts = []
    for message in messages:
        at = message.at.astimezone(_LONDON)
        who = message.name or _SENDERS.get(message.sender, "Adviser")
        parts.append(f"{who}, {at:%d/%m/%Y %H:%M}\n{message.text}")
    return "\n\n".join(parts) + "\n"


def transcript_file(messages: list[MessageView]) -> Response:
    """Returns the text as a file that the browser saves."""
    headers = {"Content-Disposition": 'attachment; filename="chat.txt"'}
    return Response(
        transcript_text(messages), media_type="text/plain; charset=utf-8", headers=headers
    )
