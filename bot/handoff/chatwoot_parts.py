"""What the bridge to Chatwoot works with: which inbox, and what is to be passed on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from bot.api.transcript import transcript_text
from bot.conversations import store as conversations
from bot.conversations.views import view_of
from bot.handoff import presence, store
from bot.handoff.machine import State
from bot.handoff.models import DeskLink
from bot.handoff.notices import CHATWOOT
from bot.handoff.words import subject_in_words
from knowledge.errors import InvalidInput

ADVISER_ID = presence.EXTERNAL + CHATWOOT
"""Who has a chat that an agent has taken there."""

_INBOX = re.compile(r"^(?P<path>.*)/app/accounts/(?P<account>\d+)/inbox/(?P<inbox>\d+)$")


@dataclass(frozen=True)
class Inbox:
    """Where chats are opened: the interface of an account, and the inbox in it."""

    api: str
    inbox_id: int


def read_inbox(address: str) -> Inbox:
    """Returns the inbox of an address such as `https://chat.example.org/app/accounts/1/inbox/2`.

    Raises:
        InvalidInput: When it is none.
    """
    parts = urlsplit(address)
    match = _INBOX.match(parts.path)
    if match is None:
        raise InvalidInput(
            "The setting CHATWOOT_URL must be the address of an inbox, such as"
            " https://chat.example.org/app/accounts/1/inbox/2."
        )
    api = f"{parts.scheme}://{parts.netloc}{match['path']}/api/v1/accounts/{match['account']}"
    return Inbox(api, int(match["inbox"]))


@dataclass(frozen=True)
class Todo:
    """What is to be passed on about one conversation, read in one session."""

    is_ours: bool
    external_id: str | None
    subject: str
    messages: list[tuple[int, str]]
    so_far: str


def read_todo(session: Session, conversation_id: str) -> Todo | None:
    """Returns what is to be passed on about a conversation, or None for nothing."""
    row = store.find(session, conversation_id)
    if row is None:
        return None
    link = session.get(DeskLink, conversation_id)
    is_ours = row.state == State.WAITING or (
        row.state == State.WITH_ADVISER and row.adviser_id == ADVISER_ID
    )
    conversation = conversations.find_conversation(session, conversation_id)
    about = [subject_in_words(conversation.subject) or "not known", conversation.place or ""]
    everything = conversations.list_messages(session, conversation_id)
    after = link.passed_id if link else 0
    return Todo(
        is_ours=is_ours,
        external_id=link.external_id if link else None,
        subject=", ".join(part for part in about if part),
        messages=[
            (one.id, one.text) for one in everything if one.id > after and one.sender == "resident"
        ],
        so_far=transcript_text([view_of(one) for one in everything]),
    )
