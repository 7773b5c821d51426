"""What the tests of editing share: two editors, and nothing that lasts beyond a test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.accounts.service import Accounts
from knowledge import database as knowledge
from knowledge import overrides
from knowledge.models import ContentState, Record
from tests.bot.conftest import Bench
from tests.bot.people import Person, signed_in


@pytest.fixture(autouse=True)
def files_as_they_are() -> Iterator[None]:
    """Lets the files alone hold before and after each test."""
    overrides.take(overrides.Overrides())
    yield
    overrides.take(overrides.Overrides())


async def know(accounts: Accounts, *records: Record) -> None:
    """Lets an application know these records, as if they had been loaded from files."""
    knowledge.upgrade(accounts.settings.database_url)
    state = ContentState(
        name="content", version="v", loaded_at=accounts.clock(), vectors_version="x"
    )
    await accounts.transactions.do(lambda session: session.add_all([*records, state]))


@pytest.fixture
async def ann(room: Bench) -> Person:
    """An editor, in the application that the test's own `room` has made ready."""
    return await signed_in(room, "editor", name="ann")


@pytest.fixture
async def bob(room: Bench) -> Person:
    """A second editor."""
    return await signed_in(room, "editor", name="bob")
