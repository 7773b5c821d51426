"""The fields of the 360Giving standard 1.4, as files write them: by name and by title.

A spreadsheet flattens a grant: `Recipient Org:0:Name`, `Recipient Org:Name` and
`recipientOrganization/0/name` are one field. Tests hold this to the published schema.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

VERSION = "1.4"
"""The version of the standard that files follow."""

Path_ = tuple[str | int, ...]
"""Where a value stands in a grant: names of objects and places in lists."""

OPEN_CALL = ("Yes", "No")
REGRANT_TYPES = tuple(f"FRG0{number}" for number in range(10, 80, 10))
LOCATION_SCOPES = ("GLS010", "GLS020", "GLS030", "GLS040", "GLS050", "GLS060", "GLS099")


@dataclass(frozen=True)
class Field:
    """One field.

    Attributes:
        title: What it is called in spreadsheets.
        holds: `text`, `number`, `date`, `span` (a date that may be a month or a year), `time`,
            `address`, `object` or `list` (of objects or texts).
        fields: The fields of the object, or of each object of the list; empty for texts.
    """

    title: str
    holds: str = "text"
    fields: Mapping[str, Field] = field(default_factory=dict)


def _texts(**titles: str) -> dict[str, Field]:
    return {name: Field(title) for name, title in titles.items()}


_MODIFIED = {"dateModified": Field("Last Modified", "time")}
_LOCATION = (
    _texts(
        id="Identifier",
        name="Name",
        countryCode="Country Code",
        description="Description",
        geoCode="Geographic Code",
        geoCodeType="Geographic Code Type",
    )
    | {name: Field(name.title(), "number") for name in ("latitude", "longitude")}
    | _MODIFIED
)
_ORGANISATION = (
    _texts(
        id="Identifier",
        name="Name",
        department="Department",
        contactName="Contact Name",
        charityNumber="Charity Number",
        companyNumber="Company Number",
        streetAddress="Street Address",
        addressLocality="City",
        addressRegion="County",
        addressCountry="Country",
        postalCode="Postal Code",
        telephone="Phone Number",
        alternateName="Alternate Name",
        email="Email",
        description="Description",
        organisationType="Organisation Type",
    )
    | {"url": Field("Web Address", "address"), "location": Field("Location", "list", _LOCATION)}
    | _MODIFIED
)
_EVENT = (
    _texts(title="Title", description="Description")
    | {"startDate": Field("Start Date", "span"), "endDate": Field("End Date", "span")}
    | {"duration": Field("Duration (months)", "number")}
    | _MODIFIED
)
_TERM = (
    _texts(vocabulary="Vocabulary", code="Code", title="Title", description="Description")
    | {"url": Field("URL", "address")}
    | _MODIFIED
)
_PROGRAMME = (
    _texts(code="Code", title="Title", description="Description")
    | {"url": Field("URL", "address")}
    | _MODIFIED
)
_DOCUMENT = (
    _texts(id="Identifier", title="Title", description="Description", documentType="Document Type")
    | {"url": Field("Web Address", "address")}
    | _MODIFIED
)
_TRANSACTION = (
    _texts(
        id="Identifier",
        currency="Currency",
        description="Description",
        provider="Provider",
        recipient="Recipient",
    )
    | {"transactionDate": Field("Transaction Date", "date"), "value": Field("Value", "number")}
    | {"valueDate": Field("Value Date", "date")}
    | _MODIFIED
)
_INDIVIDUALS = _texts(
    primaryGrantReason="Primary Grant Reason", secondaryGrantReason="Secondary Grant Reason"
) | {"grantPurpose": Field("Grant Purpose", "list")}

GRANT: Mapping[str, Field] = {
    **_texts(id="Identifier", title="Title", description="Description", currency="Currency"),
    "amountAppliedFor": Field("Amount Applied For", "number"),
    "amountAwarded": Field("Amount Awarded", "number"),
    "amountDisbursed": Field("Amount Disbursed", "number"),
    "awardDate": Field("Award Date", "date"),
    "url": Field("URL", "address"),
    "plannedDates": Field("Planned Dates", "list", _EVENT),
    "actualDates": Field("Actual Dates", "list", _EVENT),
    "recipientIndividual": Field("Recipient Ind", "object", _texts(id="Identifier", name="Name")),
    "toIndividualsDetails": Field("To Individuals Details", "object", _INDIVIDUALS),
    "recipientOrganization": Field("Recipient Org", "list", _ORGANISATION),
    "beneficiaryLocation": Field("Beneficiary Location", "list", _LOCATION),
    "fundingOrganization": Field("Funding Org", "list", _ORGANISATION),
    "grantProgramme": Field("Grant Programme", "list", _PROGRAMME),
    "fromOpenCall": Field("From An Open Call?"),
    "fundingType": Field("Funding Type", "list", _TERM),
    "classifications": Field("Classifications", "list", _TERM),
    "relatedDocument": Field("Related Document", "list", _DOCUMENT),
    "applicationTransaction": Field("Application Transaction", "list", _TRANSACTION),
    "commitmentTransaction": Field("Commitment Transaction", "list", _TRANSACTION),
    "disbursementTransaction": Field("Disbursement Transaction", "list", _TRANSACTION),
    "relatedActivity": Field("Related Activity", "list"),
    **_MODIFIED,
    "dataSource": Field("Data Source", "address"),
    "regrantType": Field("For Regrant Type"),
    "locationScope": Field("Location Scope"),
}
"""The fields of a grant, in the order of the standard."""


@lru_cache(maxsize=1)
def currencies() -> frozenset[str]:
    """Returns the currency codes that the standard allows (ISO 4217, old ones among them)."""
    return frozenset((Path(__file__).parent / "currencies.txt").read_text("utf-8").split())


def plain(title: str) -> str:
    """Returns a heading as it is compared: letters and digits only, in lower case."""
    return re.sub(r"[^a-z0-9]", "", title.casefold())


def path_of(heading: str) -> Path_ | None:
    """Returns where the value of a spreadsheet's column belongs, or None for an unknown heading.

    A list without a number means its first item.
    """
    parts = [part for part in re.split(r"[:/]", heading) if part.strip()]
    fields: Mapping[str, Field] = GRANT
    path: list[str | int] = []
    holds = "object"
    for part in parts:
        if part.strip().isdigit():
            if holds != "list" or not path or isinstance(path[-1], int):
                return None
            path.append(int(part))
            continue
        if holds == "list" and path and not isinstance(path[-1], int):
            path.append(0)
        name = _name_of(part, fields)
        if name is None:
            return None
        path.append(name)
        holds, fields = fields[name].holds, fields[name].fields
    if holds == "list" and not fields and path and not isinstance(path[-1], int):
        path.append(0)
    is_value = not fields and holds != "object"
    return tuple(path) if is_value and path else None


def _name_of(part: str, fields: Mapping[str, Field]) -> str | None:
    wanted = plain(part)
    for name, item in fields.items():
        if wanted in (plain(name), plain(item.title)):
            return name
    return None


def field_at(path: Path_) -> Field | None:
    """Returns the field at a path, or None where the standard has none there."""
    fields: Mapping[str, Field] = GRANT
    found: Field | None = None
    for part in path:
        if isinstance(part, str):
            found = fields.get(part)
            if found is None:
                return None
            fields = found.fields
    return found


def title_of(path: Path_) -> str:
    """Returns the heading of a path as spreadsheets write it: `Recipient Org:0:Name`."""
    fields: Mapping[str, Field] = GRANT
    parts: list[str] = []
    for part in path:
        if isinstance(part, int):
            parts.append(str(part))
        else:
            found = fields.get(part, Field(part))
            parts.append(found.title)
            fields = found.fields
    return ":".join(parts)


def value_at(grant: Any, path: Path_) -> Any:
    """Returns the value at a path of a grant, or None where there is none."""
    for part in path:
        if isinstance(part, int):
            grant = grant[part] if isinstance(grant, list) and part < len(grant) else None
        else:
            grant = grant.get(part) if isinstance(grant, dict) else None
    return grant


def put(grant: dict[str, Any], path: Path_, value: Any) -> None:
    """Puts a value at a path of a grant and makes the objects and lists on the way."""
    here: Any = grant
    for part, following in zip(path, path[1:], strict=False):
        empty: Any = [] if isinstance(following, int) else {}
        here = _step(here, part, empty)
    if isinstance(here, list):
        while len(here) <= int(path[-1]):
            here.append(None)
    here[path[-1]] = value


def _step(here: Any, part: str | int, empty: Any) -> Any:
    if isinstance(part, str):
        return here.setdefault(part, empty)
    while len(here) <= part:
        here.append(type(empty)())
    return here[part]
