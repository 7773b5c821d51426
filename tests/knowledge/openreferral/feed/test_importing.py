"""A whole import: copied, taken, gone on with, taken down, brought back, never deleted."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from knowledge.assurance.records import Word, assure
from knowledge.content_store import stored_state
from knowledge.database import Database
from knowledge.errors import Conflict, Unavailable
from knowledge.models import (
    ContentState,
    DataSource,
    ImportRow,
    ImportRun,
    Location,
    Organisation,
    Phone,
    Record,
    Service,
    SourceItem,
    TaxonomyTerm,
)
from knowledge.openreferral import listings, organisations
from knowledge.openreferral.feed.envelopes import FeedPage, page_of
from knowledge.openreferral.feed.fetching import NotThere
from knowledge.openreferral.feed.runs import Choices, Described, import_feed
from knowledge.openreferral.queries import Wanted
from tests.knowledge.openreferral.feed.test_envelopes import fixture
from tests.knowledge.openreferral.shelves import fill_gazetteer, make, put
from tests.standards import open_referral_schemas

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
WHO = Described("invented", title="Invented Council", licence="https://licence.invented")


@dataclass
class Feed:
    """A feed in memory: a list, details, and faults as they are told."""

    items: list[Any]
    details: dict[str, Any] = field(default_factory=dict)
    address: str = "https://feed.invented"
    lists_everything: bool = True
    total: int | None = None
    fails_at: int | None = None
    asked: list[str] = field(default_factory=list)
    queries: list[Mapping[str, str]] = field(default_factory=list)

    def pages(self, query: Mapping[str, str] | None = None) -> Iterator[FeedPage]:
        self.queries.append(dict(query or {}))
        total = len(self.items) if self.total is None else self.total
        for start in range(0, max(len(self.items), 1), 2):
            yield FeedPage(self.items[start : start + 2], total=total)

    def detail(self, name: str) -> Any:
        self.asked.append(name)
        if self.fails_at is not None and len(self.asked) > self.fails_at:
            raise Unavailable("it does not answer")
        if name not in self.details:
            raise NotThere("there is nothing")
        return self.details[name]


def service(key: Any, /, **changes: Any) -> dict[str, Any]:
    said = {"id": key, "name": f"Invented {key}", "status": "active", "description": "D."}
    return said | changes


def whole(key: Any, /, **changes: Any) -> dict[str, Any]:
    return service(key, phones=[{"number": "01632 960001"}]) | changes


@pytest.fixture
def session(directory_database: Database) -> Iterator[Session]:
    with directory_database.session() as session:
        fill_gazetteer(session)
        session.add(ContentState(name="content", version="v", loaded_at=MONDAY))
        session.commit()
        yield session


class Clock:
    """Moves a minute with every look."""

    def __init__(self, at: datetime = MONDAY) -> None:
        self.at = at

    def __call__(self) -> datetime:
        self.at += timedelta(minutes=1)
        return self.at


def bring(session: Session, feed: Any, who: Described = WHO, **choices: Any) -> ImportRun:
    clock = Clock(choices.pop("at", MONDAY))
    run = import_feed(session, feed, who, Choices(**choices), now=clock)
    session.expire_all()
    return run


def names(session: Session) -> dict[str, str]:
    """The services of the source that are here, with their lifecycle."""
    found = session.scalars(select(Service).where(Service.origin == "invented"))
    return {str(record.external_id): record.lifecycle for record in found}


def rows(session: Session, run: ImportRun) -> list[tuple[str | None, str, str | None]]:
    found = session.scalars(
        select(ImportRow).where(ImportRow.run_id == run.id).order_by(ImportRow.position)
    )
    return [(row.external_id, row.outcome, row.message) for row in found]


def test_the_bristol_capture_comes_in_and_goes_out_valid(session: Session) -> None:
    page = page_of(fixture("bristol-v3-services-page1-redacted.json"))
    detail = fixture("bristol-v3-service-redacted.json")
    feed = Feed(page.items, {detail["id"]: detail}, total=page.total)
    run = bring(session, feed)
    assert (run.state, run.total, run.mended, run.refused) == ("done", 3, 3, 0)
    items = list(listings.services(session, Wanted(), whole=True).all())
    assert len(items) == 3
    schemas = open_referral_schemas()
    for item in items:
        assert list(schemas.problems("service", item)) == []
    for item in organisations.organisations(session, whole=True).all():
        assert list(schemas.problems("organization", item)) == []
    # The feed's own ids are kept, so that others can tell that it is the same service.
    assert detail["id"] in {item["id"] for item in items}


def test_the_outpost_capture_comes_in_masked(session: Session) -> None:
    page = page_of(fixture("envelopes-synthetic.json")["outpost_Buckinghamshire"])
    run = bring(session, Feed(page.items))
    assert run.taken + run.mended == 1
    (item,) = listings.services(session, Wanted(), whole=True).all()
    (at,) = item["service_at_locations"]
    assert at["location"]["description"] == "The exact address is not published."
    assert session.scalars(select(Location.latitude)).all() == [None]
    assert list(open_referral_schemas().problems("service", item)) == []


def test_a_record_says_whose_it_is(session: Session) -> None:
    bring(session, Feed([whole(7, organization={"id": 3, "name": "Invented Body"},
                               assured_date="2026-11-01", last_modified="2026-11-02T08:00:00Z",
                               service_areas=[{"name": "Charnwood Borough"}])]))  # fmt: skip
    record = session.scalars(select(Service)).one()
    assert (record.origin, record.external_id, record.licence) == (
        "invented", "7", "https://licence.invented",
    )  # fmt: skip
    assert (record.source_date, record.source_note) == (
        "2026-11-02", "Invented Council (open data)",
    )  # fmt: skip
    assert record.assured_by == "Invented Council"
    assert record.areas == ["Charnwood"]
    assert record.phone == "01632 960001"
    assert record.slug.startswith("invented-invented-7-")
    owner = session.scalars(select(Organisation)).one()
    assert [link.target_id for link in record.links] == [owner.id]
    state = stored_state(session)
    assert state is not None
    assert state.imports_version is not None


def test_a_second_run_changes_nothing(session: Session) -> None:
    feed = Feed([whole(1), whole(2)])
    bring(session, feed)
    before = [(record.id, record.modified_at) for record in session.scalars(select(Record))]
    version = stored_state(session).imports_version  # type: ignore[union-attr]
    run = bring(session, feed, at=MONDAY + timedelta(days=1))
    assert (run.taken, run.unchanged) == (0, 2)
    after = [(record.id, record.modified_at) for record in session.scalars(select(Record))]
    assert sorted(after) == sorted(before)
    assert stored_state(session).imports_version == version  # type: ignore[union-attr]


def test_a_change_is_taken_and_its_parts_are_made_anew(session: Session) -> None:
    bring(session, Feed([whole(1), whole(2)]))
    changed = whole(1, name="Renamed", phones=[{"number": "01632 960009"}])
    run = bring(session, Feed([changed, whole(2)]), at=MONDAY + timedelta(days=1))
    assert (run.taken, run.unchanged) == (1, 1)
    record = session.scalars(select(Service).where(Service.external_id == "1")).one()
    assert (record.name, record.phone) == ("Renamed", "01632 960009")
    # Its address does not change with its name.
    assert record.slug.startswith("invented-invented-1-")
    numbers = session.scalars(select(Phone.number).where(Phone.record_id == record.id)).all()
    assert numbers == ["01632 960009"]


def test_what_cannot_be_taken_is_reported_and_the_rest_comes_in(session: Session) -> None:
    items = [whole(1), "junk", {"name": "No id"}, whole(2, name=None), whole(1),
             whole(3, status="draft")]  # fmt: skip
    run = bring(session, Feed(items))
    assert names(session) == {"1": "active"}
    assert (run.taken, run.refused) == (1, 5)
    assert [(name, why) for name, outcome, why in rows(session, run) if outcome == "refused"] == [
        (None, "it is not an object"),
        (None, "it has no id"),
        ("1", "its id stands twice in the list"),
        ("2", "it has no name"),
        ("3", "its status is none that is known"),
    ]


def test_a_refused_change_leaves_the_good_record(session: Session) -> None:
    bring(session, Feed([whole(1)]))
    bring(session, Feed([whole(1, name=None)]), at=MONDAY + timedelta(days=1))
    record = session.scalars(select(Service)).one()
    assert (record.name, record.lifecycle) == ("Invented 1", "active")


def test_details_are_fetched_and_joined_with_the_list(session: Session) -> None:
    feed = Feed([service(1), service(2)], {"1": whole(1), "2": whole(2)})
    bring(session, feed)
    assert feed.asked == ["1", "2"]
    assert session.scalar(select(func.count()).select_from(Phone)) == 2


def test_without_details_the_list_is_taken(session: Session) -> None:
    run = bring(session, Feed([service(1)]))
    assert (run.taken, names(session)) == (1, {"1": "active"})


def test_a_soft_404_for_one_service_keeps_its_last_good_copy(session: Session) -> None:
    bring(session, Feed([service(1)], {"1": whole(1)}))
    run = bring(session, Feed([service(1, name="New")]), at=MONDAY + timedelta(days=1))
    assert run.refused == 1
    assert "last good copy stays" in str(rows(session, run)[0][2])
    record = session.scalars(select(Service)).one()
    assert (record.name, record.phone, record.lifecycle) == (
        "Invented 1", "01632 960001", "active",
    )  # fmt: skip
    kept = session.scalars(select(SourceItem)).one()
    assert kept.body["phones"]


def test_a_failed_fetch_changes_no_record_and_is_gone_on_with(session: Session) -> None:
    details = {str(number): whole(number) for number in range(20)}
    items = [service(number) for number in range(20)]
    bring(session, Feed(items[:3], details))
    broken = Feed(items, details, fails_at=8)
    with pytest.raises(Unavailable):
        bring(session, broken, at=MONDAY + timedelta(days=1))
    run = session.scalars(select(ImportRun).order_by(ImportRun.started_at.desc())).first()
    assert run is not None
    assert (run.state, run.message) == ("stopped", "it does not answer")
    assert names(session) == dict.fromkeys(["0", "1", "2"], "active")
    mended = Feed(items, details)
    again = bring(session, mended, at=MONDAY + timedelta(days=1, hours=1))
    assert again.id == run.id
    # What the broken run had fetched is not asked for again.
    assert len(mended.asked) == 12
    assert (again.state, again.total, len(names(session))) == ("done", 20, 20)


def test_one_service_that_cannot_be_fetched_does_not_stop_the_others(session: Session) -> None:
    class Patchy(Feed):
        def detail(self, name: str) -> Any:
            if name == "2":
                raise Unavailable("it does not answer")
            return super().detail(name)

    details = {str(number): whole(number) for number in range(4)}
    run = bring(session, Patchy([service(number) for number in range(4)], details))
    assert (run.taken, run.refused) == (3, 1)
    assert sorted(names(session)) == ["0", "1", "3"]


def test_what_is_no_longer_named_is_taken_down_and_comes_back(session: Session) -> None:
    owner = {"id": 9, "name": "Invented Body"}
    feed = Feed([whole(number) for number in range(9)] + [whole(9, organization=owner)])
    bring(session, feed)
    run = bring(session, Feed(feed.items[:9]), at=MONDAY + timedelta(days=1))
    assert run.missing == 1
    assert names(session)["9"] == "inactive"
    assert session.scalars(select(Organisation)).one().lifecycle == "inactive"
    assert listings.services(session, Wanted()).total == 9
    assert session.scalar(select(func.count()).select_from(SourceItem)) == 10
    bring(session, feed, at=MONDAY + timedelta(days=2))
    assert names(session)["9"] == "active"
    assert session.scalars(select(Organisation)).one().lifecycle == "active"


@pytest.mark.parametrize("left", [0, 5])
def test_a_list_that_shrank_too_much_is_not_believed(session: Session, left: int) -> None:
    feed = Feed([whole(number) for number in range(10)])
    bring(session, feed)
    short = Feed(feed.items[:left])
    run = bring(session, short, at=MONDAY + timedelta(days=1))
    assert run.missing == 0
    assert run.message is not None
    assert "too many to believe" in run.message
    assert set(names(session).values()) == {"active"}
    run = bring(session, short, accept_missing=True, at=MONDAY + timedelta(days=2))
    assert run.missing == 10 - left


def test_a_list_that_is_shorter_than_it_says_takes_nothing_down(session: Session) -> None:
    feed = Feed([whole(number) for number in range(10)])
    bring(session, feed)
    run = bring(session, Feed(feed.items[:9], total=10), at=MONDAY + timedelta(days=1))
    assert run.missing == 0
    assert set(names(session).values()) == {"active"}


def test_a_file_takes_nothing_down(session: Session) -> None:
    bring(session, Feed([whole(1), whole(2)]))
    part = Feed([whole(1)], lists_everything=False)
    assert bring(session, part, at=MONDAY + timedelta(days=1)).missing == 0


def test_only_what_changed_is_asked_for_where_the_feed_can(session: Session) -> None:
    items = [service(number, last_modified=f"2026-11-0{number}T10:00:00Z") for number in (1, 2, 3)]
    details = {str(number): whole(number) for number in (1, 2, 3)}
    bring(session, Feed(items, details))
    source = session.get(DataSource, "invented")
    assert source is not None
    assert source.changed_until == datetime(2026, 11, 3, 10, tzinfo=UTC)
    source.can = {"modified_after": True}
    session.commit()
    feed = Feed([items[2]], details)
    run = bring(session, feed, mode="incremental", at=MONDAY + timedelta(days=1))
    assert feed.queries == [{"modified_after": "2026-11-03T10:00:00Z"}]
    assert (run.missing, feed.asked) == (0, [])


def test_where_it_cannot_only_changed_details_are_fetched(session: Session) -> None:
    items = [service(number, last_modified=f"2026-11-0{number}T10:00:00Z") for number in (1, 2, 3)]
    details = {str(number): whole(number) for number in (1, 2, 3)}
    bring(session, Feed(items, details))
    changed = [*items[:2], items[2] | {"last_modified": "2026-11-20T10:00:00Z"}]
    feed = Feed(changed, details | {"3": whole(3, name="New")})
    run = bring(session, feed, mode="incremental", at=MONDAY + timedelta(days=1))
    assert feed.asked == ["3"]
    assert (run.taken, run.unchanged) == (1, 2)
    full = Feed(changed, details)
    bring(session, full, at=MONDAY + timedelta(days=2))
    assert full.asked == ["1", "2", "3"]


def test_a_preview_says_what_would_happen_and_changes_no_record(session: Session) -> None:
    run = bring(session, Feed([whole(1), whole(2, name=None)]), is_preview=True)
    assert (run.state, run.taken, run.refused) == ("previewed", 1, 1)
    assert names(session) == {}
    assert len(rows(session, run)) == 2
    run = bring(session, Feed([whole(1)]), at=MONDAY + timedelta(days=1))
    assert (run.state, run.taken, names(session)) == ("done", 1, {"1": "active"})


def test_two_runs_of_one_source_do_not_meet(session: Session) -> None:
    bring(session, Feed([whole(1)]))
    run = session.scalars(select(ImportRun)).one()
    run.state, run.place = "running", {"at": MONDAY.isoformat()}
    session.commit()
    with pytest.raises(Conflict, match="at this moment"):
        bring(session, Feed([whole(1)]))
    # A run that has said nothing for long is dead, and is gone on with.
    assert bring(session, Feed([whole(1)]), at=MONDAY + timedelta(hours=1)).id == run.id


def test_a_run_whose_program_was_killed_is_gone_on_with_at_once(session: Session) -> None:
    bring(session, Feed([whole(1)]))
    run = session.scalars(select(ImportRun)).one()
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    said = {"at": MONDAY.isoformat(), "machine": socket.gethostname()}
    run.state, run.place = "running", said | {"process": os.getppid()}
    session.commit()
    with pytest.raises(Conflict, match="at this moment"):
        bring(session, Feed([whole(1)]))
    run.place = said | {"process": ended.pid, "machine": "another"}
    session.commit()
    with pytest.raises(Conflict, match="at this moment"):
        bring(session, Feed([whole(1)]))
    run.place = said | {"process": ended.pid}
    session.commit()
    assert bring(session, Feed([whole(1)])).id == run.id


def test_two_sources_with_the_same_ids_do_not_touch_each_other(session: Session) -> None:
    name = "2a3483ea-8966-4f50-9dc3-7bafa1e5c623"
    body = {"id": "42d3fa20-b36d-4822-b5dc-68029911caaf", "name": "Invented Body"}
    bring(session, Feed([whole(name, organization=body)]))
    other = Described("another", title="Another Council")
    bring(session, Feed([whole(name, name="Theirs", organization=body)]), other)
    found = session.scalars(select(Service).order_by(Service.origin)).all()
    assert [(record.origin, record.name) for record in found] == [
        ("another", "Theirs"), ("invented", f"Invented {name}"),
    ]  # fmt: skip
    assert len({record.id for record in found}) == 2
    assert str(found[1].id) == name


def test_the_contents_own_records_are_never_touched(session: Session) -> None:
    name = "2a3483ea-8966-4f50-9dc3-7bafa1e5c623"
    put(session, make(Service, "ours"))
    ours = session.scalars(select(Service)).one()
    bring(session, Feed([whole(str(ours.id)), whole(name)]))
    session.refresh(ours)
    assert (ours.slug, ours.origin) == ("ours", "content")
    assert session.scalar(select(func.count()).select_from(Service)) == 3


def test_a_name_of_another_kind_of_source_is_refused(session: Session) -> None:
    put(session, DataSource(name="invented", kind="sheet", title="A list", can={}))
    with pytest.raises(Conflict, match="another kind"):
        bring(session, Feed([whole(1)]))


def test_what_a_person_took_down_stays_down(session: Session) -> None:
    feed = Feed([whole(1), whole(2)])
    bring(session, feed)
    slug = session.scalars(select(Service.slug).where(Service.external_id == "1")).one()
    assure(session, Word(slug, "Invented team", MONDAY.date(), "taken down"), MONDAY)
    session.commit()
    changed = Feed([whole(1, name="New"), whole(2)])
    bring(session, changed, at=MONDAY + timedelta(days=1))
    assert names(session) == {"1": "inactive", "2": "active"}


def test_nothing_private_is_kept_anywhere(session: Session) -> None:
    minder = whole(1, name="Mrs Jane Secret", description="Jane Secret, 07700 900123",
                   contacts=[{"name": "Jane Secret", "email": "jane.secret@gmail.com"}],
                   organization={"id": 2, "name": "Jane Secret"})  # fmt: skip
    club = whole(2, contacts=[{"name": "John Hidden", "phone": "07700 900124"}])
    run = bring(session, Feed([minder, club]))
    kept = [item.body for item in session.scalars(select(SourceItem))]
    text = json.dumps([kept, rows(session, run), *listings.services(session, Wanted()).all()])
    for private in ("Secret", "Hidden", "900123", "900124"):
        assert private not in text
    assert run.mended == 2
    reasons = " ".join(str(why) for _, _, why in rows(session, run))
    assert "who trades alone" in reasons
    assert "a person's name was left out" in reasons


def test_terms_are_shared_and_service_types_are_ours(session: Session) -> None:
    terms_said = [
        {"id": "x", "name": "Own term", "taxonomy": "own"},
        {"name": "Food banks", "term_uri": "http://id.esd.org.uk/service/1818"},
    ]
    tags = [{"id": "a", "taxonomy_term": term} for term in terms_said]
    bring(session, Feed([whole(1, attributes=tags), whole(2, attributes=tags)]))
    terms = session.scalars(select(TaxonomyTerm).where(TaxonomyTerm.name == "Own term")).all()
    assert len(terms) == 1
    assert listings.services(session, Wanted(service_type="1818")).total == 2
    assert session.scalars(select(Service)).first().service_types == ["1818"]  # type: ignore[union-attr]


def test_when_a_feed_is_due_again(session: Session) -> None:
    who = Described("invented", title="Invented Council", every_hours=24)
    bring(session, Feed([whole(1)]), who)
    source = session.get(DataSource, "invented")
    assert source is not None
    assert source.next_at is not None
    assert source.last_good_at is not None
    assert source.next_at - source.last_good_at == timedelta(hours=24)
