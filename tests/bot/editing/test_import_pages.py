"""Bringing a file in: seen first, by two people, all or nothing, faults by row and column."""

from __future__ import annotations

import io
import json
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select

from knowledge.editing.importing import MOST_BYTES
from knowledge.models import Opportunity, Organisation, Place
from knowledge.volunteering.export import volunteering_data
from tests.bot.conftest import Bench
from tests.bot.editing.conftest import know
from tests.bot.people import Person, signed_in
from tests.knowledge.records import make_record_of

HEAD = "name,summary,topics,areas,phone,source_urls,source_date,confidence"
HALL = (
    "Invented hall,A hall to hire.,running-a-group,Wold,{phone},https://hall.example/,2026-11,high"
)
GRANT = {
    "id": "360G-invented-1", "title": "A roof", "description": "A roof for a hall.",
    "currency": "GBP", "amountAwarded": 500, "awardDate": "2026-01-05",
    "recipientOrganization": [{"id": "GB-CHC-1", "name": "Invented hall"}],
    "fundingOrganization": [{"id": "GB-CHC-2", "name": "Invented giver"}],
}  # fmt: skip
SERVICE = {
    "id": "6b0c6f2e-0000-4000-8000-000000000001", "name": "Invented lunch club", "status": "active",
    "description": "Lunch on Tuesdays.",
    "organization": {"id": "6b0c6f2e-0000-4000-8000-000000000002", "name": "Invented club",
                     "description": "A club."},
}  # fmt: skip


@pytest.fixture
async def room(bench: Bench) -> Bench:
    """A running application that knows one invented area."""
    place = make_record_of(Place, slug="wold", name="Wold", areas=["Wold"])
    place.place_kind = "district"
    await know(bench.app.state.accounts, place)
    return bench


async def _send(
    person: Person, content: bytes | str, name: str = "halls.csv", sort: str = "sheet", **said: str
) -> Any:
    data = {"form_token": person.form_token, "sort": sort, "source": "invented-list"} | said
    files = {"file": (name, content if isinstance(content, bytes) else content.encode())}
    return await person.client.post("/edit/import", data=data, files=files)


def _halls(phone: str = "0116 496 0000") -> str:
    return f"{HEAD}\n{HALL.format(phone=phone)}\n"


async def _bring_in(person: Person, path: str) -> Any:
    page = (await person.client.get(path)).text
    fingerprint = page.partition('name="fingerprint" value="')[2].partition('"')[0]
    return await person.post(path, decision="bring in", fingerprint=fingerprint)


def _records(room: Bench) -> list[tuple[Any, ...]]:
    return room.rows("SELECT slug, phone FROM record WHERE origin = 'invented-list'")


async def test_a_list_is_seen_first_and_brought_in_by_a_second_person(
    room: Bench, ann: Person, bob: Person
) -> None:
    path = (await _send(ann, _halls(), kind="service")).headers["location"]
    page = await ann.client.get(path)
    assert "1 row: 1 new." in page.text
    assert "Invented hall" in page.text
    assert "A second person has to bring it in" in page.text
    assert _records(room) == []
    assert (await _bring_in(ann, path)).status_code == 403
    assert _records(room) == []
    assert (await _bring_in(bob, path)).status_code == 303
    assert _records(room) == [("invented-hall", "0116 496 0000")]
    assert "brought in: 1 new" in (await bob.client.get("/edit/import")).text
    assert (await bob.post(path, decision="bring in")).status_code == 409
    assert room.rows("SELECT length(content) FROM upload") == [(0,)]
    noted = {row[0] for row in room.rows("SELECT action FROM accounts_event")}
    assert {"import_sent", "import_brought_in"} <= noted
    path = (await _send(bob, _halls("0116 496 0001"), kind="service")).headers["location"]
    page = await ann.client.get(path)
    assert "phone: 0116 496 0000 becomes 0116 496 0001" in page.text
    path = (await _send(bob, _halls(), kind="service")).headers["location"]
    assert "There is nothing new in it" in (await ann.client.get(path)).text


async def test_faults_name_row_and_column_and_keep_out_the_whole_list(
    room: Bench, ann: Person, bob: Person
) -> None:
    text = _halls() + HALL.format(phone="07700 900123").replace("hall,", "barn,", 1) + "\n"
    path = (await _send(ann, text, kind="service")).headers["location"]
    page = await bob.client.get(path)
    assert "It cannot be brought in: 1 fault." in page.text
    assert "row 3, column E (phone): 07700900123 is a mobile number" in page.text
    assert "Bring it in" not in page.text
    assert (await bob.post(path, decision="bring in", fingerprint="")).status_code == 409
    assert _records(room) == []


async def test_what_would_do_something_else_meanwhile_is_shown_again(
    room: Bench, ann: Person, bob: Person
) -> None:
    path = (await _send(ann, _halls(), kind="service")).headers["location"]
    answer = await bob.post(path, decision="bring in", fingerprint="seen last week")
    assert answer.status_code == 409
    assert "Please look again" in answer.text
    assert _records(room) == []


async def test_a_workbook_comes_in_too(room: Bench, ann: Person, bob: Person) -> None:
    book = openpyxl.Workbook()
    sheet = book.create_sheet("service", 0)
    del book["Sheet"]
    for line in _halls().splitlines():
        sheet.append(line.split(","))
    content = io.BytesIO()
    book.save(content)
    path = (await _send(ann, content.getvalue(), "halls.xlsx")).headers["location"]
    assert (await _bring_in(bob, path)).status_code == 303
    assert len(_records(room)) == 1


async def test_open_referral_comes_in(room: Bench, ann: Person, bob: Person) -> None:
    path = (
        await _send(ann, json.dumps({"contents": [SERVICE]}), "feed.json", "open_referral")
    ).headers["location"]
    page = await bob.client.get(path)
    assert "Invented lunch club" in page.text
    for table in ("record WHERE origin = 'invented-list'", "import_run", "source_item"):
        assert room.rows(f"SELECT count(*) FROM {table}") == [(0,)], table
    assert (await _bring_in(bob, path)).status_code == 303
    assert len(_records(room)) >= 1


async def test_grants_come_in_and_say_whose_they_are(room: Bench, ann: Person, bob: Person) -> None:
    package = json.dumps({"grants": [GRANT]})
    path = (await _send(ann, package, "grants.json", "grants")).headers["location"]
    assert "who publishes these grants" in (await ann.client.get(path)).text
    said = {"publisher": "Invented giver", "licence": "https://licence.example/"}
    path = (await _send(ann, package, "grants.json", "grants", **said)).headers["location"]
    assert "A roof" in (await ann.client.get(path)).text
    assert room.rows("SELECT count(*) FROM grant_made") == [(0,)]
    assert (await _bring_in(bob, path)).status_code == 303
    assert room.rows("SELECT count(*) FROM grant_made") == [(1,)]


async def test_volunteering_data_that_went_out_comes_in(
    room: Bench, ann: Person, bob: Person
) -> None:
    def work(session: Any) -> str:
        host = make_record_of(Organisation, slug="host", name="Invented host")
        role = make_record_of(
            Opportunity, slug="role", name="Feed zebras", organisation="Invented host",
            role="Zebra feeder", min_age=18, dbs="basic", postcode="LE1 5SN",
            address="1 Invented Street",
        )  # fmt: skip
        session.add_all([host, role])
        session.flush()
        document = volunteering_data(session, room.clock().date(), "Invented")
        session.delete(role)
        return json.dumps(document)

    text = await room.app.state.accounts.transactions.do(work)
    path = (await _send(ann, text, "roles.jsonld", "volunteering")).headers["location"]
    page = await ann.client.get(path)
    assert "row 2" in page.text
    assert "areas" in page.text
    said = {"area": "Wold", "source_date": "2026-11-01", "confidence": "medium"}
    path = (await _send(ann, text, "roles.jsonld", "volunteering", **said)).headers["location"]
    page = await ann.client.get(path)
    assert "1 row: 1 new." in page.text, page.text
    assert (await _bring_in(bob, path)).status_code == 303

    def read(session: Any) -> Opportunity:
        found: Opportunity = session.scalars(select(Opportunity)).one()
        return found

    role = await room.app.state.accounts.transactions.do(read)
    assert (role.name, role.role, role.min_age) == ("Feed zebras", "Zebra feeder", 18)
    assert (role.postcode, role.areas, role.dbs) == ("LE1 5SN", ["Wold"], None)
    assert "DBS" in str(role.note)


@pytest.mark.parametrize(
    ("name", "content", "sort", "said"),
    [
        ("list.csv", b"", "sheet", "This one is empty"),
        ("list.exe", b"x", "sheet", "ends in .csv or .xlsx"),
        ("list.json", b"x", "nonsense", "choose what the file holds"),
        ("list.csv", b"x" * (MOST_BYTES + 1), "sheet", "at most 2 MB"),
    ],
)
async def test_what_cannot_be_a_file_is_refused_at_once(
    room: Bench, ann: Person, name: str, content: bytes, sort: str, said: str
) -> None:
    answer = await _send(ann, content, name, sort)
    assert answer.status_code == 422
    assert said in answer.text
    assert room.rows("SELECT count(*) FROM upload") == [(0,)]


@pytest.mark.parametrize(
    ("name", "content", "sort", "said"),
    [
        ("list.xlsx", b"no workbook", "sheet", "list.xlsx"),
        ("list.csv", b"name,colour\nx,red\n", "sheet", "colour"),
        ("feed.json", b"{", "open_referral", "holds no JSON"),
        ("feed.json", b"{}", "open_referral", "fault"),
        ("grants.json", b'{"grants": "none"}', "grants", "fault"),
        ("roles.json", b"[]", "volunteering", "no volunteering data"),
        ("roles.json", b'{"graph": [{"activity": 5}]}', "volunteering", "no activity"),
    ],
)
async def test_bad_files_are_refused_in_plain_words(
    room: Bench, ann: Person, name: str, content: bytes, sort: str, said: str
) -> None:
    path = (await _send(ann, content, name, sort, kind="service")).headers["location"]
    page = await ann.client.get(path)
    assert page.status_code == 200
    assert "It cannot be brought in" in page.text
    assert said in page.text
    assert "Traceback" not in page.text


async def test_a_bad_name_of_a_source_is_refused(ann: Person) -> None:
    for name in ("A list", "x", "-a", "content_x", "a" * 41):
        assert (await _send(ann, _halls(), source=name)).status_code == 422, name
    path = (await _send(ann, _halls(), source="content", kind="service")).headers["location"]
    assert "another kind of source" in (await ann.client.get(path)).text


async def test_too_many_rows_are_for_the_command(ann: Person) -> None:
    rows = "\n".join(HALL.format(phone="").replace("hall,", f"hall {n},", 1) for n in range(2001))
    path = (await _send(ann, f"{HEAD}\n{rows}\n", kind="service")).headers["location"]
    assert "please split it" in (await ann.client.get(path)).text


async def test_a_file_without_the_token_is_not_kept(room: Bench, ann: Person) -> None:
    files = {"file": ("halls.csv", _halls().encode())}
    answer = await ann.client.post(
        "/edit/import", data={"sort": "sheet", "source": "invented-list"}, files=files
    )
    assert answer.status_code == 403
    assert room.rows("SELECT count(*) FROM upload") == [(0,)]


async def test_files_are_discarded_by_anybody_and_after_a_week(
    room: Bench, ann: Person, bob: Person
) -> None:
    path = (await _send(ann, _halls(), kind="service")).headers["location"]
    assert (await ann.post(path, decision="discard")).status_code == 303
    assert (await bob.post(path, decision="discard")).status_code == 409
    await _send(ann, _halls(), kind="service")
    room.clock.move(days=8)
    later = await signed_in(room, "editor", name="dan")
    assert "Files that wait" not in (await later.client.get("/edit/import")).text
    assert room.rows("SELECT state, length(content) FROM upload") == [("discarded", 0)] * 2
    assert (await later.client.get("/edit/import/99")).status_code == 404


async def test_the_template_is_had_from_the_page_and_comes_back_filled_in(
    room: Bench, ann: Person, bob: Person
) -> None:
    assert 'href="/edit/import/template.xlsx"' in (await ann.client.get("/edit/import")).text
    answer = await ann.client.get("/edit/import/template.xlsx")
    assert "signpost-list.xlsx" in answer.headers["content-disposition"]
    workbook = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert "place" not in workbook.sheetnames
    sheet = workbook["organisation"]
    columns = {cell.value: number for number, cell in enumerate(sheet[1], start=1)}
    for name, value in zip(
        HEAD.split(","), HALL.format(phone="0116 496 0000").split(","), strict=True
    ):
        sheet.cell(2, columns[name], value)
    file = io.BytesIO()
    workbook.save(file)
    sent = await _send(ann, file.getvalue(), "signpost-list.xlsx")
    await _bring_in(bob, sent.headers["location"])
    assert "brought in: 1 new" in (await bob.client.get("/edit/import")).text


async def test_a_list_of_no_kind_is_told_where_to_say_it(room: Bench, ann: Person) -> None:
    sent = await _send(ann, _halls())
    page = await ann.client.get(sent.headers["location"])
    assert "under &#39;What each row is&#39;" in page.text
    assert "What each row is</label>" in (await ann.client.get("/edit/import")).text
