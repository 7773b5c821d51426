"""An application over a directory: the invented one, and that of the content."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from knowledge.content_files import load_content
from knowledge.content_store import replace_content
from knowledge.database import create_database, upgrade
from tests.bot.conftest import Bench
from tests.knowledge.openreferral.shelves import fill_gazetteer, fill_others, fill_whole_service

CONTENT = Path(__file__).parents[3] / "knowledge" / "content"
MakeBench = Callable[..., Awaitable[Bench]]


@pytest.fixture
async def shelves(make_bench: MakeBench, directory_url: str) -> Bench:
    """The invented directory, on each kind of database."""
    database = create_database(directory_url)
    with database.session() as session:
        fill_gazetteer(session)
        fill_whole_service(session)
        fill_others(session)
        session.commit()
    database.close()
    return await make_bench(DATABASE_URL=directory_url)


@pytest.fixture(scope="session")
def content_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the content of this tree, made once; nothing writes to it."""
    path = tmp_path_factory.mktemp("content") / "signpost.db"
    upgrade(f"sqlite:///{path}")
    database = create_database(f"sqlite:///{path}")
    with database.session() as session:
        now = datetime(2026, 11, 24, tzinfo=UTC)
        replace_content(session, load_content(CONTENT), "v", now)
        session.commit()
    database.close()
    return path


@pytest.fixture
async def content(make_bench: MakeBench, content_database: Path) -> Bench:
    """The directory of the real content."""
    return await make_bench(DATABASE_URL=f"sqlite:///{content_database}")


async def get(bench: Bench, path: str, **query: Any) -> Any:
    """Returns the JSON of an answer that must be good."""
    answer = await bench.client.get(f"/directory{path}", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()
