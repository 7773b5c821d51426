"""Links are asked gently and flagged; nothing is deleted, and nobody's wish is passed over."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.assurance.links import LinksChecked, check_links, due_links
from knowledge.database import create_database
from knowledge.errors import Unavailable
from knowledge.models import LinkCheck, Opportunity, Place, Record
from knowledge.web import PublicWeb
from tests.knowledge.factories import make_record
from tests.knowledge.records import make_record_of

START = datetime(2026, 11, 22, 9, tzinfo=UTC)
HTML = {"Content-Type": "text/html; charset=utf-8"}


class Net:
    """A public web of a few pages, with a clock that waiting moves on."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.pages: dict[str, httpx.Response | BaseException] = {}
        self.asked: list[str] = []
        self.now = START
        self.waited: list[float] = []

    def answer(self, request: httpx.Request) -> httpx.Response:
        url = f"{request.url.scheme}://{request.headers['Host']}{request.url.raw_path.decode()}"
        self.asked.append(url)
        found = self.pages.get(url, httpx.Response(404))
        if isinstance(found, BaseException):
            raise found
        return found

    def sleep(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.now += timedelta(seconds=seconds)

    def check(self, *urls: str) -> LinksChecked:
        def address(host: str, _port: int) -> list[str]:
            if host.startswith("nobody"):
                raise OSError
            return ["10.0.0.1"] if host.startswith("inside") else ["93.184.215.14"]

        transport = httpx.MockTransport(self.answer)
        with PublicWeb("test", resolver=address, transport=transport) as web:
            return check_links(self.session, web, urls, now=lambda: self.now, sleep=self.sleep)

    def row(self, url: str) -> LinkCheck:
        found = self.session.get(LinkCheck, url)
        assert found is not None
        return found


@pytest.fixture
def session(tmp_path: Path, sqlite_directory: Path) -> Iterator[Session]:
    url = f"sqlite:///{shutil.copy(sqlite_directory, tmp_path / 'signpost.db')}"
    database = create_database(url)
    with database.session() as session:
        yield session
    database.close()


@pytest.fixture
def any_session(directory_url: str) -> Iterator[Session]:
    """The same on each kind of database."""
    database = create_database(directory_url)
    with database.session() as session:
        yield session
    database.close()


@pytest.fixture
def net(session: Session) -> Net:
    return Net(session)


@pytest.fixture
def any_net(any_session: Session) -> Net:
    return Net(any_session)


URL = "https://site.example/page"


def page(status: int = 200, title: str = "A page", **headers: str) -> httpx.Response:
    text = f"<html><head><title>{title}</title></head></html>"
    return httpx.Response(status, text=text, headers=HTML | headers)


def test_a_good_page(net: Net) -> None:
    net.pages[URL] = page()
    found = net.check(URL)
    assert (found.asked, found.states, found.broken) == (1, {"good": 1}, [])
    row = net.row(URL)
    assert (row.state, row.status, row.failures, row.problem) == ("good", 200, 0, None)
    assert row.good_at == START
    assert row.next_at is not None
    assert timedelta(days=30) <= row.next_at - START < timedelta(days=35)


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (page(404), "answers with status 404"),
        (page(410), "answers with status 410"),
        (page(500), "answers with status 500"),
        (page(title="Page not found - Council"), "its title is 'Page not found - Council'"),
        (page(title="404"), "its title is '404'"),
        (httpx.ConnectTimeout("x"), "gives no answer: site.example cannot be read: it did not"),
    ],
)
def test_what_does_not_answer_is_flagged(net: Net, answer: Any, problem: str) -> None:
    net.pages[URL] = answer
    found = net.check(URL)
    row = net.row(URL)
    assert (row.state, row.failures) == ("failing", 1)
    assert problem in (row.problem or "")
    assert [url for url, _ in found.broken] == [URL]


@pytest.mark.parametrize("url", ["https://nobody.example/", "https://inside.example/admin"])
def test_what_is_nobody_s_or_within_a_network_is_flagged_and_not_asked(net: Net, url: str) -> None:
    net.check(url)
    assert net.row(url).state == "failing"
    assert net.asked == []


@pytest.mark.parametrize("status", [401, 403, 405, 429, 451])
def test_a_site_that_shuts_programs_out_is_not_called_broken(net: Net, status: int) -> None:
    net.pages[URL] = page(status)
    assert net.check(URL).broken == []
    assert (net.row(URL).state, net.row(URL).failures) == ("shuts us out", 0)


@pytest.mark.parametrize(
    ("target", "state"),
    [
        ("https://other.example/new", "moved"),
        ("https://www.site.example/page/", "good"),
        ("https://site.example/Page", "good"),
    ],
)
def test_a_page_that_moved_for_good(net: Net, target: str, state: str) -> None:
    net.pages[URL] = httpx.Response(301, headers={"Location": target})
    net.pages[target] = page()
    net.check(URL)
    row = net.row(URL)
    assert row.state == state
    assert row.moved_to == (target if state == "moved" else None)


def test_failing_is_asked_later_and_later_and_then_called_gone(any_net: Net) -> None:
    states, waits = [], []
    for _ in range(7):
        any_net.check(URL)
        row = any_net.row(URL)
        assert row.next_at is not None
        states.append(row.state)
        waits.append((row.next_at - any_net.now).days)
        any_net.now = row.next_at
    assert waits == [1, 2, 4, 8, 16, 30, 30]
    assert states == ["failing"] * 3 + ["gone"] * 4
    any_net.pages[URL] = page()
    any_net.check(URL)
    assert (any_net.row(URL).state, any_net.row(URL).failures) == ("good", 0)


def test_asked_by_hand_before_its_time_it_has_not_failed_once_more(net: Net) -> None:
    for _ in range(5):
        net.check(URL)
    assert (net.row(URL).state, net.row(URL).failures) == ("failing", 1)


def test_a_site_s_wish_is_kept(net: Net) -> None:
    net.pages["https://site.example/robots.txt"] = httpx.Response(
        200, text="User-agent: *\nDisallow: /page\nCrawl-delay: 10\n"
    )
    net.pages["https://site.example/other"] = page()
    net.check(URL, "https://site.example/other")
    assert URL not in net.asked
    assert net.row(URL).state == "not for robots"
    assert net.row("https://site.example/other").state == "good"
    assert net.waited == [10.0]
    assert net.asked.count("https://site.example/robots.txt") == 1


def test_a_wish_to_us_by_name_and_a_long_delay(net: Net) -> None:
    net.pages["https://site.example/robots.txt"] = httpx.Response(
        200, text="User-agent: signpost\nDisallow:\nCrawl-delay: 9999\n\nUser-agent: *\nDisallow: /"
    )
    net.pages[URL] = page()
    net.check(URL, "https://site.example/b")
    assert net.row(URL).state == "good"
    assert net.waited == [30.0]


def test_rules_that_cannot_be_read_now_are_waited_for(net: Net) -> None:
    net.pages[URL] = page()
    net.check(URL)
    net.pages["https://site.example/robots.txt"] = httpx.Response(503)
    found = net.check(URL, "https://site.example/new")
    assert found.broken == []
    row = net.row(URL)
    assert (row.state, row.failures) == ("good", 0)
    assert row.next_at == START + timedelta(days=1)
    assert net.row("https://site.example/new").state == "not asked"


def test_one_site_is_not_asked_twice_in_a_row(net: Net) -> None:
    urls = [f"https://{site}.example/{n}" for site in ("a", "b") for n in (1, 2)]
    net.pages.update({url: page() for url in urls})
    net.check(*urls)
    pages = [url for url in net.asked if not url.endswith("robots.txt")]
    assert pages == [urls[0], urls[2], urls[1], urls[3]]
    assert net.waited == [3.0]


def test_a_long_page_is_read_only_at_its_beginning(net: Net) -> None:
    net.pages[URL] = httpx.Response(
        200, content=b"<title>Good</title>" + b"x" * 10**6, headers=HTML
    )
    net.check(URL)
    assert net.row(URL).state == "good"


SILENCE = httpx.ConnectError("x")


def test_a_machine_without_a_way_to_the_web_flags_nothing(net: Net) -> None:
    urls = [f"https://site-{n}.example/" for n in range(9)]
    net.pages |= dict.fromkeys(urls, SILENCE)
    net.pages[urls[0]] = page()
    with pytest.raises(Unavailable, match="5 sites in a row gave no answer"):
        net.check(*urls)
    net.session.rollback()
    assert [row.url for row in net.session.scalars(select(LinkCheck))] == [urls[0]]
    with pytest.raises(Unavailable, match="No address gave an answer"):
        net.check(*urls[1:4])
    assert len(net.session.scalars(select(LinkCheck)).all()) == 1


def test_silence_among_answers_is_flagged(net: Net) -> None:
    urls = [f"https://site-{n}.example/" for n in range(5)]
    net.pages |= dict.fromkeys(urls, SILENCE)
    net.pages[urls[3]] = page()
    found = net.check(*urls)
    assert found.states == {"failing": 4, "good": 1}
    assert [url for url, _ in found.broken] == [*urls[:3], urls[4]]


def test_a_stopped_run_keeps_what_it_has_asked(net: Net) -> None:
    net.pages[URL] = page()
    net.pages["https://site.example/stop"] = KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        net.check(URL, "https://site.example/stop")
    net.session.rollback()
    assert net.row(URL).state == "good"


def test_what_is_due(any_net: Net, any_session: Session) -> None:
    links = [f"https://site.example/{n}" for n in range(5)]
    any_session.add_all(
        [
            make_record(slug="a", url=links[0], source_urls=[links[1], links[0]]),
            make_record_of(Opportunity, slug="b", apply_url=links[2], source_urls=[links[3]]),
            make_record(slug="c", url=links[4], status="withheld", source_urls=[]),
            make_record(slug="d", lifecycle="inactive", url="https://down.example/"),
            make_record_of(Place, slug="e", source_urls=["https://places.example/"]),
        ]
    )
    days = {links[1]: -2, links[2]: -3, links[3]: 1}
    for url, ahead in days.items():
        any_session.add(
            LinkCheck(url=url, state="good", failures=0, next_at=START + timedelta(days=ahead))
        )
    any_session.commit()
    assert due_links(any_session, START) == [links[0], links[2], links[1]]
    assert due_links(any_session, START, limit=1) == [links[0]]


def test_records_stay_whatever_their_links_do(any_net: Net, any_session: Session) -> None:
    any_session.add(make_record(slug="a", url=URL, source_urls=[URL]))
    any_session.commit()
    for _ in range(6):
        any_net.check(URL)
        any_net.now = any_net.row(URL).next_at or any_net.now
    assert any_net.row(URL).state == "gone"
    record = any_session.scalars(select(Record)).one()
    assert (record.url, record.lifecycle, record.is_withheld) == (URL, "active", False)
