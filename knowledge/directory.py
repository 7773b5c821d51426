"""The open directory: the database and the search over it, kept in step.

One object a process. When the content in the database changes, the next question finds the new one.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, joinedload, selectinload

from knowledge.assurance.demand import count_shown
from knowledge.content_store import records_version
from knowledge.database import create_database
from knowledge.demand import count_unmet
from knowledge.editing.text_changes import Renewal
from knowledge.encoder import DIMENSIONS, Encoder, EncoderMissing
from knowledge.errors import Unavailable
from knowledge.finding.facts import Facts
from knowledge.finding.gathering import read_facts
from knowledge.grants.found import FundersFound
from knowledge.grants.funders import who_funded
from knowledge.models import Contact, Link, Record
from knowledge.search.engine import Search
from knowledge.search.library import read_library
from knowledge.search.ranker import Ranker
from knowledge.search.texts import texts_of
from knowledge.settings import Settings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_THREADS = min(2, os.cpu_count() or 1)
"""How many threads make one vector: somebody waits for it."""

_RECORDS = (
    select(Record)
    .where(Record.slug.in_(bindparam("slugs", expanding=True)))
    .options(selectinload(Record.links).options(joinedload(Link.target)))
)
"""Made once: to make it anew for each answer takes longer than to read the records."""

_MOST_KEPT = 2000
"""Records that are kept between answers: all of the content, not all of a large directory."""


def _today() -> date:
    return datetime.now(UTC).date()


def _now() -> datetime:
    return datetime.now(UTC)


class Directory:
    """Finds and reads records.

    Args:
        settings: Say where database, encoder and ranking are.
        today: Gives the current day, for the age of sources.
        now: Gives the current moment, for what is open now.

    Raises:
        Unavailable: When the encoder or the ranking is missing, or the database holds no content.
    """

    def __init__(
        self,
        settings: Settings,
        today: Callable[[], date] = _today,
        now: Callable[[], datetime] = _now,
    ) -> None:
        self.today = today
        self.now = now
        self._ranker_file = settings.ranker_file
        self._database = create_database(settings.database_url)
        try:
            self.encoder = Encoder(settings.encoder_folder, threads=_THREADS)
        except EncoderMissing as error:
            raise Unavailable(str(error)) from None
        self._lock = threading.Lock()
        self._beside = ThreadPoolExecutor(1, thread_name_prefix="counting")
        self._renewal = Renewal()
        self._version: str | None = None
        self._search: Search | None = None
        self._facts: tuple[Search, Facts] | None = None
        self._read: tuple[str | None, dict[str, Record]] = (None, {})
        self._councils: tuple[Search, dict[str, str]] | None = None
        self._held: ContextVar[tuple[str | None, Search] | None] = ContextVar("held", default=None)
        self.search()

    @contextmanager
    def one_turn(self) -> Iterator[None]:
        """Within the block the content stays as it was at its start, whoever changes it.

        One turn asks for the search and for records a dozen times; each time would ask the database
        whether anything has changed. Holds for the task or thread that opened the block.
        """
        search = self.search()
        held = self._held.set((self._version, search))
        try:
            yield
        finally:
            self._held.reset(held)

    def search(self) -> Search:
        """Returns the search over the content as it is now; costs one small query."""
        held = self._held.get()
        if held is not None:
            return held[1]
        with self._lock, self._database.session() as session:
            version = records_version(session)
            if version is None:
                raise Unavailable("The database holds no content: run `make run`.")
            is_new = self._search is None or version != self._version
            # Before the search is built: its words may be among what was changed.
            self._renewal.renew(session, now=is_new)
            if self._search is None or is_new:
                library = read_library(session, self.encoder)
                self._search = Search(library, self.ranker())
                self._version = version
            return self._search

    def session(self) -> AbstractContextManager[Session]:
        """Gives a session of the directory's database and closes it; does not commit."""
        return self._database.session()

    def ranker(self) -> Ranker:
        """Returns the trained weights, read anew."""
        return Ranker.load(self._ranker_file)

    def vectors_of_record(self, slug: str) -> NDArray[np.float32]:
        """Returns the meaning of every text of a record, shape `(n, 384)`; none if unknown."""
        records = self.records([slug])
        texts = [text for record in records for _, text in texts_of(record)]
        return self.encoder.encode(texts).reshape(len(texts), DIMENSIONS)

    def renew_texts(self) -> None:
        """Reads anew what editors have changed in fixed texts; looks at most once a second."""
        with self._lock, self._database.session() as session:
            self._renewal.renew(session)

    def searchable(self) -> tuple[Search, Facts]:
        """Returns the search and what its lists can be narrowed by, in the order of its slugs."""
        search = self.search()
        with self._lock, self._database.session() as session:
            if self._facts is None or self._facts[0] is not search:
                facts = read_facts(session, search.slugs, search.gazetteer, self.today())
                self._facts = (search, facts)
            return self._facts

    def records(self, slugs: Iterable[str]) -> list[Record]:
        """Returns the records of these slugs with their contacts, in the order given.

        Unknown and withheld ones are left out. The records stay readable after the session; they
        are the same objects in the next answer, so nobody may change them.
        """
        wanted = list(slugs)
        held = self._held.get()
        with self._database.session() as session:
            known = self._known(held[0] if held else records_version(session))
            missing = [slug for slug in wanted if slug not in known]
            if missing:
                found = session.scalars(_RECORDS, {"slugs": missing}).unique()
                known |= {record.slug: record for record in found}
        return [known[slug] for slug in wanted if slug in known and not known[slug].is_withheld]

    def _known(self, version: str | None) -> dict[str, Record]:
        """The records of this version that were read before: whoever changes one changes it."""
        with self._lock:
            if version != self._read[0] or len(self._read[1]) > _MOST_KEPT:
                self._read = (version, {})
            return self._read[1]

    def note_shown(self, slugs: Iterable[str]) -> None:
        """Counts that records stood in an answer: those shown most are assured first."""
        count_shown(self._database, slugs, self.today())

    def note_unmet(self, subject: str, kind: str, district: str, channel: str) -> None:
        """Counts a search that found nothing good; never with a word that was typed.

        Args:
            subject: What `knowledge.demand.subject_of` says, or an empty text.
            kind: The kind of record that was wished for, or an empty text.
            district: The council area that it was about, or an empty text.
            channel: The way in, or an empty text.
        """
        count_unmet(self._database, subject, kind, district, channel, self.today())

    def later(self, work: Callable[..., None], *values: Any) -> None:
        """Does some counting beside the answer, one piece after another, and waits for nothing."""
        self._beside.submit(work, *values)

    def who_funded(self, text: str, district: str | None) -> FundersFound:
        """Returns who has paid for work like that in or near a district, by published grants."""
        with self._database.session() as session:
            return who_funded(session, text, district)

    def councils_of(self, districts: Sequence[str]) -> list[str]:
        """Returns the slugs of the councils of these districts, in their order."""
        search = self.search()
        with self._lock:
            if self._councils is None or self._councils[0] is not search:
                self._councils = (search, self._councils_by_area())
            by_area = self._councils[1]
        return [by_area[name] for name in districts if name in by_area]

    def _councils_by_area(self) -> dict[str, str]:
        with self._database.session() as session:
            found = session.scalars(select(Contact).where(Contact.slug.startswith("council-")))
            return {contact.areas[0]: contact.slug for contact in found if contact.areas}

    def close(self) -> None:
        """Ends the counting that is still to be done, and closes the database."""
        self._beside.shutdown()
        self._database.close()
