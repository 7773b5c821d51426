"""An editor adds a record of each kind in a form; a second approves it, and residents see it."""

from __future__ import annotations

import pytest

from knowledge.models import Organisation, Place
from tests.bot.conftest import Bench
from tests.bot.editing.conftest import know
from tests.bot.people import Person
from tests.knowledge.records import make_record_of

FIELDS = {
    "kind": "service", "name": "Zebra walks", "summary": "Walks with invented zebras.",
    "provider": "The Zebra Trust", "phone": "0116 496 0000", "topics": "support-services",
    "area": "Wold", "source_url": "https://zebra.example/", "source_date": "2026-11",
    "reason": "Asked for twice.",
}  # fmt: skip


@pytest.fixture
async def room(bench: Bench) -> Bench:
    """A running application that knows one invented area and one invented organisation."""
    place = make_record_of(Place, slug="wold", name="Wold", areas=["Wold"])
    place.place_kind = "district"
    owner = make_record_of(Organisation, slug="org-zebra", name="The Zebra Trust")
    await know(bench.app.state.accounts, place, owner)
    return bench


async def test_a_service_is_added_by_two_and_stands_with_its_organisation(
    room: Bench, ann: Person, bob: Person
) -> None:
    page = (await ann.client.get("/edit/new", params={"kind": "service"})).text
    assert "<option>Wold</option>" in page
    assert "Who gives it" in page
    assert (await ann.post("/edit/new", **FIELDS)).headers[
        "location"
    ] == "/edit/changes?done=proposed"
    assert (await ann.client.get("/services/svc-zebra-walks")).status_code == 404
    changes = (await bob.client.get("/edit/changes")).text
    assert "New: a service: Zebra walks" in changes
    assert ">The Zebra Trust</ins>" in changes
    assert ">Support services</ins>" in changes
    assert "<em>nothing</em>" not in changes, "before a new record there was nothing to tell"
    done = (await bob.post("/edit/changes/1", decision="approve")).headers["location"]
    assert "Approved. Residents see it" in (await bob.client.get(done)).text
    page = (await ann.client.get("/services/svc-zebra-walks")).text
    assert "Walks with invented zebras." in page
    assert "The Zebra Trust" in page
    assert "It was added" in (await bob.client.get("/edit/records/svc-zebra-walks")).text


async def test_what_is_missing_is_said_and_nothing_typed_is_lost(room: Bench, ann: Person) -> None:
    answer = await ann.post("/edit/new", **FIELDS | {"kind": "fund", "source_date": ""})
    assert answer.status_code == 422
    assert "Who gives the money: this cannot be empty" in answer.text
    assert "The date of that page" in answer.text
    assert 'value="https://zebra.example/"' in answer.text
    assert room.rows("SELECT count(*) FROM record_change") == [(0,)]


async def test_whether_a_fund_is_open_is_chosen_and_said_plainly(room: Bench, ann: Person) -> None:
    fund = FIELDS | {"kind": "fund", "status": "maybe", "min_amount_gbp": "500"}
    answer = await ann.post("/edit/new", **fund | {"max_amount_gbp": "200"})
    assert "Is it open to applications?: please choose one of the list" in answer.text
    assert "Most, in pounds: 200 is less than the least amount, 500" in answer.text
    assert '<option value="unknown">Not known</option>' in answer.text
    assert "Input should be" not in answer.text


@pytest.mark.parametrize("kind", ["guidance", "service", "opportunity", "fund", "organisation"])
async def test_there_is_a_form_for_each_kind(room: Bench, ann: Person, kind: str) -> None:
    page = await ann.client.get("/edit/new", params={"kind": kind})
    assert page.status_code == 200
    assert f'name="kind" value="{kind}"' in page.text
    assert page.text.count('aria-current="page"') >= 1


async def test_places_and_nonsense_cannot_be_added(room: Bench, ann: Person) -> None:
    for kind in ("place", "nonsense"):
        assert (await ann.client.get("/edit/new", params={"kind": kind})).status_code == 404
        assert (await ann.post("/edit/new", **FIELDS | {"kind": kind})).status_code == 404
    assert room.rows("SELECT count(*) FROM record_change") == [(0,)]
