"""The directory reads what is in the database now, and never what must not be shown."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest

from knowledge import directory as directory_module
from knowledge.assurance.records import Word, assure
from knowledge.database import create_database
from knowledge.directory import Directory
from knowledge.encoder import DIMENSIONS
from knowledge.errors import Unavailable
from knowledge.loading import load
from knowledge.search.features import NAMES
from knowledge.search.ranker import Ranker
from knowledge.settings import Settings
from tests.knowledge.factories import WordEncoder, entry_data, make_settings, write_content


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings of a directory of three invented entries, one of them withheld."""
    monkeypatch.setattr(directory_module, "Encoder", lambda folder, **_options: WordEncoder())
    write_content(
        tmp_path / "content",
        entry_data(id="council-wold", name="Wold Council", areas=["Inventshire"]),
        entry_data("guidance", id="roof", name="How do we mend the roof?",
                   who_to_contact=["council-wold"]),
        entry_data(id="hidden", name="Hidden roof", status="withheld"),
    )  # fmt: skip
    made = make_settings(tmp_path, RANKER_FILE=str(tmp_path / "ranker.npz"))
    count = len(NAMES)
    Ranker(
        np.ones(count), np.zeros(count), np.ones(count), 1.0,
        np.zeros(DIMENSIONS, np.float32), np.eye(DIMENSIONS, dtype=np.float32),
    ).save(tmp_path / "ranker.npz")  # fmt: skip
    load(made, lambda line: None, WordEncoder())
    return made


def test_records_come_in_the_order_asked_for_without_unknown_and_withheld_ones(
    settings: Settings,
) -> None:
    directory = Directory(settings)
    slugs = ["roof", "no-such", "hidden", "council-wold"]
    assert [record.slug for record in directory.records(slugs)] == ["roof", "council-wold"]
    assert directory.records([]) == []
    directory.close()


def test_a_record_is_read_once_until_somebody_changes_one(settings: Settings) -> None:
    directory = Directory(settings)
    before = directory.records(["roof"])[0]
    assert directory.records(["roof", "roof"]) == [before, before]
    with create_database(settings.database_url).session() as session:
        word = Word("council-wold", "Invented team", date(2026, 1, 2), outcome="taken down")
        assure(session, word, datetime(2026, 1, 2, tzinfo=UTC))
        session.commit()
    assert directory.records(["council-wold"]) == []
    assert directory.records(["roof"])[0] is not before
    directory.close()


def test_records_stay_readable_with_their_contacts_after_the_session(settings: Settings) -> None:
    directory = Directory(settings)
    record = directory.records(["roof"])[0]
    directory.close()
    assert [contact.name for contact in record.contacts] == ["Wold Council"]


def test_councils_are_found_by_district_in_the_order_of_the_districts(settings: Settings) -> None:
    directory = Directory(settings)
    assert directory.councils_of(["Nowhere", "Inventshire"]) == ["council-wold"]
    assert directory.councils_of([]) == []
    directory.close()


def test_changed_content_is_found_by_the_next_question(settings: Settings) -> None:
    directory = Directory(settings)
    before = directory.search()
    assert directory.search() is before
    write_content(Path(settings.content_folder), entry_data(id="gate", name="Garden gate repairs"))
    load(settings, lambda line: None, WordEncoder())
    hits = directory.search().find("garden gate repairs").hits
    assert [hit.slug for hit in hits] == ["gate"]
    assert directory.search() is not before
    directory.close()


def test_withheld_records_are_not_searched(settings: Settings) -> None:
    directory = Directory(settings)
    assert "hidden" not in [hit.slug for hit in directory.search().find("hidden roof").hits]
    directory.close()


def test_without_content_the_lack_is_said(settings: Settings, tmp_path: Path) -> None:
    write_content(Path(settings.content_folder))
    empty = make_settings(
        tmp_path, DATABASE_URL=f"sqlite:///{tmp_path / 'empty.db'}",
        RANKER_FILE=settings.ranker_file,
    )  # fmt: skip
    from knowledge.database import upgrade

    upgrade(empty.database_url)
    with pytest.raises(Unavailable, match="make run"):
        Directory(empty)


def test_without_a_ranking_the_lack_is_said(settings: Settings) -> None:
    Path(settings.ranker_file).unlink()
    with pytest.raises(Unavailable, match="make train"):
        Directory(settings)


def test_without_the_encoder_the_lack_is_said(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    with pytest.raises(Unavailable, match="make run"):
        Directory(settings)


def test_today_is_a_day_and_may_be_given(settings: Settings) -> None:
    directory = Directory(settings, lambda: date(2030, 1, 2))
    assert directory.today() == date(2030, 1, 2)
    directory.close()
    real = Directory(settings)
    assert abs((real.today() - datetime.now(UTC).date()).days) <= 1
    real.close()


def test_within_one_turn_the_content_stays_as_it_was(settings: Settings) -> None:
    directory = Directory(settings)
    with directory.one_turn():
        before = directory.search()
        with create_database(settings.database_url).session() as session:
            word = Word("roof", "Invented team", date(2026, 1, 2), outcome="taken down")
            assure(session, word, datetime(2026, 1, 2, tzinfo=UTC))
            session.commit()
        assert directory.search() is before
        assert [record.slug for record in directory.records(["council-wold"])] == ["council-wold"]
    assert directory.search() is not before
    assert directory.records(["roof"]) == []
    directory.close()
