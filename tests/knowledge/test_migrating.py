"""Coming from an earlier release with data in it: nothing is lost, and new columns are filled."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import select, text

from knowledge.database import Database, create_database, migrations_config, upgrade
from knowledge.models import Contact, ContentState, Link, Opportunity, Record, record_id

RELEASES = sorted(
    script.revision for script in ScriptDirectory.from_config(migrations_config()).walk_revisions()
)
_RECORD = {
    "also_asked": json.dumps(["is it invented?"]),
    "summary": "An invented summary.",
    "topics": json.dumps(["volunteering"]),
    "areas": json.dumps(["Inventshire"]),
    "source_urls": json.dumps(["https://invented.example/source"]),
    "merged_from": json.dumps([]),
    "source_date": "2026-09",
    "confidence": "high",
    "content_file": "entries.yml",
}


def _insert(database: Database, table: str, values: dict[str, Any]) -> None:
    columns, places = ", ".join(values), ", ".join(f":{name}" for name in values)
    with database.engine.begin() as connection:
        connection.execute(text(f"INSERT INTO {table} ({columns}) VALUES ({places})"), values)


def _fill(database: Database) -> None:
    """A contact, an opportunity that names it, and the state, as the first release wrote them."""
    # SQLite keeps a UUID as 32 digits.
    is_sqlite = database.engine.dialect.name == "sqlite"
    keys = {name: record_id(name) for name in ("one", "other")}
    ids: dict[str, Any] = {name: key.hex if is_sqlite else key for name, key in keys.items()}
    for name, kind in (("one", "contact"), ("other", "opportunity")):
        row = {"id": ids[name], "slug": name, "kind": kind, "name": f"Invented {name}"}
        _insert(database, "record", row | _RECORD)
    _insert(database, "contact", {"id": ids["one"]})
    lists = {"skills": "[]", "causes": "[]"}
    _insert(
        database,
        "opportunity",
        {"id": ids["other"], "organisation": "Invented", "role": "To invent"} | lists,
    )
    link = {"record_id": ids["other"], "target_id": ids["one"], "role": "organisation_id"}
    _insert(database, "link", link | {"position": 0})
    state = {"name": "content", "version": "v" * 64, "loaded_at": "2026-09-01 12:00:00+00:00"}
    _insert(database, "content_state", state)


@pytest.mark.parametrize("release", RELEASES)
def test_an_earlier_release_with_data_loses_nothing(any_database_url: str, release: str) -> None:
    url = any_database_url
    upgrade(url, release)
    database = create_database(url)
    _fill(database)
    upgrade(url)
    with database.session() as session:
        contact = session.scalars(select(Contact)).one()
        opportunity = session.scalars(select(Opportunity)).one()
        state = session.scalars(select(ContentState)).one()
        assert session.scalars(select(Link.target_id)).all() == [contact.id]
    assert contact.id == record_id("one")
    assert isinstance(contact.id, uuid.UUID)
    assert (contact.name, contact.also_asked) == ("Invented one", ["is it invented?"])
    assert (contact.origin, contact.lifecycle) == ("content", "active")
    assert (contact.assured_on, contact.review_on, contact.licence) == (None, None, None)
    assert (opportunity.requirements, opportunity.rewards, opportunity.access_terms) == ([], [], [])
    assert (state.version, state.imports_version) == ("v" * 64, None)
    database.close()


def test_what_is_added_after_upgrading_has_the_defaults(any_database_url: str) -> None:
    upgrade(any_database_url)
    database = create_database(any_database_url)
    _fill(database)
    with database.session() as session:
        assert {record.origin for record in session.scalars(select(Record))} == {"content"}
    database.close()
