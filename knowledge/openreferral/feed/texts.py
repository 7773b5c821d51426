"""What the parts of a service say, as the texts that cards and search read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.content_checks import NATIONS
from knowledge.models import (
    Accessibility,
    Address,
    Attribute,
    Base,
    CostOption,
    Language,
    Location,
    Phone,
    Place,
    Schedule,
    ServiceArea,
)
from knowledge.openreferral.geography import split_postcode
from knowledge.openreferral.nested import columns
from knowledge.openreferral.service_types import service_types
from knowledge.openreferral.words import cost_in_words, phone_in_words, schedule_in_words

_CODES = {service_types().term_id(code): code for code in service_types().terms}
_SCHEDULE = ("freq", "byday", "opens_at", "closes_at", "description", "notes")


@dataclass(frozen=True)
class Areas:
    """The areas of the gazetteer by their letters alone, so that a feed's spelling finds them."""

    by_letters: dict[str, str]

    @classmethod
    def read(cls, session: Session) -> Areas:
        """Reads the districts of the gazetteer."""
        query = select(Place).where(Place.place_kind == "district")
        names = [area for place in session.scalars(query) for area in place.areas]
        return cls({_letters(name): name for name in [*names, *NATIONS]})

    def named(self, names: Iterable[str | None]) -> list[str]:
        """Returns area names, as the gazetteer has them where it does, each once."""
        said = [name for name in names if name]
        return list(dict.fromkeys(self.by_letters.get(_letters(name), name) for name in said))


def _letters(name: str) -> str:
    plain = re.sub(r"\b(district|borough|city|county|council|of|the)\b", "", name.lower())
    return re.sub(r"[^a-z]", "", plain.replace("&", "and"))


def texts_of_parts(parts: Sequence[Base], areas: Areas) -> dict[str, Any]:
    """Returns the columns of a record that say in words what its parts say."""

    def of(kind: type[Any]) -> list[Any]:
        return [part for part in parts if isinstance(part, kind)]

    phones = [phone_in_words(columns(part, "number", "extension", "description"))
              for part in of(Phone)]  # fmt: skip
    hours = [schedule_in_words(columns(part, *_SCHEDULE)) for part in of(Schedule)]
    costs = [cost_in_words(columns(part, "option", "currency", "amount", "amount_description"))
             for part in of(CostOption)]  # fmt: skip
    found: dict[str, Any] = {
        "phone": _joined(phones, "; "),
        "opening_hours": _joined(hours, "; "),
        "languages": _joined((part.name or part.note for part in of(Language)), ", "),
        "accessibility": _joined((part.description for part in of(Accessibility)), ", "),
        "areas": areas.named(part.name for part in of(ServiceArea)),
        "service_types": [_CODES[part.term_id] for part in of(Attribute) if part.term_id in _CODES],
    }
    if costs:
        found["cost"] = _joined(costs, "; ")
    return found | _first_address(of(Address), of(Location))


def _first_address(addresses: Sequence[Address], locations: Sequence[Location]) -> dict[str, Any]:
    hidden = {location.id for location in locations if location.is_masked}
    for address in addresses:
        if address.location_id in hidden:
            continue
        lines = (address.address_1, address.address_2, address.city, address.state_province)
        text = ", ".join(dict.fromkeys(line for line in lines if line))
        return {"address": text, "postcode": split_postcode(address.postal_code or "")[1]}
    return {"address": None, "postcode": None}


def _joined(texts: Iterable[str | None], between: str) -> str | None:
    return between.join(dict.fromkeys(text for text in texts if text)) or None
