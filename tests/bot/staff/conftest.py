"""The aid over the real content, opened once; sheets and signposts in a database of each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.staff.aid import Aid
from knowledge.settings import Settings
from tests.bot.conftest import Bench, FrozenClock
from tests.bot.people import Person, signed_in


@pytest.fixture(scope="session")
def aid(real_settings: Settings) -> Iterator[Aid]:
    opened = Aid(real_settings, FrozenClock())
    yield opened
    opened.close()


@pytest.fixture
async def desk(bench: Bench, aid: Aid) -> Bench:
    """A running application whose aid knows the real content."""
    bench.app.state.aid = aid
    return bench


@pytest.fixture
async def staff(desk: Bench) -> Person:
    return await signed_in(desk, "staff", name="invented")
