"""A Signpost that has grown moves to PostgreSQL with everything that it knows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import inspect, select

from bot.conversations import store
from bot.conversations.models import Message
from bot.conversations.schema import upgrade as upgrade_bot
from bot.operations.every_table import every_table
from bot.operations.moving import move
from knowledge.database import Database, create_database, upgrade
from knowledge.errors import InvalidInput
from knowledge.replies import Card, Choice, Reply
from tests.databases import Cluster

AT = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)


@pytest.fixture
def old(tmp_path: Path) -> Iterator[Database]:
    url = f"sqlite:///{tmp_path / 'old.db'}"
    upgrade(url)
    upgrade_bot(url)
    database = create_database(url)
    yield database
    database.close()


def test_every_table_that_is_made_is_moved(old: Database) -> None:
    made = set(inspect(old.engine).get_table_names())
    assert made - {table.name for table in every_table()} == {
        "alembic_version_bot", "alembic_version_knowledge",
    }  # fmt: skip


def test_what_was_said_is_there_and_goes_on(old: Database, postgresql: Cluster) -> None:
    with old.session() as session, session.begin():
        conversation, token = store.open_conversation(session, channel="web", at=AT)
        store.add_resident_message(session, conversation.id, text="a roof – été", at=AT)
        reply = Reply(
            "A fund.", [Card("fund", "Invented fund", "For roofs.")], [Choice("More", "/m")]
        )
        store.add_reply(session, conversation.id, reply, at=AT)
    url = postgresql.new_database()
    said: list[str] = []
    # The second time replaces what the first has brought.
    for _ in range(2):
        assert move(str(old.engine.url), url, said.append) == 4
    assert "message: 2" in said
    database = create_database(url)
    with database.session() as session, session.begin():
        store.check_token(store.find_conversation(session, conversation.id), token)
        store.add_resident_message(session, conversation.id, text="and then?", at=AT)
        messages = list(session.scalars(select(Message).order_by(Message.id)))
    database.close()
    assert [message.id for message in messages] == [1, 2, 3]
    assert messages[0].text == "a roof – été"
    assert messages[0].at == AT
    assert messages[1].cards[0]["title"] == "Invented fund"


def test_a_database_is_not_moved_onto_itself(old: Database) -> None:
    with pytest.raises(InvalidInput, match="the same"):
        move(str(old.engine.url), str(old.engine.url), lambda _: None)
