"""Loading: all of the new content or all of the old, and each vector made once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from knowledge import content_store, loading
from knowledge.database import Database, create_database
from knowledge.errors import InvalidInput, Unavailable
from knowledge.load import main
from knowledge.loading import list_to_check, load, searched_texts
from knowledge.models import ContentState, Fund, Guidance, LegalForm, Record, TextVector
from knowledge.settings import Settings
from knowledge.vectors import text_hash, vectors_of
from knowledge.versions import is_up_to_date
from tests.knowledge.factories import (
    CountingEncoder,
    district_data,
    entry_data,
    make_settings,
    write_content,
    write_yaml,
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    write_content(
        tmp_path / "content",
        entry_data(id="office"),
        entry_data("organisation", id="body"),
        entry_data("guidance", id="question", who_to_contact=["body", "office"]),
        entry_data("fund", id="fund", funder_id="body", max_amount_gbp=500),
        entry_data("service", id="kept-back", summary="Kept back.", status="withheld"),
    )
    return make_settings(tmp_path)


def run(settings: Settings, encoder: CountingEncoder | None = None) -> list[str]:
    lines: list[str] = []
    load(settings, lines.append, encoder or CountingEncoder())
    return lines


@pytest.fixture
def database(settings: Settings) -> Database:
    return create_database(settings.database_url)


def slugs(session: Session) -> set[str]:
    return set(session.scalars(select(Record.slug)))


def test_every_kind_lands_in_its_own_table_with_all_it_said(tmp_path: Path) -> None:
    kinds = ["guidance", "fund", "opportunity", "case_study", "organisation", "service"]
    kinds += ["contact", "place", "legal_form"]
    write_content(tmp_path / "content", *(entry_data(kind) for kind in kinds))
    settings = make_settings(tmp_path)
    run(settings)
    with create_database(settings.database_url).session() as session:
        records = {record.slug: record for record in session.scalars(select(Record))}
        assert {record.kind for record in records.values()} == set(kinds)
        form = records["invented-legal-form"]
        assert isinstance(form, LegalForm)
        assert form.registration_fees_gbp == {"online": 1}
        assert form.content_file == "entries.yml"
        assert form.also_asked == []
        assert form.phone is None


def test_links_keep_their_role_and_order(settings: Settings, database: Database) -> None:
    run(settings)
    with database.session() as session:
        question = session.scalars(select(Guidance)).one()
        assert [record.slug for record in question.contacts] == ["body", "office"]
        fund = session.scalars(select(Fund)).one()
        assert [(link.role, link.target.slug) for link in fund.links] == [("funder_id", "body")]
        assert fund.contacts == []


def test_a_second_run_finds_nothing_to_do(settings: Settings) -> None:
    encoder = CountingEncoder()
    assert "content: 6 entries loaded" in run(settings, encoder)
    encoder.seen.clear()
    assert run(settings, encoder) == ["content: up to date", "vectors: up to date"]
    assert encoder.seen == []


def test_changed_content_replaces_the_old(settings: Settings, database: Database) -> None:
    run(settings)
    write_content(Path(settings.content_folder), entry_data(id="newcomer"))
    run(settings)
    with database.session() as session:
        assert slugs(session) == {"newcomer", "place-inventshire"}
        assert len(session.scalars(select(ContentState)).all()) == 1


def test_content_with_mistakes_changes_nothing(settings: Settings, database: Database) -> None:
    run(settings)
    write_content(Path(settings.content_folder), entry_data(id="new", confidence="certain"))
    with pytest.raises(InvalidInput):
        run(settings)
    with database.session() as session:
        assert "office" in slugs(session)
        assert "new" not in slugs(session)


def test_a_failure_half_way_leaves_the_old_content_whole(
    settings: Settings, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(settings)
    with database.session() as session:
        before = slugs(session)
    write_content(Path(settings.content_folder), entry_data(id="new"))

    def break_off(*_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr("knowledge.content_store.replace_parts", break_off)
    with pytest.raises(OSError, match="full"):
        run(settings)
    with database.session() as session:
        assert slugs(session) == before
        assert session.scalars(select(Guidance)).one().contacts


def test_readers_see_the_old_content_until_the_new_is_whole(
    settings: Settings, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(settings)
    write_content(Path(settings.content_folder), entry_data(id="new"))
    seen: list[set[str]] = []
    replace = content_store.replace_content

    def replace_and_look(*arguments: object) -> None:
        replace(*arguments)  # type: ignore[arg-type]
        with database.session() as session:
            seen.append(slugs(session))

    monkeypatch.setattr(loading, "replace_content", replace_and_look)
    run(settings)
    assert "office" in seen[0]
    assert "new" not in seen[0]


def test_texts_are_encoded_once_and_only_new_ones_again(settings: Settings) -> None:
    encoder = CountingEncoder()
    run(settings, encoder)
    first = list(encoder.seen)
    assert len(first) == len(set(first))
    encoder.seen.clear()
    extra = entry_data(id="extra", name="Invented newcomer")
    write_yaml(Path(settings.content_folder) / "extra.yml", [extra])
    run(settings, encoder)
    assert encoder.seen == ["Invented newcomer"]


def test_texts_that_are_gone_are_forgotten(settings: Settings, database: Database) -> None:
    encoder = CountingEncoder()
    run(settings, encoder)
    write_content(Path(settings.content_folder), entry_data(id="alone", name="Alone"))
    run(settings, encoder)
    with database.session() as session:
        stored = set(session.scalars(select(TextVector.text_hash)))
        assert stored == {text_hash(text) for text in searched_texts(session)}


def test_another_encoder_makes_every_vector_anew(settings: Settings, database: Database) -> None:
    run(settings, CountingEncoder("invented-1"))
    newer = CountingEncoder("invented-2")
    run(settings, newer)
    assert newer.seen
    with database.session() as session:
        assert set(session.scalars(select(TextVector.encoder_version))) == {"invented-2"}


def test_places_and_withheld_records_have_no_vectors(
    settings: Settings, database: Database
) -> None:
    run(settings)
    with database.session() as session:
        texts = searched_texts(session)
    assert "Kept back." not in texts
    assert "Inventshire" not in texts
    assert "Invented short answer." in texts


def test_vectors_come_back_as_they_were_made(settings: Settings, database: Database) -> None:
    run(settings)
    with database.session() as session:
        found = vectors_of(session, ["Invented short answer.", "never seen"], "invented-1")
    assert list(found) == ["Invented short answer."]
    vector = found["Invented short answer."]
    assert vector.dtype == np.dtype("<f4")
    assert vector.tolist() == [22.0, 1.0]


def test_a_stopped_run_goes_on_where_it_stopped(
    settings: Settings, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("knowledge.vectors.BATCH_TEXTS", 2)

    class Stopping(CountingEncoder):
        def encode(self, texts):  # type: ignore[no-untyped-def]
            if len(self.seen) >= 2:
                raise KeyboardInterrupt
            return super().encode(texts)

    with pytest.raises(KeyboardInterrupt):
        run(settings, Stopping())
    going_on = CountingEncoder()
    lines = run(settings, going_on)
    with database.session() as session:
        assert len(going_on.seen) == len(searched_texts(session)) - 2
    assert lines[0] == "content: up to date"
    assert lines[-1].endswith("all there")


def test_progress_counts_up_to_the_end(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("knowledge.vectors.BATCH_TEXTS", 3)
    progress = [line for line in run(settings) if "new texts (" in line]
    assert len(progress) > 1
    assert progress[-1].endswith("(100 %)")


def test_loading_reads_each_table_a_fixed_number_of_times(
    settings: Settings, database: Database
) -> None:
    run(settings)

    def statements() -> int:
        count = 0

        def note(*_: object) -> None:
            nonlocal count
            count += 1

        event.listen(database.engine, "before_cursor_execute", note)
        with database.session() as session:
            searched_texts(session)
        event.remove(database.engine, "before_cursor_execute", note)
        return count

    before = statements()
    many = [entry_data("guidance", id=f"more-{number}") for number in range(30)]
    write_yaml(Path(settings.content_folder) / "more.yml", many)
    run(settings)
    assert statements() == before


def test_a_database_in_use_by_another_writer_is_said_plainly(
    settings: Settings, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(settings)
    monkeypatch.setattr("knowledge.database._BUSY_TIMEOUT_MS", 50)
    write_content(Path(settings.content_folder), entry_data(id="new"))
    with database.engine.connect() as holder:
        holder.exec_driver_sql("BEGIN IMMEDIATE")
        with pytest.raises(Unavailable, match="locked"):
            run(settings)
    run(settings)


def test_without_the_encoder_the_content_is_there_and_the_lack_is_said(
    settings: Settings, database: Database
) -> None:
    with pytest.raises(Unavailable, match="make run"):
        load(settings, lambda _: None)
    with database.session() as session:
        assert "office" in slugs(session)


@pytest.fixture
def at_hand(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The settings as the environment of a command, with an encoder that needs no weights."""
    for name in ("database_url", "content_folder", "encoder_folder"):
        monkeypatch.setenv(name.upper(), getattr(settings, name))
    folder = Path(settings.encoder_folder)
    folder.mkdir()
    (folder / "built.json").write_text('{"version": "invented-1"}')
    monkeypatch.setattr(loading, "_built_encoder", lambda _folder: CountingEncoder())
    return settings


def test_the_command_loads_then_has_nothing_to_do(
    at_hand: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([]) == 0
    assert "6 entries loaded" in capsys.readouterr().out
    assert main([]) == 0
    assert capsys.readouterr().out == "content and vectors: up to date\n"


def test_the_quick_answer_notices_every_change(at_hand: Settings, database: Database) -> None:
    def quick() -> bool:
        return is_up_to_date(at_hand.database_url, at_hand.content_folder, at_hand.encoder_folder)

    assert not quick()
    main([])
    assert quick()
    built = Path(at_hand.encoder_folder) / "built.json"
    built.write_text('{"version": "invented-2"}')
    assert not quick()
    built.write_text("damaged")
    assert not quick()
    built.write_text('{"version": "invented-1"}')
    assert quick()
    write_yaml(Path(at_hand.content_folder) / "areas.yml", [district_data(), entry_data(id="x")])
    assert not quick()
    main([])
    assert quick()
    with database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version_knowledge SET version_num = '0000'")
    assert not quick()
    assert not is_up_to_date("postgresql://nobody", at_hand.content_folder, at_hand.encoder_folder)


def test_the_command_names_every_mistake_and_touches_nothing(
    at_hand: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    write_content(Path(at_hand.content_folder), entry_data(confidence="certain", url="x"))
    for arguments in ([], ["--check"]):
        assert main(arguments) == 1
        said = capsys.readouterr().err
        assert "have 2 mistakes" in said
        assert "key confidence" in said
        assert "key url" in said
        assert "Traceback" not in said


def test_the_check_alone_makes_no_database(
    at_hand: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--check"]) == 0
    assert "6 entries, no mistakes" in capsys.readouterr().out
    assert not (tmp_path / "signpost.db").exists()


def test_a_wrong_setting_is_said_plainly(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PORT", "many")
    assert main([]) == 1
    assert "PORT" in capsys.readouterr().err


def test_the_list_to_check_is_printed(
    at_hand: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    main([])
    capsys.readouterr()
    assert main(["--to-check", "--limit", "1"]) == 0
    assert capsys.readouterr().out.startswith("1. Invented name (kept-back, entries.yml): withheld")
    lines: list[str] = []
    list_to_check(at_hand, lines.append, date(2040, 1, 1))
    assert len(lines) == 6
