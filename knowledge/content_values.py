"""The kinds of value that a content entry holds, each with its check and its plain error.

Knows nothing of entries or files: a value goes in, the same value or a ValueError comes out.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal, get_args
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Strict, StringConstraints

Topic = Literal[
    "volunteering",
    "funding",
    "community-rights",
    "social-enterprise",
    "running-a-group",
    "participation",
    "support-services",
    "safety",
    "places",
]
"""The subjects that an entry can belong to."""

TOPICS: tuple[str, ...] = get_args(Topic)

Confidence = Literal["high", "medium", "low"]
"""How far the source can be trusted: high is official and recent, low is old or second-hand."""

Status = Literal["open", "closed", "unknown", "withheld"]
"""For a fund, whether it took applications when its page was seen. For anything else left out,
unless closed (no longer exists; explained by name, never offered) or withheld (not shown to
residents until a person has confirmed it)."""

_SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][0-9A-Z]? [0-9][A-Z]{2}")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")

_DIGITS = re.compile(r"\+?\d(?:[\d ]*\d)?")
_OPTION = re.compile(r"\boption \d\b", re.IGNORECASE)
_LANDLINE_OR_FREE = re.compile(r"0[1-3589]\d{8,9}|08001111|0845464\d")
_SHORT_NUMBER = re.compile(r"999|112|101|105|111|119|116\d{3}|18001(0\d{9,10})?")
_TEXT_NUMBER = re.compile(r"[5-8]\d{4}")


def _checked_text(value: str) -> str:
    if _CONTROL.search(value):
        raise ValueError("holds a control character that nobody can see: type the text anew")
    return value


def _checked_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or "." not in parts.netloc or re.search(r"\s", value):
        raise ValueError("must be a web address that starts with http:// or https://")
    return value


def _written_date(value: object) -> object:
    # An editor writes 2024 or 2024-03-01 without quotes; YAML hands over a number or a date.
    if isinstance(value, bool):
        return value
    return str(value) if isinstance(value, (int, date)) else value


def _checked_date(value: str) -> str:
    if value == "unknown":
        return value
    found = _DATE.fullmatch(value)
    if found is None:
        raise ValueError("must be YYYY, YYYY-MM, YYYY-MM-DD or unknown")
    year, month, day = (int(part) if part else 1 for part in found.groups())
    try:
        date(year, month, day)
    except ValueError:
        raise ValueError(f"{value} is not a date of the calendar") from None
    return value


def _checked_phone(value: str) -> str:
    numbers = [found.replace(" ", "") for found in _DIGITS.findall(_OPTION.sub("", value))]
    if not numbers:
        raise ValueError("holds no telephone number")
    for number in numbers:
        if number.startswith("07"):
            raise ValueError(f"{number} is a mobile number, and personal numbers are left out")
        by_text = "text" in value.lower() and _TEXT_NUMBER.fullmatch(number)
        if not (by_text or _LANDLINE_OR_FREE.fullmatch(number) or _SHORT_NUMBER.fullmatch(number)):
            raise ValueError(f"{number} is not a telephone number of the United Kingdom")
    return value


def _checked_email(value: str) -> str:
    if not _EMAIL.fullmatch(value):
        raise ValueError("must be one e-mail address and nothing else")
    return value


def _checked_postcode(value: str) -> str:
    if not _POSTCODE.fullmatch(value):
        raise ValueError("must be a postcode in capitals with one space, such as LE1 5SN")
    return value


def at_most_words(limit: int) -> AfterValidator:
    """Returns a check that a text has no more than `limit` words."""

    def check(value: str) -> str:
        words = len(value.split())
        if words > limit:
            raise ValueError(f"has {words} words; the most is {limit}")
        return value

    return AfterValidator(check)


Text = Annotated[
    str, StringConstraints(min_length=1, strip_whitespace=True), AfterValidator(_checked_text)
]
"""Any text that is not empty; spaces at its ends are dropped."""

Slug = Annotated[str, StringConstraints(pattern=_SLUG, max_length=80)]
"""Lower-case words joined by single hyphens."""

WebAddress = Annotated[Text, AfterValidator(_checked_url)]
SourceDate = Annotated[str, BeforeValidator(_written_date), AfterValidator(_checked_date)]
Phone = Annotated[Text, AfterValidator(_checked_phone)]
"""One or more numbers with words between them, every number of a UK shape and none a mobile."""

Email = Annotated[Text, AfterValidator(_checked_email)]
Postcode = Annotated[Text, AfterValidator(_checked_postcode)]

Day = Annotated[date, Strict(strict=False)]
"""A whole date, `YYYY-MM-DD`."""

ServiceType = Annotated[str, StringConstraints(pattern=r"^\d{1,5}$")]
"""A number of the Local Government Association's list of service types."""

RegisterPrefix = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}-[A-Z]{2,6}$")]
"""A register by its prefix of org-id.guide: `GB-CHC` for charities, `GB-COH` for companies."""
