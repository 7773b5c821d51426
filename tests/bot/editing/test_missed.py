"""Questions that were missed: shown masked, and in two clicks something comes of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.staff.aid import Results
from knowledge.errors import Unavailable
from knowledge.models import Contact, Guidance
from knowledge.replies import Reply
from tests.bot.conftest import Bench
from tests.bot.editing.conftest import know
from tests.bot.people import Person, signed_in
from tests.knowledge.records import make_record_of

QUESTION = "who lends zebras to village fetes"


@pytest.fixture
async def room(bench: Bench) -> Bench:
    """A running application with two invented records and three missed questions."""
    await know(
        bench.app.state.accounts,
        make_record_of(Guidance, slug="g-fete", name="How do we hold a fete?"),
        make_record_of(Contact, slug="fed", name="A fete feed", origin="a-feed"),
    )
    await _ask(bench, "unsure", QUESTION)
    await _ask(bench, "nothing", "my name is Jo Bloggs, ring 07700 900123 about zebras")
    await _ask(bench, "sure", "a grant please")
    return bench


async def _ask(bench: Bench, sureness: str, *texts: str) -> None:
    opened = await bench.open()
    for text in texts:
        bench.engine.replies = [replace(Reply("An answer."), sureness=sureness)]
        await opened.send(text=text)


def _number(room: Bench, start: str) -> int:
    return int(room.rows(f"SELECT id FROM message WHERE text LIKE '{start}%'")[0][0])


async def test_what_was_missed_is_shown_masked_and_what_was_not_is_not(
    room: Bench, ann: Person
) -> None:
    page = (await ann.client.get("/edit/missed")).text
    assert QUESTION in page
    assert "07700" not in page
    assert "Bloggs" not in page
    assert "a grant please" not in page
    await _ask(room, "unsure", f"{QUESTION.upper()}?")
    assert "2 times" in (await ann.client.get("/edit/missed")).text


async def test_not_what_i_meant_shows_the_question_before(room: Bench, ann: Person) -> None:
    opened = await room.open()
    for text, sureness in (("is there a llama club", "sure"), ("not what i meant", "not_meant")):
        room.engine.replies = [replace(Reply("An answer."), sureness=sureness)]
        await opened.send(text=text)
    page = (await ann.client.get("/edit/missed")).text
    assert "is there a llama club" in page
    assert ">not what i meant<" not in page


async def test_it_becomes_another_way_of_asking(room: Bench, ann: Person) -> None:
    number = _number(room, "who lends")
    page = await ann.client.get(f"/edit/missed/{number}/way", params={"q": "fete"})
    assert "How do we hold a fete?" in page.text
    assert "A fete feed" not in page.text
    answer = await ann.post(f"/edit/missed/{number}/way", slug="g-fete", text=QUESTION)
    assert answer.headers["location"] == "/edit/changes?done=proposed"
    assert QUESTION in (await ann.client.get("/edit/changes")).text
    assert QUESTION not in (await ann.client.get("/edit/missed")).text
    bob = await signed_in(room, "editor", name="bob")
    await bob.post("/edit/changes/1", decision="approve")
    (row,) = room.rows("SELECT also_asked FROM record WHERE slug = 'g-fete'")
    assert QUESTION in row[0]


async def test_the_nearest_records_are_offered(room: Bench, ann: Person) -> None:
    number = _number(room, "who lends")
    found = Results(None, matches=(_match("fed"), _match("g-fete")))  # type: ignore[arg-type]
    room.app.state.aid = _Aid(found)
    page = await ann.client.get(f"/edit/missed/{number}/way")
    assert "How do we hold a fete?" in page.text
    room.app.state.aid = _Aid(None)
    assert "None was found" in (await ann.client.get(f"/edit/missed/{number}/way")).text


class _Aid:
    def __init__(self, found: Results | None) -> None:
        self.found = found

    async def find(self, _asked: Any) -> Results:
        if self.found is None:
            raise Unavailable("There is no directory.")
        return self.found

    def close(self) -> None:
        """Has nothing open."""


def _match(slug: str) -> Any:
    return type("Match", (), {"slug": slug})()


@pytest.mark.parametrize(
    ("slug", "text", "status"),
    [
        ("g-fete", "ring me on 07700 900123", 422),
        ("g-fete", "", 422),
        ("g-fete", "how do we hold a FETE?", 422),
        ("fed", QUESTION, 409),
        ("nonsense", QUESTION, 404),
    ],
)
async def test_a_way_that_cannot_be_is_refused(
    room: Bench, ann: Person, slug: str, text: str, status: int
) -> None:
    number = _number(room, "who lends")
    answer = await ann.post(f"/edit/missed/{number}/way", slug=slug, text=text)
    assert answer.status_code == status
    assert QUESTION in (await ann.client.get("/edit/missed")).text


async def test_it_becomes_new_guidance(room: Bench, ann: Person) -> None:
    number = _number(room, "who lends")
    page = await ann.client.get("/edit/new", params={"missed": number})
    assert f'value="{QUESTION}"' in page.text
    fields = {
        "missed": str(number), "name": QUESTION, "short_answer": "Nobody does.",
        "topics": "running-a-group", "area": "England", "source_url": "https://zebra.example/",
        "source_date": "2026", "reason": "Asked.",
    }  # fmt: skip
    for key, wrong in (("short_answer", ""), ("reason", ""), ("name", "ring 07700 900123")):
        answer = await ann.post("/edit/new", **fields | {key: wrong})
        assert answer.status_code == 422, key
        assert "https://zebra.example/" in answer.text
    assert (await ann.post("/edit/new", **fields)).status_code == 303
    page = await ann.client.get("/edit/changes")
    assert "New: a question and its answer: who lends zebras" in page.text
    bob = await signed_in(room, "editor", name="bob")
    await bob.post("/edit/changes/1", decision="approve")
    page = await bob.client.get("/edit/records/g-who-lends-zebras-to-village-fetes")
    assert "Nobody does." in page.text
    assert QUESTION not in (await ann.client.get("/edit/missed")).text


async def test_it_becomes_a_training_example_that_two_have_read(room: Bench, ann: Person) -> None:
    path = f"/edit/missed/{_number(room, 'who lends')}/example"
    assert QUESTION in (await ann.client.get(path)).text
    for wrong in ({"read": ""}, {"intent": "nonsense"}, {"text": "mail jo@example.org"}):
        fields = {"text": QUESTION, "intent": "find_local_help", "read": "yes"} | wrong
        assert (await ann.post(path, **fields)).status_code == 422, wrong
    assert room.rows("SELECT count(*) FROM text_change") == [(0,)]
    answer = await ann.post(path, text=QUESTION, intent="find_local_help", read="yes")
    assert answer.status_code == 303
    assert (await ann.post("/edit/text-changes/1", decision="approve")).status_code == 403
    bob = await signed_in(room, "editor", name="bob")
    assert "Training example for find local help" in (await bob.client.get("/edit/changes")).text
    assert (await bob.post("/edit/text-changes/1", decision="approve")).status_code == 303


async def test_nothing_may_come_of_it_and_only_missed_messages_are_read(
    room: Bench, ann: Person
) -> None:
    number = _number(room, "who lends")
    assert (await ann.post(f"/edit/missed/{number}")).status_code == 303
    assert QUESTION not in (await ann.client.get("/edit/missed")).text
    other = _number(room, "a grant")
    for path in (f"/edit/missed/{other}/way", f"/edit/missed/{other}/example"):
        assert (await ann.client.get(path)).status_code == 404
    assert (await ann.client.get("/edit/new", params={"missed": other})).status_code == 404
    assert (await ann.post(f"/edit/missed/{other}")).status_code == 404
