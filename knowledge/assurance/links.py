"""Asks the web addresses of the records whether they still answer, and flags those that do not.

Nothing is deleted or hidden for a broken link: it comes onto the list of what to assure next. A
site that asks programs to keep away is left alone, and one that treats programs otherwise than
people is not called broken.
"""

from __future__ import annotations

import hashlib
import re
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.assurance.robots import Rules
from knowledge.assurance.upcoming import links_of
from knowledge.errors import Unavailable
from knowledge.models import LinkCheck, Record
from knowledge.web import Answer, NotPublic, PublicWeb, Unreachable

PAUSE_SECONDS = 3.0
"""The least time between two requests to one site."""

DAYS_BETWEEN = 30
"""After how many days a good address is asked again."""

GONE_AFTER_FAILURES = 4
"""After so many failures in a row, which take at least a week, an address is called gone."""

SILENT_SITES = 5
"""When so many sites in a row give no answer, the fault is looked for at home."""

_BACKOFF_DAYS = (1, 2, 4, 8, 16, 30)
_SPREAD_DAYS = 5
_READ_BYTES = 65_536
_SHUTS_US_OUT = frozenset((401, 403, 405, 406, 407, 418, 429, 451, 999))
_TITLE = re.compile(rb"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)
_SAYS_MISSING = re.compile(
    r"\b(?:page|file|content) (?:not|can(?:no|')t be|could not be) found\b|\bpage not available\b"
    r"|\b(?:error )?404\b|\bnot found\b",
    re.IGNORECASE,
)
_WAITS = "its site cannot say now what programs may read"


@dataclass
class LinksChecked:
    """What a run found.

    Attributes:
        asked: How many addresses were asked.
        states: How many ended in each state.
        broken: The addresses that were found failing or gone, with what is wrong.
    """

    asked: int = 0
    states: dict[str, int] = field(default_factory=dict)
    broken: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class _Finding:
    state: str
    status: int | None = None
    problem: str | None = None
    moved_to: str | None = None
    is_silence: bool = False


def due_links(session: Session, now: datetime, limit: int | None = None) -> list[str]:
    """Returns the addresses that are to be asked now: never asked first, then longest due.

    Withheld records and places are passed over.
    """
    records = session.scalars(select(Record).where(Record.kind != "place").order_by(Record.slug))
    urls = list(
        dict.fromkeys(
            url for record in records if not record.is_withheld for url in links_of(record)
        )
    )
    known = {row.url: row for row in session.scalars(select(LinkCheck))}
    due = [(0.0, number, url) for number, url in enumerate(urls) if url not in known]
    for number, url in enumerate(urls):
        row = known.get(url)
        if row is not None and row.next_at is not None and row.next_at <= now:
            due.append((row.next_at.timestamp(), number, url))
    return [url for _, _, url in sorted(due)[:limit]]


def check_links(
    session: Session,
    web: PublicWeb,
    urls: Sequence[str],
    *,
    now: Callable[[], datetime],
    sleep: Callable[[float], None] = time.sleep,
    progress: Callable[[Iterable[str], str, int], Iterator[str]] = lambda urls, _t, _n: iter(urls),
) -> LinksChecked:
    """Asks addresses and keeps how they answered; commits after each, so that stopping loses none.

    One request at a time; two to the same site lie at least 3 seconds apart, or as far as the site
    asks for.

    Args:
        session: An open session without unsaved changes.
        web: Fetches from the public web.
        urls: The addresses, each once.
        now: Gives the time, aware.
        sleep: Waits that many seconds.
        progress: Shows how far it is.

    Raises:
        Unavailable: When 5 sites in a row, or all, give no answer at all: then the fault is likely
            here, and those are not flagged. What was asked before is kept.
    """
    run = _Run(session, web, now, sleep)
    for url in progress(_sites_in_turn(urls), "Asking web addresses", len(urls)):
        run.ask(url)
    run.end()
    return run.found


class _Run:
    """One run, and what it still holds back."""

    def __init__(
        self,
        session: Session,
        web: PublicWeb,
        now: Callable[[], datetime],
        sleep: Callable[[float], None],
    ) -> None:
        self.session, self.web, self.now, self.sleep = session, web, now, sleep
        self.rules = Rules(web)
        self.found = LinksChecked()
        self.asked_at: dict[str, datetime] = {}
        self.has_answer = False
        self.unanswered: list[tuple[str, _Finding, datetime]] = []

    def ask(self, url: str) -> None:
        """Asks one address, when its site has rested long enough."""
        site = urlsplit(url).netloc
        if site in self.asked_at:
            pause = max(PAUSE_SECONDS, self.rules.delay_seconds(url))
            rest = pause - (self.now() - self.asked_at[site]).total_seconds()
            if rest > 0:
                self.sleep(rest)
        finding = _ask(self.web, self.rules, url)
        self.asked_at[site] = self.now()
        self.found.asked += 1
        if finding.is_silence:
            self.unanswered.append((url, finding, self.now()))
            if len({urlsplit(item[0]).netloc for item in self.unanswered}) >= SILENT_SITES:
                raise Unavailable(
                    f"{SILENT_SITES} sites in a row gave no answer, so it is likely this machine"
                    " that cannot reach the web. What was asked before is kept; they are not"
                    " flagged."
                )
            return
        self.has_answer = True
        self._keep_unanswered()
        self._keep(url, finding, self.now())

    def end(self) -> None:
        """Keeps what was held back, unless nothing at all has answered."""
        sites = {urlsplit(url).netloc for url, _, _ in self.unanswered}
        if self.has_answer or len(sites) == 1:
            self._keep_unanswered()
        elif sites:
            raise Unavailable(
                "No address gave an answer, so it is likely this machine that cannot reach the"
                " web. Nothing was flagged."
            )

    def _keep_unanswered(self) -> None:
        for url, finding, at in self.unanswered:
            self._keep(url, finding, at)
        self.unanswered.clear()

    def _keep(self, url: str, finding: _Finding, at: datetime) -> None:
        state = _keep(self.session, url, finding, at)
        self.session.commit()
        self.found.states[state] = self.found.states.get(state, 0) + 1
        if finding.state == "failing":
            self.found.broken.append((url, finding.problem or state))


def _sites_in_turn(urls: Iterable[str]) -> Iterator[str]:
    """Yields the addresses so that one site's stand as far apart as they can."""
    sites: dict[str, deque[str]] = {}
    for url in urls:
        sites.setdefault(urlsplit(url).netloc, deque()).append(url)
    waiting = deque(sites.values())
    while waiting:
        site = waiting.popleft()
        yield site.popleft()
        if site:
            waiting.append(site)


def _ask(web: PublicWeb, rules: Rules, url: str) -> _Finding:
    try:
        may_ask = rules.may_ask(url)
        if may_ask is None:
            return _Finding("not asked", problem=_WAITS)
        if not may_ask:
            return _Finding("not for robots", problem="asks programs not to read it")
        return _judged(url, web.get(url, most_bytes=_READ_BYTES, is_part_enough=True))
    except NotPublic as error:
        return _Finding("failing", problem=f"cannot be asked: {error}")
    except Unreachable as error:
        return _Finding("failing", problem=f"gives no answer: {error}", is_silence=True)


def _judged(url: str, answer: Answer) -> _Finding:
    status = answer.status
    if status in _SHUTS_US_OUT:
        return _Finding("shuts us out", status, f"answers programs with status {status}")
    if status >= 400:
        return _Finding("failing", status, f"answers with status {status}")
    title = _title_of(answer)
    if title and _SAYS_MISSING.search(title):
        return _Finding("failing", status, f"answers, but its title is {title[:80]!r}")
    moved_to = answer.permanent_url
    if moved_to is not None and _plain(moved_to) != _plain(url):
        return _Finding("moved", status, f"has moved to {moved_to}", moved_to)
    return _Finding("good", status)


def _title_of(answer: Answer) -> str | None:
    if "html" not in answer.headers.get("content-type", ""):
        return None
    found = _TITLE.search(answer.body)
    return " ".join(found[1].decode("utf-8", "replace").split()) if found else None


def _plain(url: str) -> str:
    """Returns an address without what a site may change and still be the same page."""
    parts = urlsplit(url)
    return f"{parts.netloc.removeprefix('www.')}{parts.path.rstrip('/')}?{parts.query}".lower()


def _keep(session: Session, url: str, finding: _Finding, now: datetime) -> str:
    """Keeps how an address answered, and returns the state that it is in now."""
    row = session.get(LinkCheck, url)
    if row is None:
        row = LinkCheck(url=url, state=finding.state, failures=0)
        session.add(row)
    first_try = row.checked_at is None
    if finding.problem == _WAITS:
        # Nothing was learned about the page: what was known stays, and it is tried tomorrow.
        row.state = "not asked" if first_try else row.state
        row.problem, row.checked_at, row.next_at = finding.problem, now, now + timedelta(days=1)
        return row.state
    row.status, row.problem, row.moved_to = finding.status, finding.problem, finding.moved_to
    row.checked_at = now
    if finding.state == "failing":
        # Asked again by hand before its time, it has not failed once more.
        is_new = row.failures == 0 or row.next_at is None or now >= row.next_at
        row.failures += int(is_new)
        days = _BACKOFF_DAYS[min(row.failures, len(_BACKOFF_DAYS)) - 1]
        row.state = "gone" if row.failures >= GONE_AFTER_FAILURES else "failing"
    else:
        row.failures, days, row.state = 0, DAYS_BETWEEN + _spread(url), finding.state
        if finding.state in ("good", "moved"):
            row.good_at = now
    row.next_at = now + timedelta(days=days)
    return row.state


def _spread(url: str) -> int:
    """Returns 0 to 4 days, the same for an address for ever, so that not all fall on one day."""
    return hashlib.sha256(url.encode()).digest()[0] % _SPREAD_DAYS
