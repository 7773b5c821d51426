"""A service or an organisation as a page shows it: lines with labels, source and date."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from knowledge.cards import card_of, source_of
from knowledge.freshness import describe_source
from knowledge.models import Record
from knowledge.openreferral.words import (
    Values,
    address_in_words,
    ages_in_words,
    cost_in_words,
    joined,
    phone_in_words,
    schedule_in_words,
)
from knowledge.web_addresses import safe_link
from knowledge.wording import in_short

_LONGEST_LABEL = 30


@dataclass(frozen=True)
class Shown:
    """One record on a page.

    Attributes:
        id: Its id in the feed.
        slug: Its name in the address of its page.
        title: Its name.
        owner: The organisation's name and the address of its page, or None.
        summary: What it is, in plain text.
        alert: What a person must know first, or None.
        lines: Label and text of each fact, in the order of what people need.
        url: The page of those who run it, or None.
        source: Where the facts were seen.
        pages: The pages where they were.
        checked: How far they may be trusted.
    """

    id: str
    slug: str
    title: str
    owner: tuple[str, str] | None
    summary: str
    alert: str | None
    lines: list[tuple[str, str]]
    url: str | None
    source: str
    pages: list[str]
    checked: str


def shown_service(
    record: Record, item: Values, today: date, notes: Iterable[str] = (), *, whole: bool
) -> Shown:
    """Returns a service for a page.

    Args:
        record: Its record.
        item: The same as the feed says it, whole.
        today: The day to reckon the age of its source from.
        notes: Lines beside it in a list, each a label and its words.
        whole: Whether every line is shown, and not only how to reach it.
    """
    lines = [*_reach(item), *_when(item), *_where(item)]
    if not whole:
        lines += [("Cost", record.cost or ""), *map(_labelled, notes)]
    if whole:
        lines += _rest(item)
    return _shown(record, item, today, _owner(item), lines, whole=whole)


def shown_record(record: Record, today: date, notes: Iterable[str] = (), *, whole: bool) -> Shown:
    """Returns a record of a kind that the standard does not know; takes what the others take."""
    card = card_of(record, today)
    card = card if whole else in_short(card, notes)
    return Shown(
        id=str(record.id),
        slug=record.slug,
        title=record.name,
        owner=None,
        summary=record.summary,
        alert=None,
        lines=[_labelled(line) for line in card.details],
        url=safe_link(record.url),
        source=source_of(record),
        pages=[page for page in map(safe_link, record.source_urls) if page],
        checked=checked_words(record, today),
    )


def _labelled(line: str) -> tuple[str, str]:
    label, parted, words = line.partition(": ")
    return (label, words) if parted and len(label) <= _LONGEST_LABEL else ("Note", line)


def shown_organisation(record: Record, item: Values, today: date) -> Shown:
    """Returns an organisation for a page; takes what `shown_service` takes."""
    lines = [*_reach(item), ("Speaks for", joined(item.get("signpost_represents", [])))]
    for location in item.get("locations", []):
        lines += [("Where", line) for line in address_in_words(location)]
    for number in item.get("organization_identifiers", []):
        lines.append((number["identifier_type"], number["identifier"]))
    return _shown(record, item, today, None, lines, whole=True)


def _shown(
    record: Record,
    item: Values,
    today: date,
    owner: tuple[str, str] | None,
    lines: Iterable[tuple[str, str]],
    *,
    whole: bool,
) -> Shown:
    return Shown(
        id=str(item["id"]),
        slug=record.slug,
        title=record.name,
        owner=owner,
        summary=item["description"] if whole else record.summary,
        alert=item.get("alert") or _closed(item),
        lines=[(label, text) for label, text in dict.fromkeys(lines) if text],
        url=safe_link(record.url),
        source=source_of(record),
        pages=[page for page in map(safe_link, record.source_urls) if page],
        checked=checked_words(record, today),
    )


def checked_words(record: Record, today: date) -> str:
    """Returns how far a record may be trusted, as a sentence."""
    label = describe_source(record, today).label
    return label[:1].upper() + label[1:] + "."


def _closed(item: Values) -> str | None:
    is_shut = item.get("status") == "temporarily closed"
    return "Closed for the time being." if is_shut else None


def _owner(item: Values) -> tuple[str, str] | None:
    body = item.get("organization")
    if body is None:
        return None
    return body["name"], f"/organisations/{body['id']}"


def _phones(item: Values) -> Iterator[Values]:
    yield from item.get("phones", [])
    for contact in item.get("contacts", []):
        yield from contact.get("phones", [])
    for at in item.get("service_at_locations", []):
        yield from at.get("phones", [])
        yield from at.get("location", {}).get("phones", [])


def _reach(item: Values) -> Iterator[tuple[str, str]]:
    numbers = dict.fromkeys(phone_in_words(phone) for phone in _phones(item))
    yield from (("Telephone", number) for number in numbers)
    addresses = [item.get("email"), *(part.get("email") for part in item.get("contacts", []))]
    for email in dict.fromkeys(filter(None, addresses)):
        yield "E-mail", email


def _when(item: Values) -> Iterator[tuple[str, str]]:
    places = item.get("service_at_locations", [])
    schedules = [
        *item.get("schedules", []),
        *(part for at in places for part in at.get("schedules", [])),
        *(part for at in places for part in at.get("location", {}).get("schedules", [])),
    ]
    yield from (("Open", schedule_in_words(schedule)) for schedule in schedules)


def _where(item: Values) -> Iterator[tuple[str, str]]:
    for at in item.get("service_at_locations", []):
        for line in address_in_words(at.get("location", {})):
            yield "Where", line
    areas = [area.get("name", "") for area in item.get("service_areas", [])]
    yield "For people in", joined(area for area in areas if area)


def _rest(item: Values) -> Iterator[tuple[str, str]]:
    yield "Who it is for", item.get("eligibility_description", "")
    yield "Ages", ages_in_words(item.get("minimum_age"), item.get("maximum_age"))
    costs = [cost_in_words(cost) for cost in item.get("cost_options", [])]
    yield from (("Cost", cost) for cost in costs or [item.get("fees", "")])
    yield "How to get it", item.get("application_process", "")
    yield "How long you may wait", item.get("wait_time", "")
    languages = [_language(language) for language in item.get("languages", [])]
    yield "Languages", joined(language for language in languages if language)
    for at in item.get("service_at_locations", []):
        location = at.get("location", {})
        yield "How to get there", location.get("transportation", "")
        for access in location.get("accessibility", []):
            yield "Access", access.get("description", "")
    yield "Accreditations", item.get("accreditations", "")
    terms = [term["taxonomy_term"]["name"] for term in item.get("attributes", [])]
    yield "Kind of service", joined(dict.fromkeys(terms))


def _language(language: dict[str, Any]) -> str:
    return language.get("name") or language.get("note") or ""
