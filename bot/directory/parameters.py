"""What a reader of the directory asks for, read from the address and checked.

Unknown parameters are passed over, as the standard wants it. A known one with a value that cannot
be meant is an error that names it: an answer to another question would be worse.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from starlette.datastructures import QueryParams

from knowledge.errors import InvalidInput
from knowledge.openreferral.geography import split_postcode
from knowledge.openreferral.queries import Wanted

DEFAULT_PAGE_SIZE = 50
MOST_ITEMS = 1000
"""The largest page; `format=ndjson` gives everything."""

_LONGEST_SEARCH = 200
_MOST_METRES = 1_000_000
_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(?::[0-5]\d)?")
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_TRUTHS = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}


@dataclass(frozen=True)
class Asked:
    """One request for a list.

    Attributes:
        wanted: Which services.
        page: The page, from 1.
        size: Items a page.
        whole: Whether everything is nested.
        whole_services: Whether an organisation's services are nested whole.
        minimal: Whether only id and time of change are given.
        as_lines: Whether all items come as one JSON a line, without pages.
        parent_id: The term above the terms that are wanted.
        top_only: Whether only terms without one above are wanted.
    """

    wanted: Wanted
    page: int
    size: int
    whole: bool
    whole_services: bool
    minimal: bool
    as_lines: bool
    parent_id: uuid.UUID | None
    top_only: bool


def read_query(query: QueryParams) -> Asked:
    """Reads every parameter that either official file names, and those of our own.

    Raises:
        InvalidInput: With every parameter whose value cannot be used.
    """
    reading = _Reading(query)
    minimal = reading.value("minimal", _truth) or False
    size = reading.first(("per_page", "perPage"), _page_size)
    asked = Asked(
        wanted=_wanted(reading),
        page=reading.value("page", _page_number) or 1,
        size=size or (MOST_ITEMS if minimal else DEFAULT_PAGE_SIZE),
        whole=reading.value("full", _truth) or False,
        whole_services=reading.value("full_service", _truth) or False,
        minimal=minimal,
        as_lines=reading.value("format", _format) == "ndjson",
        parent_id=reading.value("parent_id", _identifier),
        top_only=reading.value("top_only", _truth) or False,
    )
    if reading.faults:
        raise InvalidInput("These parameters cannot be used.", reading.faults)
    return asked


class _Reading:
    """Reads values one by one and gathers what is wrong with them."""

    def __init__(self, query: QueryParams) -> None:
        self._query = query
        self.faults: list[str] = []

    def value(self, name: str, cast: Callable[[str], Any]) -> Any:
        """Returns the value of a parameter, None when it is not there, empty or wrong."""
        text = (self._query.get(name) or "").strip()
        if not text:
            return None
        try:
            return cast(text)
        except ValueError as error:
            self.faults.append(f"{name}: {error}")
            return None

    def first(self, names: tuple[str, ...], cast: Callable[[str], Any]) -> Any:
        """Returns the value of the first of several spellings that is there."""
        found = [self.value(name, cast) for name in names]
        return next((value for value in found if value is not None), None)


def _wanted(reading: _Reading) -> Wanted:
    term = reading.value("taxonomy_term_id", str)
    postcode = reading.value("postcode", _postcode)
    proximity = reading.value("proximity", _metres)
    if proximity is not None and postcode is None:
        reading.faults.append("proximity: needs a postcode to be near to")
    return Wanted(
        search=reading.value("search", _search) or "",
        taxonomy_term_id=_maybe_identifier(term),
        term=None if _maybe_identifier(term) else term,
        taxonomy_id=reading.value("taxonomy_id", _identifier),
        organisation_id=reading.value("organization_id", _identifier),
        modified_after=reading.value("modified_after", _moment),
        minimum_age=reading.value("minimum_age", _age),
        maximum_age=reading.value("maximum_age", _age),
        age=reading.value("age", _age),
        start_time=reading.value("start_time", _time),
        end_time=reading.value("end_time", _time),
        day=reading.value("day", _day),
        postcode=postcode,
        proximity_m=proximity,
        area=reading.value("area", _search),
        service_type=reading.value("service_type", _search),
    )


def _page_number(text: str) -> int:
    return _whole(text, 1, 1_000_000)


def _page_size(text: str) -> int:
    return _whole(text, 1, MOST_ITEMS)


def _whole(text: str, least: int, most: int) -> int:
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else least - 1
    if not least <= number <= most:
        raise ValueError(f"must be a whole number from {least} to {most:,}")
    return number


def _search(text: str) -> str:
    if len(text) > _LONGEST_SEARCH or "\0" in text:
        raise ValueError(f"must be text of at most {_LONGEST_SEARCH} characters")
    return text


def _truth(text: str) -> bool:
    if text.lower() not in _TRUTHS:
        raise ValueError("must be true or false")
    return _TRUTHS[text.lower()]


def _format(text: str) -> str:
    if text.lower() not in {"json", "ndjson"}:
        raise ValueError("must be json or ndjson")
    return text.lower()


def _identifier(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise ValueError("must be a UUID") from None


def _maybe_identifier(text: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return None


def _moment(text: str) -> datetime:
    # A plus sign that was not encoded arrives as a space.
    try:
        found = datetime.fromisoformat(re.sub(r" (\d\d:?\d\d)$", r"+\1", text))
    except ValueError:
        raise ValueError("must be a date or a date with time, such as 2026-11-01T09:00Z") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _number(text: str) -> float:
    if not re.fullmatch(r"\d{1,9}(\.\d{1,6})?", text):
        raise ValueError("must be a number")
    return float(text)


def _age(text: str) -> float:
    number = _number(text)
    if number > 150:
        raise ValueError("must be an age in years")
    return number


def _metres(text: str) -> float:
    number = _number(text)
    if not 0 < number <= _MOST_METRES:
        raise ValueError(f"must be a distance in metres, at most {_MOST_METRES:,}")
    return number


def _time(text: str) -> str:
    found = _TIME.fullmatch(text)
    if found is None:
        raise ValueError("must be a time such as 09:30")
    return f"{int(found[1]):02}:{found[2]}"


def _day(text: str) -> str:
    for name in _DAYS:
        if text.lower() in {name, name[:3], name[:2]}:
            return name[:2].upper()
    raise ValueError("must be a day such as MO or Monday")


def _postcode(text: str) -> str:
    if split_postcode(text)[0] is None:
        raise ValueError("must be a postcode of the United Kingdom, or its first half")
    return text
