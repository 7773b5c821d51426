"""A record as a resident sees it, with where the facts come from and how old they are."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from knowledge.freshness import describe_source
from knowledge.models import (
    CaseStudy,
    Fund,
    Guidance,
    LegalForm,
    Opportunity,
    Record,
)
from knowledge.replies import Card
from knowledge.web_addresses import safe_link

_FUND_STATUS = {
    "open": "Open when we last saw its page",
    "closed": "Closed when we last saw its page",
    "unknown": "We do not know if it is open now: ask before you plan on it",
}
_PUBLIC_BODIES = (".gov.uk", ".nhs.uk", ".police.uk", ".parliament.uk")
_DBS = {
    "none": "No DBS check",
    "basic": "Basic DBS check",
    "standard": "Standard DBS check",
    "enhanced": "Enhanced DBS check",
    "depends": "A DBS check depends on the role",
}


def card_of(record: Record, today: date, contacts: Iterable[Record] = ()) -> Card:
    """Makes the card of a record.

    Args:
        record: Any kind but a place.
        today: The day to reckon the age of its source from.
        contacts: Whom to contact, nearest first; shown for guidance.
    """
    people = [f"Contact: {contact_line(contact)}" for contact in contacts]
    return Card(
        kind=record.kind,
        title=record.name,
        summary=record.short_answer if isinstance(record, Guidance) else record.summary,
        details=[*_details(record), *people, *_reach(record)],
        url=_page_of(record),
        source=source_of(record),
        checked=_sentence(describe_source(record, today).label),
        ref=record.slug,
    )


def source_of(record: Record) -> str:
    """Names the websites where the facts were seen, at most three, in the order of the file."""
    hosts = dict.fromkeys(host for host in map(_host, record.source_urls) if host)
    named = [host for host in hosts if host not in _never_linked()]
    if hosts and not named:
        return "a copy of the page on another website"
    return ", ".join(named[:3]) or (record.source_note or "our own notes")


def contact_line(record: Record) -> str:
    """Returns one line with a record's name and every way to reach it."""
    ways = [record.phone, record.email, record.url if _may_link(record.url) else None]
    return ": ".join([record.name, ", ".join(way for way in ways if way)]).removesuffix(": ")


def amount_in_words(low: int | None, high: int | None) -> str | None:
    """Says what a fund gives, in pounds, or None when nothing is known."""
    if low and high and low != high:
        return f"£{low:,} to £{high:,}"
    if high:
        return f"Up to £{high:,}"
    return f"From £{low:,}" if low else None


def _sentence(label: str) -> str:
    return label[:1].upper() + label[1:] + ("" if label.endswith(".") else ".")


def _page_of(record: Record) -> str | None:
    """Returns the page to read: the record's own, or one where it was seen, public bodies first."""
    pages = [url for url in map(safe_link, record.source_urls) if url]
    official = [url for url in pages if f".{_host(url)}".endswith(_PUBLIC_BODIES)]
    return next((url for url in [safe_link(record.url), *official, *pages] if _may_link(url)), None)


def _may_link(url: str | None) -> bool:
    return url is not None and _host(url) not in _never_linked()


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.").rstrip(".")


@lru_cache(maxsize=1)
def _never_linked() -> frozenset[str]:
    path = Path(__file__).parent / "words" / "never-linked.yml"
    return frozenset(yaml.safe_load(path.read_text("utf-8")))


def _details(record: Record) -> list[str]:
    for kind, lines in _LINES.items():
        if isinstance(record, kind):
            return [line for line in lines(record) if line]
    return []


def _labelled(label: str, value: Any) -> str | None:
    if value in (None, "", []):
        return None
    text = ", ".join(value) if isinstance(value, list) else str(value)
    return f"{label}: {text}"


def _guidance(record: Guidance) -> Iterable[str | None]:
    yield from (f"Step {number}: {step}" for number, step in enumerate(record.steps, start=1))
    for limit in record.time_limits:
        law = f" ({limit['law']})" if limit.get("law") else ""
        yield f"Time limit: {limit['what']}: {limit['length']}{law}"
    yield _labelled("The law", record.law)


def _fund(record: Fund) -> Iterable[str | None]:
    yield _labelled("From", record.funder)
    yield _labelled("How much", amount_in_words(record.min_amount_gbp, record.max_amount_gbp))
    yield _labelled("Who can apply", record.who_can_apply)
    yield _labelled("What for", record.for_what)
    yield _labelled("Not for", record.not_for)
    yield _labelled("Your own share", record.match_funding)
    yield _FUND_STATUS.get(record.status or "unknown")
    yield _labelled("Deadline", record.deadline)
    yield _labelled("How to apply", record.how_to_apply)


def _opportunity(record: Opportunity) -> Iterable[str | None]:
    yield _labelled("With", record.organisation)
    yield _labelled("What you would do", record.role)
    yield _labelled("When", record.commitment)
    yield _labelled("Youngest age", record.min_age)
    yield _labelled("Where", record.place)
    yield "Can be done from home" if record.remote else None
    yield _DBS.get(record.dbs or "")
    yield _labelled("How to apply", record.how_to_apply)


def _case_study(record: CaseStudy) -> Iterable[str | None]:
    yield _labelled("Where", record.place)
    yield _labelled("What they did", record.what_they_did)
    yield _labelled("How it was paid for", record.how_it_was_funded)
    yield _labelled("What they learned", record.lesson)


def _legal_form(record: LegalForm) -> Iterable[str | None]:
    fees = [
        f"{f'£{fee:,}' if fee else 'nothing'} ({way})"
        for way, fee in record.registration_fees_gbp.items()
    ]
    yield _labelled("Good for", record.best_for)
    yield _labelled("Not for", record.not_for)
    yield _labelled("Who oversees it", record.regulator)
    yield _labelled("Fee to register", fees)
    yield _labelled("How many people", record.minimum_people)
    yield _labelled("Members are protected from debts", record.limited_liability)
    yield _labelled("Can be a charity", record.can_be_charity)
    yield _labelled("Asset lock", record.asset_lock)
    yield _labelled("Can pay those in charge", record.can_pay_directors)
    yield _labelled("Gift Aid", record.gift_aid)
    yield _labelled("Yearly duties", record.annual_returns)
    yield _labelled("Time to set up", record.typical_time_to_register)


_LINES: dict[type[Record], Callable[[Any], Iterable[str | None]]] = {
    Guidance: _guidance,
    Fund: _fund,
    Opportunity: _opportunity,
    CaseStudy: _case_study,
    LegalForm: _legal_form,
}


def _reach(record: Record) -> list[str]:
    lines = [
        _labelled("Telephone", record.phone),
        _labelled("E-mail", record.email),
        _labelled("Address", _address(record)),
        _labelled("Open", record.opening_hours),
        _labelled("Who it is for", record.eligibility),
        _labelled("Cost", record.cost),
        _labelled("Languages", record.languages),
        _labelled("Access", record.accessibility),
    ]
    return [line for line in lines if line]


def _address(record: Record) -> str | None:
    parts = [part for part in (record.address, record.postcode) if part]
    if record.postcode and record.address and record.postcode in record.address:
        parts = [record.address]
    return ", ".join(parts) or None
