"""An application with every door that it can have: Telegram's, the other desk's and Chatwoot's."""

from __future__ import annotations

from typing import Any

import pytest

from knowledge import database as knowledge
from knowledge.models import Contact, ContentState
from tests.bot.conftest import Bench, MakeBench, bench, empty_database, make_bench
from tests.knowledge.records import make_record_of
from tests.security.doors import CHATWOOT_SECRET, DESK_TOKEN, TELEGRAM_TOKEN

__all__ = ["bench", "empty_database", "make_bench"]

EVERY_DOOR = {
    "DESK_TOKEN": DESK_TOKEN,
    "CHATWOOT_URL": "https://chatwoot.invented.example/app/accounts/1/inbox/2",
    "CHATWOOT_TOKEN": "invented",
    "CHATWOOT_SECRET": CHATWOOT_SECRET,
    "TELEGRAM_BOT_TOKEN": TELEGRAM_TOKEN,
    # Nothing answers there: the channel stands and waits.
    "TELEGRAM_API_URL": "http://127.0.0.1:9",
    "PUBLIC_ADDRESS": "https://signpost.test",
    "ALLOWED_ORIGINS": "https://www.friend.example",
}


async def fill(bench: Bench) -> None:
    """Adds two invented records, one of them withheld."""
    knowledge.upgrade(bench.settings.database_url)

    def work(session: Any) -> None:
        session.add(make_record_of(Contact, slug="office", name="An office", confidence="low"))
        session.add(make_record_of(Contact, slug="hidden", name="Hidden", status="withheld"))
        session.add(
            ContentState(name="content", version="v", loaded_at=bench.clock(), vectors_version="x")
        )

    await bench.app.state.accounts.transactions.do(work)


@pytest.fixture
async def house(make_bench: MakeBench) -> Bench:
    """The application with all its doors, and two records in it."""
    bench: Bench = await make_bench(**EVERY_DOOR)
    await fill(bench)
    return bench
