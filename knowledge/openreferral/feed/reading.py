"""Reads one service of a feed, of version 3.0, 1.0 or a maker's own, into a record with its parts.

Takes a body whose keys are small with underscores and whose personal data is masked. Nothing is
invented: a value that cannot be mended is left out and noted, in words without the value.
"""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass, field
from typing import Any

from knowledge.models import Base, OrganisationIdentifier, part_id
from knowledge.openreferral.feed import places, reach
from knowledge.openreferral.feed.terms import Terms
from knowledge.openreferral.feed.values import (
    age_of,
    day_of,
    email_of,
    is_marked_up,
    line_of,
    list_of,
    moment_of,
    number_of,
    text_of,
    url_of,
)

Body = dict[str, Any]

_SUMMARY_WORDS = 60
_STATUSES = {
    "active": "active",
    "open": "active",
    "published": "active",
    "approved": "active",
    "inactive": "inactive",
    "suspended": "inactive",
    "defunct": "expired",
    "closed": "expired",
    "temporarily closed": "temporarily closed",
}
_FOR_SEARCH = {"inactive": "withheld", "expired": "closed"}
_TEAM_ADDRESS = re.compile(
    r"^(info|enquir|contact|admin|team|director|service|support|data|hello|office|help|fis\b"
    r"|information|advice|hub|digital|web|communit|family|local)",
    re.IGNORECASE,
)


class Refused(Exception):
    """A service that cannot be taken; the message says why, for the report."""


@dataclass
class BodyRead:
    """An organisation, read.

    Attributes:
        external_id: Its id in the source, as text.
        values: Columns of its record, without those that the source as a whole decides.
        identifiers: Register and number, of those that it has in registers.
    """

    external_id: str
    values: Body
    identifiers: list[tuple[str | None, str, str]] = field(default_factory=list)

    def parts(self, record_id: uuid.UUID) -> list[Base]:
        """Returns its parts."""
        return [
            OrganisationIdentifier(
                id=part_id(record_id, "identifier", str(position)),
                record_id=record_id,
                position=position,
                scheme=scheme,
                kind=kind,
                identifier=number,
            )
            for position, (scheme, kind, number) in enumerate(self.identifiers)
        ]


@dataclass
class ServiceRead:
    """One service, read.

    Attributes:
        values: Columns of its record, without those that the source as a whole decides.
        owner: Its organisation, or None.
        parts: Its parts, ready to be stored.
        notes: What was mended.
    """

    values: Body
    owner: BodyRead | None
    parts: list[Base]
    notes: set[str]


def external_id_of(item: Any) -> str:
    """Returns the id of an item as text.

    Raises:
        Refused: When it is no object or has no id.
    """
    if not isinstance(item, dict):
        raise Refused("it is not an object")
    found = line_of(item.get("id"), 200)
    if found is None:
        raise Refused("it has no id")
    return found


def read_service(body: Body, record_id: uuid.UUID, terms: Terms) -> ServiceRead:
    """Reads a service.

    Args:
        body: What the feed says, keys small, personal data masked.
        record_id: The id of its record.
        terms: Gathers the lists and terms of the source.

    Raises:
        Refused: When it cannot be taken.
    """
    notes: set[str] = set()
    owner: reach.Owner = {"record_id": record_id}
    parts = [
        *places.areas(body, record_id, notes),
        *places.locations(body, record_id, notes),
        *reach.contacts(body, owner, notes),
        *reach.phones(body, owner, notes),
        *reach.schedules(body, owner, notes),
        *reach.costs(body, owner, notes),
        *reach.languages(body, owner),
        *reach.funding(body, owner),
        *terms.of(body, record_id),
    ]
    return ServiceRead(_values(body, notes), _owner(body, notes), parts, notes)


def _values(body: Body, notes: set[str]) -> Body:
    name = line_of(body.get("name"))
    if name is None:
        raise Refused("it has no name")
    lifecycle = _lifecycle(body, notes)
    description = _description(body, notes) or name
    least, most, eligibility = _eligibility(body, notes)
    assurer = email_of(body.get("assurer_email"))
    alert = body.get("alert")
    return {
        "name": name,
        "alternate_name": line_of(body.get("alternate_name")),
        "summary": _summary(description, lifecycle),
        "description": description,
        "url": _checked(body, "url", url_of, notes),
        "email": _checked(body, "email", email_of, notes),
        "lifecycle": lifecycle,
        "status": _FOR_SEARCH.get(lifecycle),
        "eligibility": eligibility,
        "minimum_age": least,
        "maximum_age": most,
        "cost": text_of(body.get("fees_description") or body.get("fees")),
        "alert": text_of(alert.get("text") if isinstance(alert, dict) else alert),
        "application_process": text_of(body.get("application_process")),
        "wait_time": text_of(body.get("wait_time")),
        "accreditations": text_of(body.get("accreditations")),
        "assured_on": day_of(body.get("assured_date")),
        "assurer_email": assurer if assurer and _TEAM_ADDRESS.match(assurer) else None,
        "source_date": _source_date(body),
        "licence": url_of(body.get("license") or body.get("licence")),
    }


def _lifecycle(body: Body, notes: set[str]) -> str:
    said = line_of(body.get("status"))
    if said is None:
        notes.add("no status was said, and it was taken as active")
        return "active"
    found = _STATUSES.get(said.lower().replace("_", " "))
    if found is None:
        raise Refused("its status is none that is known")
    if said not in _STATUSES or said in {"open", "published", "approved", "closed", "suspended"}:
        notes.add("the status was written another way")
    return found


def _description(body: Body, notes: set[str]) -> str | None:
    if is_marked_up(body.get("description")):
        notes.add("HTML was turned into plain text")
    return text_of(body.get("description"))


def _summary(description: str, lifecycle: str) -> str:
    """The first sentences of a description, at most sixty words."""
    before = "Closed for the time being. " if lifecycle == "temporarily closed" else ""
    words = " ".join(description.replace("\n- ", " ").split()).split(" ")
    if len(words) <= _SUMMARY_WORDS:
        return before + " ".join(words)
    cut = " ".join(words[: _SUMMARY_WORDS - 1])
    whole = re.match(r"(.{60,}[.!?])(?:\s|$)", cut)
    return before + (whole[1] if whole else f"{cut} …")


def _checked(body: Body, key: str, read: Any, notes: set[str]) -> str | None:
    found: str | None = read(body.get(key))
    if found is None and line_of(body.get(key)):
        notes.add(f"{key}: was none that leads anywhere and was left out")
    return found


def _eligibility(body: Body, notes: set[str]) -> tuple[float | None, float | None, str | None]:
    items = [
        item
        for key in ("eligibilitys", "eligibilities", "eligibility")
        for item in list_of(body.get(key))
    ]
    objects = [item for item in items if isinstance(item, dict)]
    said = [item.get("eligibility") if isinstance(item, dict) else item for item in items]
    texts = [text_of(body.get("eligibility_description")), *(text_of(text) for text in said)]
    sources = [body, *objects]
    least = _age(sources, ("minimum_age", "min_age"), notes)
    most = _age(sources, ("maximum_age", "max_age"), notes)
    if least is not None and most is not None and (least > most or most == 0):
        notes.add("ages that contradict each other were left out")
        least = most = None
    return least, most, "\n".join(dict.fromkeys(text for text in texts if text)) or None


def _age(sources: list[Body], keys: tuple[str, ...], notes: set[str]) -> float | None:
    for source in sources:
        for key in keys:
            value = source.get(key)
            if value is None or value == "":
                continue
            age = age_of(value)
            if age is None:
                notes.add("an age that is none was left out")
            else:
                return age
    return None


def _source_date(body: Body) -> str:
    for key in ("last_modified", "updated_at", "assured_date"):
        found = moment_of(body.get(key))
        day = day_of(body.get(key))
        if found and day:
            return day.isoformat()
    return "unknown"


def _owner(body: Body, notes: set[str]) -> BodyRead | None:
    said = body.get("organization") or body.get("organisation")
    if not isinstance(said, dict):
        return None
    name = line_of(said.get("name"))
    if name is None:
        notes.add("an organisation without a name was left out")
        return None
    description = text_of(said.get("description")) or f"{name}, as its services name it."
    founded = number_of(said.get("year_incorporated"))
    values = {
        "name": name,
        "alternate_name": line_of(said.get("alternate_name")),
        "summary": _summary(description, "active"),
        "description": description,
        "email": email_of(said.get("email")),
        "url": url_of(said.get("website") or said.get("url")),
        "logo": url_of(said.get("logo")),
        "identifier_uri": url_of(said.get("uri")),
        "legal_status": line_of(said.get("legal_status")),
        "year_founded": int(founded) if founded and 1000 < founded < 2200 else None,
    }
    return BodyRead(line_of(said.get("id"), 200) or name, values, _identifiers(said))


def _identifiers(said: Body) -> list[tuple[str | None, str, str]]:
    found = []
    for item in list_of(said.get("organization_identifiers")):
        if not isinstance(item, dict):
            continue
        number = line_of(item.get("identifier"), 100)
        kind = line_of(item.get("identifier_type"), 100)
        scheme = line_of(item.get("identifier_scheme"), 20)
        if number and (kind or scheme):
            found.append((scheme, kind or str(scheme), number))
    return found
