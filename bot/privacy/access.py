"""What is held about one person, gathered for a subject access request, and their erasure.

Nobody is known by name: a chat is found by its number, by the reference of a call back, by the
telephone number or e-mail address that was given for it, or by the number of a Telegram chat.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from bot.accounts.models import StoredAccount
from bot.conversations import store
from bot.conversations.models import Conversation
from bot.handoff.contact import find_way
from bot.handoff.models import Callback, Contact
from bot.privacy.plan import PLAN, all_tables
from bot.telegram.models import TelegramChat
from bot.telegram.secrecy import Secrecy
from bot.telegram.settings import telegram_settings
from knowledge.errors import InvalidInput, NotFound
from knowledge.settings import Settings

# Secrets of ours: they say nothing about anybody and would open a door.
_SECRET = frozenset(
    ("token_hash", "hash", "password_hash", "chat_key", "sealed_chat", "sealed", "engine_id")
)


def find_chats(session: Session, settings: Settings, by: str, value: str) -> list[str]:
    """Returns the ids of the chats of one person, oldest first.

    Args:
        session: The session; its database must have its keys, to look for a number or address.
        settings: Every setting.
        by: `chat`, `reference`, `contact` or `telegram`.
        value: The number or address that goes with it.

    Raises:
        InvalidInput: When the value is none of its kind.
        NotFound: When there is none.
    """
    finders = {
        "chat": lambda: [store.find_conversation(session, value).id],
        "reference": lambda: _by_reference(session, value),
        "contact": lambda: _by_contact(session, value),
        "telegram": lambda: _by_telegram(session, settings, value),
    }
    found = finders[by]()
    if not found:
        raise NotFound("Nothing is held under that.")
    query = select(Conversation.id).where(Conversation.id.in_(found))
    return list(session.scalars(query.order_by(Conversation.created_at)))


def _by_reference(session: Session, value: str) -> list[str]:
    query = select(Callback.conversation_id).where(Callback.reference == value.strip().upper())
    return list(session.scalars(query))


def _by_contact(session: Session, value: str) -> list[str]:
    way = find_way(value)
    if way is None:
        raise InvalidInput("Please give a telephone number or an e-mail address.")
    # Each value is sealed differently, so all have to be opened.
    rows = session.execute(select(Contact.conversation_id, Contact.value))
    wanted = way.value.casefold()
    return [one for one, kept in rows if kept and kept.casefold() == wanted]


def _by_telegram(session: Session, settings: Settings, value: str) -> list[str]:
    channel = telegram_settings(settings)
    if channel is None:
        raise InvalidInput("Telegram is off: set TELEGRAM_BOT_TOKEN to find its chats.")
    if not value.strip().lstrip("-").isdecimal():
        raise InvalidInput("A Telegram chat is found by its number.")
    key = Secrecy(channel.secret, channel.bot_id).chat_key(int(value))
    query = select(TelegramChat.conversation_id).where(TelegramChat.chat_key == key)
    return list(session.scalars(query))


def held_about(session: Session, conversation_ids: list[str]) -> dict[str, Any]:
    """Returns everything that hangs on these chats, by table, as JSON can hold it."""
    tables = all_tables()
    return {
        name: {"what": PLAN[name].what, "rows": rows}
        for name in PLAN
        if (rows := list(_rows(session, tables, name, conversation_ids)))
    }


def _rows(
    session: Session, tables: Any, name: str, conversation_ids: list[str]
) -> Iterator[dict[str, Any]]:
    table: Table = tables[name]
    if name == "conversation":
        query = select(table).where(table.c.id.in_(conversation_ids))
    elif "conversation_id" in table.c:
        query = select(table).where(table.c.conversation_id.in_(conversation_ids))
    else:
        above = {"callback_id": "callback", "message_id": "message"}
        hangs_on = next((key for key in above if key in table.c), None)
        if hangs_on is None:
            return
        other = tables[above[hangs_on]]
        theirs = select(other.c.id).where(other.c.conversation_id.in_(conversation_ids))
        query = select(table).where(table.c[hangs_on].in_(theirs))
    for row in session.execute(query.order_by(*table.primary_key.columns)):
        yield plain(dict(row._mapping))


def held_about_account(session: Session, name: str) -> dict[str, Any]:
    """Returns everything that is held about somebody who works here, by table.

    Raises:
        NotFound: When there is no such account.
    """
    query = select(StoredAccount.id).where(StoredAccount.name == name.strip().lower())
    number = session.scalar(query)
    if number is None:
        raise NotFound("There is no account of that name.")
    found = {}
    for table_name in PLAN:
        table = all_tables()[table_name]
        key = table.c.id if table_name == "account" else table.c.get("account_id")
        if key is not None:
            rows = session.execute(select(table).where(key == number))
            found[table_name] = {
                "what": PLAN[table_name].what,
                "rows": [plain(dict(row._mapping)) for row in rows],
            }
    return found


def plain(row: dict[str, Any]) -> dict[str, Any]:
    """Returns a row as JSON can hold it, without our secrets."""
    return {name: _as_json(value) for name, value in row.items() if name not in _SECRET}


def _as_json(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value.hex() if isinstance(value, bytes) else value
