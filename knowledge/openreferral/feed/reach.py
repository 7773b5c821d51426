"""Telephones, contacts, times, costs and languages of a service, out of what a feed says."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from typing import Any

from knowledge.models import (
    Base,
    ContactPoint,
    CostOption,
    Funding,
    Language,
    Phone,
    Schedule,
    part_id,
)
from knowledge.openreferral.feed.values import (
    day_of,
    email_of,
    line_of,
    list_of,
    number_of,
    text_of,
    time_of,
    url_of,
)
from knowledge.openreferral.phones import numbers_of

Body = dict[str, Any]
Notes = set[str]
Owner = dict[str, uuid.UUID]
"""The column of a part that names what it hangs on, with the id."""

_BYDAY = re.compile(r"(?:-?[1-5])?(?:MO|TU|WE|TH|FR|SA|SU)")
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MOST_BYDAY = 60


def key_of(owner: Owner, kind: str, position: int) -> uuid.UUID:
    """Returns the id of a part: feeds use the same id for several things, so ours is made here."""
    return part_id(next(iter(owner.values())), kind, str(position))


def phones(body: Body, owner: Owner, notes: Notes) -> Iterator[Base]:
    """Yields the telephones of a thing: a list, or one as text."""
    position = 0
    for item in [*list_of(body.get("phones")), *list_of(body.get("phone"))]:
        values = item if isinstance(item, dict) else {"number": item}
        text = line_of(values.get("number") or values.get("telephone"))
        if text is None:
            continue
        found = numbers_of(text)
        if not found:
            notes.add("a telephone without a number was left out")
        for number in found:
            if number.number != text:
                notes.add("a telephone number was taken out of the words around it")
            extension = number_of(values.get("extension"))
            yield Phone(
                id=key_of(owner, "phone", position),
                position=position,
                number=number.number,
                extension=int(extension) if extension and 0 < extension < 1e6 else None,
                kind=(line_of(values.get("type"), 20) or number.kind).lower(),
                description=line_of(values.get("description")) or number.description,
                **owner,
            )
            position += 1


def contacts(body: Body, owner: Owner, notes: Notes) -> Iterator[Base]:
    """Yields contacts, each before its telephones; one that says nothing is left out."""
    for position, item in enumerate(list_of(body.get("contacts"))):
        if not isinstance(item, dict):
            continue
        name = key_of(owner, "contact", position)
        numbers = list(phones(item, {"contact_point_id": name}, notes))
        point = ContactPoint(
            id=name,
            position=position,
            name=line_of(item.get("name")),
            title=line_of(item.get("title")),
            department=line_of(item.get("department")),
            email=email_of(item.get("email")),
            **owner,
        )
        if numbers or point.name or point.title or point.email:
            yield point
            yield from numbers


def schedules(body: Body, owner: Owner, notes: Notes) -> Iterator[Base]:
    """Yields times, by rules where the rules are sound, in words where there are only words."""
    for position, item in enumerate(_times(body)):
        schedule = Schedule(
            id=key_of(owner, "schedule", position),
            position=position,
            valid_from=day_of(item.get("valid_from")),
            valid_to=day_of(item.get("valid_to")),
            starts_on=day_of(item.get("dtstart")),
            until=day_of(item.get("until")),
            freq=_frequency(item, notes),
            interval=_count(item.get("interval")),
            count=_count(item.get("count")),
            byday=_byday(item, notes),
            bymonthday=_month_days(item.get("bymonthday")),
            opens_at=time_of(item.get("opens_at")),
            closes_at=time_of(item.get("closes_at")),
            description=text_of(item.get("description")),
            schedule_link=url_of(item.get("schedule_link")),
            attending_type=line_of(item.get("attending_type")),
            notes=text_of(item.get("notes")),
            **owner,
        )
        says = (schedule.byday, schedule.bymonthday, schedule.opens_at, schedule.description)
        if any(says) or schedule.notes or schedule.schedule_link:
            yield schedule
        else:
            notes.add("a time that says nothing was left out")


def _times(body: Body) -> Iterator[Body]:
    for key in ("schedules", "regular_schedules", "regular_schedule"):
        yield from (item for item in list_of(body.get(key)) if isinstance(item, dict))


def _frequency(item: Body, notes: Notes) -> str | None:
    text = (line_of(item.get("freq")) or "").upper()
    if text in {"WEEKLY", "MONTHLY"}:
        return text
    if text in {"WEEK", "MONTH"}:
        notes.add("how often was written another way")
        return f"{text}LY"
    if text:
        notes.add("how often was not understood and was left out")
    return "WEEKLY" if _weekday(item) else None


def _weekday(item: Body) -> str | None:
    text = (line_of(item.get("weekday") or item.get("day")) or "").lower()
    return next((name[:2].upper() for name in _DAYS if text and name.startswith(text[:3])), None)


def _byday(item: Body, notes: Notes) -> str | None:
    text = (line_of(item.get("byday") or item.get("by_day")) or "").upper()
    found = [part for part in re.split(r"[,\s;]+", text) if _BYDAY.fullmatch(part)]
    if text and not found:
        notes.add("days of a time were not understood and were left out")
    return ",".join(found)[:_MOST_BYDAY] or _weekday(item)


def _month_days(value: Any) -> str | None:
    text = line_of(value, 60) or ""
    return text if re.fullmatch(r"-?\d{1,2}(,-?\d{1,2})*", text) else None


def _count(value: Any) -> int | None:
    number = number_of(value)
    return int(number) if number is not None and 0 < number < 1000 else None


def costs(body: Body, owner: Owner, notes: Notes) -> Iterator[Base]:
    """Yields what something costs."""
    for position, item in enumerate(list_of(body.get("cost_options"))):
        if not isinstance(item, dict):
            continue
        amount = number_of(item.get("amount"))
        if amount is not None and amount < 0:
            notes.add("an amount below nothing was left out")
            amount = None
        currency = (line_of(item.get("currency"), 3) or "GBP").upper()
        cost = CostOption(
            id=key_of(owner, "cost", position),
            position=position,
            valid_from=day_of(item.get("valid_from")),
            valid_to=day_of(item.get("valid_to")),
            option=line_of(item.get("option")),
            currency=currency if amount is not None else None,
            amount=amount,
            amount_description=line_of(item.get("amount_description") or item.get("cost_type")),
            **owner,
        )
        if cost.amount is not None or cost.option or cost.amount_description:
            yield cost


def languages(body: Body, owner: Owner) -> Iterator[Base]:
    """Yields languages."""
    for position, item in enumerate(list_of(body.get("languages"))):
        values = item if isinstance(item, dict) else {"name": item}
        language = Language(
            id=key_of(owner, "language", position),
            position=position,
            name=line_of(values.get("name") or values.get("language")),
            code=line_of(values.get("code"), 10),
            note=line_of(values.get("note")),
            **owner,
        )
        if language.name or language.code or language.note:
            yield language


def funding(body: Body, owner: Owner) -> Iterator[Base]:
    """Yields who pays for it."""
    items = [*list_of(body.get("funding")), *list_of(body.get("fundings"))]
    for position, item in enumerate(items):
        text = line_of(item.get("source")) if isinstance(item, dict) else line_of(item)
        if text is not None:
            yield Funding(
                id=key_of(owner, "funding", position), position=position, source=text, **owner
            )
