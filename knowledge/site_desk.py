"""The part of the site file about the advisers' desk: hours, closures, teams, the wait limit."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from knowledge.site_parts import Part

_SPAN = re.compile(r"^(\d{2}):(\d{2})-(\d{2}):(\d{2})$", re.ASCII)
_EMAIL = r"^[^@\s]+@[^@\s]+\.[^@\s]+$"

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS: tuple[Weekday, ...] = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)


def minutes_of(span: str) -> tuple[int, int]:
    """Returns the beginning and the end of a span such as `09:00-17:00`, in minutes of the day.

    `24:00` is the end of the day.

    Raises:
        ValueError: When it is not a span, or ends before it begins.
    """
    match = _SPAN.match(span)
    if match is None:
        raise ValueError(f"{span!r} is not hours such as 09:00-17:00")
    start, end = (int(match[i]) * 60 + int(match[i + 1]) for i in (1, 3))
    is_clock = int(match[2]) < 60 and int(match[4]) < 60 and end <= 24 * 60
    if not is_clock or start >= end:
        raise ValueError(f"{span!r} does not end after it begins, within one day")
    return start, end


def _in_order(spans: list[str]) -> list[str]:
    ends = 0
    for span in spans:
        start, end = minutes_of(span)
        if start < ends:
            raise ValueError(f"{span!r} begins before the hours before it end")
        ends = end
    return spans


def _none_is_empty(value: Any) -> Any:
    return [] if value is None else value


Spans = Annotated[list[str], BeforeValidator(_none_is_empty), AfterValidator(_in_order)]
Emails = Annotated[list[Annotated[str, Field(pattern=_EMAIL)]], BeforeValidator(_none_is_empty)]


class Closure(Part):
    """Days on which nobody is there, both inclusive."""

    first_on: date = Field(alias="from")
    last_on: date = Field(alias="to")
    why: str = ""

    @model_validator(mode="after")
    def _in_order(self) -> Closure:
        if self.last_on < self.first_on:
            raise ValueError("a closure ends before it begins")
        return self


class Team(Part):
    """Advisers who work together, and what comes to them first.

    Attributes:
        subjects: Subjects as the assistant names them, such as `find_funding`; none: any.
        districts: Districts; none: any.
        notify: Who gets the notices about this team's residents.
    """

    key: str = Field(pattern=r"^[a-z0-9-]{1,40}$")
    name: str
    subjects: Annotated[list[str], BeforeValidator(_none_is_empty)] = []
    districts: Annotated[list[str], BeforeValidator(_none_is_empty)] = []
    notify: Emails = []


class Desk(Part):
    """When a person takes over, and who.

    Attributes:
        hours: By weekday, in the local time of the country; None when they are not known.
        closures: Further days on which nobody is there.
        bank_holidays: The part of the United Kingdom whose bank holidays are kept, or None.
        wait_limit_minutes: After so long in the queue a resident is told the truth.
        callback_promise: By when somebody calls back, in words, or None when nothing is promised.
        notify: Who gets the notices.
        teams: The teams, in the order in which they are looked through.
    """

    hours: dict[Weekday, Spans] | None = None
    closures: Annotated[list[Closure], BeforeValidator(_none_is_empty)] = []
    bank_holidays: Literal["ENG", "WLS", "SCT", "NIR"] | None = "ENG"
    wait_limit_minutes: float = Field(3, gt=0, le=120)
    callback_promise: str | None = None
    notify: Emails = []
    teams: Annotated[list[Team], BeforeValidator(_none_is_empty)] = []
