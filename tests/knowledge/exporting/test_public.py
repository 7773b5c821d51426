"""What everybody may have: every format is right, and nothing withheld is in any of them."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import rdflib
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from knowledge.content_schema import SCHEMAS
from knowledge.database import create_database, upgrade
from knowledge.exporting.__main__ import main
from knowledge.exporting.linked_data import linked_data
from knowledge.exporting.public import About, Written, write_public
from knowledge.models import CONTENT, Event, Grant, Opportunity, Organisation, Place, Record
from knowledge.site import load_site
from knowledge.spreadsheets.__main__ import main as bring_in
from knowledge.spreadsheets.entries import values_of
from tests.knowledge.exporting.filling import NOW, fill
from tests.knowledge.grants.making import make_grant
from tests.knowledge.grants.official import official_problems
from tests.knowledge.records import make_record_of

ROOT = Path(__file__).parents[3]
SECRET = "A secret that nobody may read"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    url = f"sqlite:///{tmp_path_factory.mktemp('full') / 'signpost.db'}"
    upgrade(url)
    database = create_database(url)
    with database.session() as session:
        fill(session)
        session.execute(update(Grant).values(is_own=False))
        for slug, changes in {
            "secret-1": {"status": "withheld"},
            "secret-2": {"lifecycle": "inactive"},
        }.items():
            session.add(make_record_of(Organisation, slug=slug, name=SECRET, **changes))
            session.add(make_record_of(Opportunity, slug=f"{slug}-role", name=SECRET, **changes))
        over = {"ends_on": NOW.date() - timedelta(days=1)}
        session.add(make_record_of(Opportunity, slug="secret-3", name=SECRET, **over))
        session.add(make_record_of(Event, slug="meeting", starts_at=NOW, location_text="Hall"))
        session.commit()
        yield session
    database.close()


@pytest.fixture(scope="module")
def out(session: Session, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Written]]:
    folder = tmp_path_factory.mktemp("out")
    about = About(load_site(ROOT / "site.yml"), NOW, "OGL-UK-3.0", LICENCE)
    return folder, write_public(session, folder, about)


def read(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def test_every_file_is_named_and_counted(out: tuple[Path, list[Written]]) -> None:
    folder, written = out
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert files == {item.name for item in written}
    counts = {item.name: item.count for item in written}
    assert counts["open-referral/services.json"] > 100
    assert counts["json-ld/volunteering.jsonld"] > 60
    for name, count in counts.items():
        if name.startswith("open-referral/"):
            assert len(read(folder / name)) == count


def test_nothing_withheld_goes_out(session: Session, out: tuple[Path, list[Written]]) -> None:
    withheld = [record.slug for record in session.scalars(select(Record)) if record.is_withheld]
    assert len(withheld) > 4
    folder, _ = out
    for path in folder.rglob("*"):
        if path.is_file():
            text = path.read_text("utf-8-sig")
            assert SECRET not in text, path
            names = {line.split(",")[0] for line in text.splitlines()}
            assert not names & set(withheld), path


def test_the_csv_files_can_be_brought_in_as_lists(
    session: Session,
    out: tuple[Path, list[Written]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder, _ = out
    url = f"sqlite:///{tmp_path / 'new.db'}"
    monkeypatch.setenv("DATABASE_URL", url)
    upgrade(url)
    database = create_database(url)
    with database.session() as other:
        for place in session.scalars(select(Place).where(Place.place_kind == "district")):
            other.add(
                make_record_of(
                    Place,
                    slug=f"known-{place.slug}",
                    name=place.name,
                    place_kind="district",
                    areas=place.areas,
                )
            )
        other.commit()
    # What is named comes before what names it: bodies first, guidance last.
    first, last = ["organisation", "contact", "service"], ["guidance"]
    for kind in [*first, *sorted(set(SCHEMAS) - {*first, *last}), *last]:
        path = folder / "csv" / f"{kind}.csv"
        code = bring_in(["import", str(path), "--kind", kind, "--source", kind.replace("_", "-")])
        assert code == 0, (kind, capsys.readouterr().err[:2000])
    with database.session() as other:
        here = {r.slug: values_of(r) for r in session.scalars(select(Record)) if is_out(r)}
        there = {r.slug: values_of(r) for r in other.scalars(select(Record))}
    database.close()
    assert len(here) > 900
    for slug, values in here.items():
        told = there[slug] | {"merged_from": values["merged_from"]}
        assert told == values, slug


def is_out(record: Record) -> bool:
    is_given = not record.is_withheld and record.ends_on is None
    return record.origin == CONTENT and record.kind in SCHEMAS and is_given


def test_no_cell_can_be_run(out: tuple[Path, list[Written]]) -> None:
    folder, _ = out
    for path in (folder / "csv").glob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as stream:
            for row in csv.reader(stream):
                for cell in row:
                    is_number = cell.lstrip("-").replace(".", "", 1).isdigit()
                    assert is_number or cell[:1] not in tuple("=+-@\t\r"), (path, cell)


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
def test_linked_data_is_read_by_others(session: Session) -> None:
    document = linked_data(session, NOW.date(), "Invented Council")
    found = rdflib.Dataset()
    found.parse(data=json.dumps(document), format="json-ld")
    kinds = {value for _, key, value, _ in found.quads() if key == rdflib.RDF.type}
    schema = rdflib.Namespace("https://schema.org/")
    assert {schema.Question, schema.MonetaryGrant, schema.Place, schema.Event} <= kinds
    ids = {str(subject) for subject, key, _, _ in found.quads() if key == schema.identifier}
    shown = {
        record.id.urn
        for record in session.scalars(select(Record))
        if not record.is_withheld and record.lifecycle != "expired" and record.kind != "opportunity"
    }
    assert ids == shown
    question = next(node for node in document["graph"] if node["type"] == "Question")
    assert question["acceptedAnswer"]["text"]
    meeting = next(node for node in document["graph"] if node["type"] == "Event")
    assert meeting["startDate"] == NOW.isoformat()
    assert all(value not in (None, "", []) for node in document["graph"] for value in node.values())


def test_own_grants_go_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from knowledge.grants.__main__ import main as grants

    url = f"sqlite:///{tmp_path / 'signpost.db'}"
    monkeypatch.setenv("DATABASE_URL", url)
    package = {"publisher": {"name": "X"}, "license": LICENCE, "grants": [make_grant()]}
    (tmp_path / "grants.json").write_text(json.dumps(package), "utf-8")
    assert grants(["import", str(tmp_path / "grants.json"), "--source", "own", "--own"]) == 0
    folder = tmp_path / "out"
    assert main(["out", str(folder), "--public-only"]) == 0
    assert not (folder / "360giving").exists()
    assert main(["out", str(folder), "--public-only", "--licence-url", LICENCE]) == 0
    assert official_problems(read(folder / "360giving" / "grants.json"), is_package=True) == []
    assert not (folder / "everything.zip").exists()
    contents = read(folder / "contents.json")
    assert contents["publisher"] == "Leicestershire County Council"
    assert {"name", "count", "what"} == set(contents["files"][0])


def test_a_folder_that_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'signpost.db'}")
    (tmp_path / "file").write_text("")
    assert main(["out", str(tmp_path / "file")]) == 1
    assert "cannot be written" in capsys.readouterr().err
