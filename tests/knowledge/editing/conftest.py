"""What the tests of editing share: an empty directory, and nothing that lasts beyond a test."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from knowledge import overrides
from knowledge.database import create_database
from knowledge.models import ContentState

AT = datetime(2026, 11, 24, 9, tzinfo=UTC)
"""When everything here happens."""


@pytest.fixture(autouse=True)
def files_as_they_are() -> Iterator[None]:
    """Lets the files alone hold before and after each test."""
    overrides.take(overrides.Overrides())
    yield
    overrides.take(overrides.Overrides())


@pytest.fixture
def empty(directory_url: str) -> Iterator[Session]:
    """A session on a directory into which content without a record was loaded."""
    database = create_database(directory_url)
    with database.session() as session:
        session.add(ContentState(name="content", version="v", loaded_at=AT, vectors_version="x"))
        session.flush()
        yield session
    database.close()
