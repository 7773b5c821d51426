"""The channel's tables, on each kind of database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
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
FIRST, SECOND = 2**40 - 1, 2**40


@pytest.fixture
def transactions(any_database_url: str) -> Iterator[Transactions]:
    upgrade(any_database_url)
    database = create_database(any_database_url)
    yield Transactions(database)
    database.close()


def _conversation(session: Session) -> str:
    """A conversation in which a resident wrote, with its chat."""
    conversation, _ = conversations_store.open_conversation(session, channel="telegram", at=AT)
    conversations_store.add_resident_message(session, conversation.id, text="x", at=AT)
    chat = TelegramChat(
        chat_key=KEY, bot_id=BOT, sealed_chat=b"x", conversation_id=conversation.id,
        cursor=0, part=0, last_incoming=SECOND,
    )  # fmt: skip
    store.add_chat(session, chat)
    return conversation.id


async def test_a_lease_has_one_holder(transactions: Transactions) -> None:
    clock = FrozenClock()
    one, two = (Lease(transactions, BOT, clock) for _ in range(2))
    assert await one.take()
    assert not await two.take()
    assert await one.take()
    await one.give_back()
    assert await two.take()
    clock.move(seconds=31)
    assert await one.take()
    assert not await two.take()


async def test_an_update_is_claimed_once_and_worked_in_its_order(
    transactions: Transactions,
) -> None:
    def work(session: Session) -> None:
        assert store.claim(session, BOT, SECOND, KEY, b"second", AT)
        assert store.claim(session, BOT, FIRST, KEY, b"first", AT)
        assert not store.claim(session, BOT, SECOND, KEY, b"again", AT)
        assert store.claim(session, BOT + 1, SECOND, KEY, b"another bot", AT)
        assert store.waiting_chats(session, BOT) == [KEY]
        first = store.next_waiting(session, BOT, KEY)
        assert first is not None
        assert (first.sealed, first.begun) == (b"first", False)
        store.begin(session, BOT, FIRST, AT, 5)
        begun = store.next_waiting(session, BOT, KEY)
        assert begun is not None
        assert (begun.begun, begun.baseline) == (True, 5)
        store.finish(session, BOT, FIRST, AT)
        second = store.next_waiting(session, BOT, KEY)
        assert second is not None
        assert second.sealed == b"second"
        store.forget_finished(session, FrozenClock()())
        assert not store.claim(session, BOT, FIRST, KEY, b"just finished", AT)

    await transactions.do(work)


async def test_what_is_due_and_what_was_said_and_pressed(transactions: Transactions) -> None:
    def work(session: Session) -> None:
        conversation_id = _conversation(session)
        assert store.due_chats(session, BOT) == []
        said = conversations_store.add_reply(session, conversation_id, Reply("y"), at=AT)
        assert store.due_chats(session, BOT) == [KEY]
        assert store.was_said(session, conversation_id, 0)
        assert not store.was_said(session, conversation_id, said.id)
        assert store.press(session, said.id, 1)
        assert store.press(session, said.id, 1)
        assert not store.press(session, said.id, 2)
        conversations_store.delete_conversation(session, conversation_id, at=AT)
        session.expire_all()
        store.drop_orphans(session)
        assert store.find_chat(session, KEY) is None

    await transactions.do(work)
