"""The channel's tables, on each kind of database."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from bot.conversations import store as conversations_store
from bot.conversations.schema import upgrade
from bot.telegram import store
from bot.telegram.lease import Lease
from bot.telegram.models import TelegramChat
from bot.transactions import Transactions
from knowledge.database import create_database
from knowledge.replies import Reply
from tests.bot.conftest import FrozenClock

AT = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
BOT, KEY = 7_123_456_789, "a" * 64


async def test_claims_leases_and_what_is_due(any_database_url: str) -> None:
    upgrade(any_database_url)
    database = create_database(any_database_url)
    transactions, clock = Transactions(database), FrozenClock()

    one, two = (Lease(transactions, BOT, clock) for _ in range(2))
    assert await one.take()
    assert not await two.take()
    assert await one.take()
    await one.give_back()
    assert await two.take()
    clock.move(seconds=31)
    assert await one.take()
    assert not await two.take()

    def work(session: Session) -> None:
        assert store.claim(session, BOT, 2**40, KEY, b"second", AT)
        assert store.claim(session, BOT, 2**40 - 1, KEY, b"first", AT)
        assert not store.claim(session, BOT, 2**40, KEY, b"again", AT)
        assert store.claim(session, BOT + 1, 2**40, KEY, b"another bot", AT)
        assert store.waiting_chats(session, BOT) == [KEY]
        first = store.next_waiting(session, BOT, KEY)
        assert first is not None
        assert (first.sealed, first.begun) == (b"first", False)
        store.begin(session, BOT, first.update_id, AT, 5)
        begun = store.next_waiting(session, BOT, KEY)
        assert begun is not None
        assert (begun.begun, begun.baseline) == (True, 5)
        store.finish(session, BOT, first.update_id, AT)
        second = store.next_waiting(session, BOT, KEY)
        assert second is not None
        assert second.sealed == b"second"

        conversation, _ = conversations_store.open_conversation(session, channel="telegram", at=AT)
        conversations_store.add_resident_message(session, conversation.id, text="x", at=AT)
        chat = TelegramChat(
            chat_key=KEY, bot_id=BOT, sealed_chat=b"x", conversation_id=conversation.id,
            cursor=0, part=0, last_incoming=2**40,
        )  # fmt: skip
        store.add_chat(session, chat)
        assert store.due_chats(session, BOT) == []
        said = conversations_store.add_reply(session, conversation.id, Reply("y"), at=AT)
        assert store.due_chats(session, BOT) == [KEY]
        assert store.was_said(session, conversation.id, 0)
        assert not store.was_said(session, conversation.id, said.id)
        assert store.press(session, said.id, 1)
        assert store.press(session, said.id, 1)
        assert not store.press(session, said.id, 2)
        conversations_store.delete_conversation(session, conversation.id, at=AT)
        session.expire_all()
        store.drop_orphans(session)
        assert store.find_chat(session, KEY) is None
        store.forget_finished(session, clock())
        assert not store.claim(session, BOT, 2**40, KEY, b"still waits", AT)
        assert store.claim(session, BOT, first.update_id, KEY, b"long ago", AT)

    await transactions.do(work)
    database.close()
