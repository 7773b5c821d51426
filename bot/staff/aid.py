"""Finds records for somebody with a caller on the line, in this process, in a thread.

The directory is opened when the aid's page is, or at the first question, because most applications
never have one: it takes some seconds and about 200 MB.
"""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from anyio import CapacityLimiter, to_thread
from sqlalchemy.exc import DBAPIError

from bot.clock import Clock
from bot.staff.matches import Match, match_of
from bot.staff.wishes import wish_of
from knowledge.answers import Answer, Outcome, Wish, answer
from knowledge.directory import Directory
from knowledge.errors import InvalidInput, NotFound, Unavailable
from knowledge.finding.criteria import Criteria
from knowledge.finding.facts import Facts
from knowledge.finding.where import Where, how_far, where_of
from knowledge.gazetteer import PlaceName
from knowledge.placing import placed
from knowledge.replies import Reply
from knowledge.settings import Settings

MOST = 8
# A search holds the interpreter for most of its time: more at once would only wait for each other.
_AT_ONCE = 2


@dataclass(frozen=True)
class Asked:
    """What somebody asks the aid.

    Attributes:
        text: What was typed, in the first or third person; may be empty.
        kinds: Only these kinds of record; all when empty.
        area: Only what serves this council area; anywhere when empty.
    """

    text: str
    kinds: frozenset[str] = frozenset()
    area: str = ""


@dataclass(frozen=True)
class Results:
    """What was found.

    Attributes:
        asked: The question.
        reply: What the assistant itself would say; None where it would say nothing.
        outcome: How sure the assistant is, or None where nothing was asked.
        matches: The records that fit best, best first.
        district: The council area that counted, or an empty text.
        said: What was understood about the place, for people.
    """

    asked: Asked
    reply: Reply | None = None
    outcome: Outcome | None = None
    matches: tuple[Match, ...] = ()
    district: str = ""
    said: str = ""


class Aid:
    """The search of the aid.

    Args:
        settings: Say where database, encoder and ranking are.
        clock: The time.
    """

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._lock = threading.Lock()
        self._limiter = CapacityLimiter(_AT_ONCE)
        self._directory: Directory | None = None

    async def find(self, asked: Asked) -> Results:
        """Finds records and what the assistant would say.

        Raises:
            Unavailable: When the directory cannot be opened or read.
        """
        return await to_thread.run_sync(partial(self._find, asked), limiter=self._limiter)

    async def records(self, slugs: list[str]) -> list[Match]:
        """Returns records by their slugs, in the order given; unknown ones are left out."""
        return await to_thread.run_sync(partial(self._records, slugs), limiter=self._limiter)

    async def record(self, slug: str) -> Match:
        """Returns one record.

        Raises:
            NotFound: When there is none, or residents must not be shown it.
        """
        found = await self.records([slug])
        if not found:
            raise NotFound("There is no such record, or it has been taken down.")
        return found[0]

    def directory(self) -> Directory:
        """Returns the open directory, opening it when it is the first time."""
        with self._lock:
            if self._directory is None:
                now = self._clock
                self._directory = Directory(self._settings, lambda: now().date(), now)
            return self._directory

    @property
    def is_open(self) -> bool:
        """Whether the next question finds the directory open."""
        return self._directory is not None

    async def prepare(self) -> None:
        """Opens the directory ahead of the first question; what fails is said at the question."""
        with suppress(Unavailable, DBAPIError):
            await to_thread.run_sync(self._open_whole, limiter=self._limiter)

    def close(self) -> None:
        """Closes the directory."""
        with self._lock:
            if self._directory is not None:
                self._directory.close()
                self._directory = None

    def _open_whole(self) -> None:
        self.directory().searchable()

    def _find(self, asked: Asked) -> Results:
        text = wish_of(asked.text)
        if not text:
            return Results(asked)
        try:
            return self._found(asked, text)
        except DBAPIError:
            raise Unavailable("The directory cannot be read at the moment.") from None

    def _found(self, asked: Asked, text: str) -> Results:
        directory = self.directory()
        (search, facts), today = directory.searchable(), self._clock().date()
        area = _area(directory, asked.area)
        found = search.find(
            text,
            kinds=asked.kinds,
            place=area,
            districts=(asked.area,) if asked.area else (),
            limit=MOST,
        )
        where = placed(search.gazetteer, found.mentions, area)
        place = search.gazetteer.get(where.slug) if where.slug else None
        middle = where_of(search.gazetteer, place, Criteria(), where.districts)
        records = {record.slug: record for record in directory.records(h.slug for h in found.hits)}
        matches = tuple(
            match_of(
                records[hit.slug],
                today,
                chance=hit.chance,
                distance=_distance(facts, hit.slug, middle),
            )
            for hit in found.hits
            if hit.slug in records
        )
        said = answer(directory, text, Wish(place=area))
        return Results(
            asked, _reply(said), said.outcome, matches, next(iter(where.districts), ""), where.said
        )

    def _records(self, slugs: list[str]) -> list[Match]:
        today = self._clock().date()
        try:
            return [match_of(record, today) for record in self.directory().records(slugs)]
        except DBAPIError:
            raise Unavailable("The directory cannot be read at the moment.") from None


def _distance(facts: Facts, slug: str, where: Where) -> str:
    row = facts.row_of.get(slug)
    spot = None if row is None else facts.nearest_spot(row, where.position)
    return (how_far(spot, where) if spot else None) or ""


def _reply(said: Answer) -> Reply | None:
    return None if said.outcome is Outcome.NOTHING else said.reply


def _area(directory: Directory, name: str) -> PlaceName | None:
    """The place of a council area.

    Raises:
        InvalidInput: When there is no such area.
    """
    if not name:
        return None
    places = [
        place
        for mention in directory.search().gazetteer.find(name, misspelt=False)
        for place in mention.places
        if place.kind == "district" and place.name == name
    ]
    if not places:
        raise InvalidInput("There is no such area. Please choose one from the list.")
    return places[0]
