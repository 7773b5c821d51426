"""What was brought in is searched like the rest, and stays when the content is loaded anew."""

from __future__ import annotations

import json
from pathlib import Path

from sqlalchemy import select

from knowledge.database import create_database
from knowledge.loading import load, searched_texts
from knowledge.models import Record, TextVector
from knowledge.openreferral.feed.fetching import FileFeed
from knowledge.openreferral.feed.runs import Choices, Described, import_feed
from knowledge.search.library import read_library
from knowledge.vectors import text_hash
from knowledge.versions import is_up_to_date
from tests.knowledge.factories import CountingEncoder, entry_data, make_settings, write_content
from tests.knowledge.openreferral.feed.test_importing import Clock


def test_it_is_searched_and_survives_new_content(tmp_path: Path) -> None:
    write_content(tmp_path / "content", entry_data("service", id="ours"))
    settings, encoder = make_settings(tmp_path), CountingEncoder()
    load(settings, lambda _line: None, encoder)
    file = tmp_path / "feed.json"
    file.write_text(
        json.dumps([{"id": 1, "name": "A service from elsewhere", "description": "It helps."}]),
        "utf-8",
    )
    database = create_database(settings.database_url)
    with database.session() as session:
        import_feed(session, FileFeed(file), Described("invented"), Choices(), now=Clock())
    assert not is_up_to_date(
        settings.database_url, settings.content_folder, settings.encoder_folder
    )
    load(settings, lambda _line: None, encoder)
    with database.session() as session:
        assert "A service from elsewhere" in searched_texts(session)
        assert session.get(TextVector, (text_hash("It helps."), encoder.version)) is not None
        library = read_library(session, encoder)  # type: ignore[arg-type]
        names = {document.name for document in library.documents}
        assert names == {"Invented name", "A service from elsewhere"}
    write_content(tmp_path / "content", entry_data("service", id="ours", name="Renamed"))
    load(settings, lambda _line: None, encoder)
    with database.session() as session:
        found = set(session.scalars(select(Record.name).where(Record.kind == "service")))
        assert found == {"Renamed", "A service from elsewhere"}
    database.close()
