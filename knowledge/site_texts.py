"""The texts of the site file that editors may change: the adviser organisation's hours and ways in.

What was typed is held to the same model as the file. The parts of a `Site` are replaced in place,
so that everybody who holds it says the new ones with the next message.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from knowledge import overrides
from knowledge.errors import InvalidInput
from knowledge.site import Site
from knowledge.site_desk import WEEKDAYS

_CLOSURE = re.compile(r"(\d{4}-\d\d-\d\d)(?: to (\d{4}-\d\d-\d\d))?(?:: *(.{0,100}))?")


@dataclass(frozen=True)
class SiteText:
    """One text: its label, how it is to be typed, and whether it may be empty."""

    label: str
    hint: str
    may_be_empty: bool = True


SITE_TEXTS: dict[str, SiteText] = {
    "adviser.phone": SiteText("The advisers' telephone number", "Such as 0116 496 0000."),
    "adviser.email": SiteText("The advisers' e-mail address", "One address."),
    "adviser.opening_hours": SiteText(
        "When the advisers are open, in words", "Such as: Monday to Friday, 9am to 5pm."
    ),
    "adviser.address": SiteText("The advisers' address", "On one line.", may_be_empty=False),
    "desk.hours": SiteText(
        "The hours of the advisers' desk",
        "A weekday a line, such as 'monday: 09:00-12:30, 13:30-17:00'. A day that is not named is "
        "closed. Empty: not known, and nothing is said about them.",
    ),
    "desk.closures": SiteText(
        "Closures besides weekends and bank holidays",
        "One a line, first and last day, such as '2026-12-24 to 2027-01-01: Christmas'.",
    ),
    "desk.callback_promise": SiteText(
        "What is promised about calls back", "Such as: within two working days. Empty: nothing."
    ),
}
"""In the order of the page."""


def site_texts(site: Site) -> dict[str, str | None]:
    """Returns each text as it is typed; None where nothing is said."""
    desk, adviser = site.desk, site.adviser
    hours = None
    if desk.hours is not None:
        hours = "\n".join(f"{day}: {', '.join(spans)}" for day, spans in desk.hours.items())
    closures = [
        f"{item.first_on} to {item.last_on}{f': {item.why}' if item.why else ''}"
        for item in desk.closures
    ]
    return {
        "adviser.phone": adviser.phone,
        "adviser.email": adviser.email,
        "adviser.opening_hours": adviser.opening_hours,
        "adviser.address": adviser.address,
        "desk.hours": hours,
        "desk.closures": "\n".join(closures) or None,
        "desk.callback_promise": desk.callback_promise,
    }


def _read_hours(text: str) -> dict[str, list[str]] | None:
    hours: dict[str, list[str]] = {}
    for line in text.splitlines():
        day, _, spans = line.lower().partition(":")
        if day.strip() not in WEEKDAYS:
            raise InvalidInput(f"'{line}' does not begin with a weekday and a colon.")
        hours[day.strip()] = [span.strip() for span in spans.split(",") if span.strip()]
    return hours or None


def _read_closures(text: str) -> list[dict[str, Any]]:
    found = []
    for line in text.splitlines():
        match = _CLOSURE.fullmatch(line.strip())
        if match is None:
            raise InvalidInput(
                f"'{line}' is not a closure such as '2026-12-24 to 2027-01-01: Christmas'."
            )
        found.append({"from": match[1], "to": match[2] or match[1], "why": match[3] or ""})
    return found


_READ: dict[str, Callable[[str], Any]] = {
    "desk.hours": _read_hours,
    "desk.closures": _read_closures,
}


def with_texts(site: Site, texts: dict[str, str | None]) -> Site:
    """Returns the site with these texts.

    Raises:
        InvalidInput: When one cannot be.
    """
    data = site.model_dump(by_alias=True)
    for key, text in texts.items():
        part, name = key.split(".")
        value = _READ.get(key, str)(text or "") or ([] if name == "closures" else None)
        data[part][name] = value
    try:
        return Site.model_validate(data)
    except ValidationError as error:
        said = error.errors()[0]["msg"].removeprefix("Value error, ")
        raise InvalidInput(f"This cannot be right: {said}.") from None


def check_site_text(site: Site, key: str, text: str | None) -> None:
    """Refuses what the site file could not say either.

    Raises:
        InvalidInput: With what is wrong.
    """
    if text is None and not SITE_TEXTS[key].may_be_empty:
        raise InvalidInput("This text cannot be empty.")
    if text is not None and len(text) > 1000:
        raise InvalidInput("This text is too long.")
    if key == "adviser.phone" and text and not re.fullmatch(r"[0-9 ()+-]{8,20}", text):
        raise InvalidInput("Please give one telephone number, such as 0116 496 0000.")
    if key == "adviser.email" and text and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", text):
        raise InvalidInput("Please give one e-mail address.")
    with_texts(site, {key: text})


class LiveSite:
    """Keeps the site that a process holds in step with what editors have changed.

    Args:
        site: The site that everybody in the process holds; its parts are replaced.
    """

    def __init__(self, site: Site) -> None:
        self.site = site
        self.file = site.model_copy()
        self._version = ""

    def renew(self) -> None:
        """Lets the changes hold that this process knows of; one that cannot be is passed over."""
        if overrides.version() == self._version:
            return
        self._version = overrides.version()
        said, new = site_texts(self.file), self.file
        for key, text in said.items():
            holds = overrides.in_force(overrides.SITE, key, text)
            if holds == text:
                continue
            try:
                new = with_texts(new, {key: holds})
            except InvalidInput:
                # What the file says elsewhere has changed since, and the two do not go together.
                continue
        self.site.take_parts(new)
