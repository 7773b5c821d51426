"""Puts checked grants into their table, and gives them back as the file said them.

A grant's columns hold what we ask about; `rest` holds every other field, so that nothing of the
file is lost. What names a person, or reaches one, is left out for good.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from knowledge.grants.checking import amount_of, day_of
from knowledge.grants.fields import Path_, put, value_at
from knowledge.models import Grant

COLUMN_PATHS: Mapping[str, Path_] = {
    "id": ("id",),
    "title": ("title",),
    "description": ("description",),
    "currency": ("currency",),
    "recipient_id": ("recipientOrganization", 0, "id"),
    "recipient_name": ("recipientOrganization", 0, "name"),
    "recipient_postcode": ("recipientOrganization", 0, "postalCode"),
    "funder_id": ("fundingOrganization", 0, "id"),
    "funder_name": ("fundingOrganization", 0, "name"),
    "programme": ("grantProgramme", 0, "title"),
    "beneficiary_name": ("beneficiaryLocation", 0, "name"),
    "beneficiary_code": ("beneficiaryLocation", 0, "geoCode"),
    "beneficiary_code_type": ("beneficiaryLocation", 0, "geoCodeType"),
    "from_open_call": ("fromOpenCall",),
    "regrant_type": ("regrantType",),
    "url": ("url",),
}
"""Where the columns that hold texts come from."""

EXTRA = "_beside"
"""The key of `rest` for what a sheet says under headings that are no fields of the standard."""

_AMOUNT: Path_ = ("amountAwarded",)
_AWARDED: Path_ = ("awardDate",)
_PLANNED = {
    "planned_start_on": ("plannedDates", 0, "startDate"),
    "planned_end_on": ("plannedDates", 0, "endDate"),
}
_OF_A_PERSON = ("contactName", "telephone", "email")
_PENCE = Decimal("0.01")
_LENGTHS = {"recipient_postcode": 10, "beneficiary_code": 20, "beneficiary_code_type": 20}


def columns_of(grant: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the columns of a grant that has passed its checks, and the rest of it.

    A value that its column cannot hold whole stays in the rest.
    """
    rest: dict[str, Any] = _without_persons(copy.deepcopy(dict(grant)))
    columns: dict[str, Any] = {}
    for name, path in COLUMN_PATHS.items():
        value = value_at(rest, path)
        columns[name] = None
        if isinstance(value, str) and len(value) <= _LENGTHS.get(name, len(value)):
            columns[name] = value
            _take(rest, path)
    amount = amount_of(rest["amountAwarded"]) or Decimal(0)
    columns["amount_awarded"] = amount.quantize(_PENCE, ROUND_HALF_EVEN)
    if columns["amount_awarded"] == amount:
        _take(rest, _AMOUNT)
    columns["awarded_on"] = day_of(rest["awardDate"])
    _take_day(rest, _AWARDED, columns["awarded_on"])
    for name, path in _PLANNED.items():
        columns[name] = day_of(value_at(rest, path))
        _take_day(rest, path, columns[name])
    columns["rest"] = _json(rest)
    return columns


def grant_of(row: Grant) -> dict[str, Any]:
    """Returns a stored grant in the standard's shape: its file's own fields and no others."""
    grant: dict[str, Any] = copy.deepcopy(row.rest)
    grant.pop(EXTRA, None)
    for name, path in COLUMN_PATHS.items():
        value = getattr(row, name)
        if value is not None:
            put(grant, path, value)
    if value_at(grant, _AMOUNT) is None:
        put(grant, _AMOUNT, _number(row.amount_awarded))
    for path, day in [
        (_AWARDED, row.awarded_on),
        *((path, getattr(row, name)) for name, path in _PLANNED.items()),
    ]:
        if day is not None and value_at(grant, path) is None:
            put(grant, path, day.isoformat())
    return grant


def _without_persons(grant: dict[str, Any]) -> dict[str, Any]:
    for name in ("recipientOrganization", "fundingOrganization"):
        for item in grant.get(name) or []:
            for key in _OF_A_PERSON:
                item.pop(key, None)
    return grant


def _take(grant: dict[str, Any], path: Path_) -> None:
    """Takes a value out and leaves the objects and lists around it, so that places stay true."""
    holder = value_at(grant, path[:-1]) if len(path) > 1 else grant
    if isinstance(holder, dict):
        holder.pop(str(path[-1]), None)


def _take_day(grant: dict[str, Any], path: Path_, day: date | None) -> None:
    """Takes a date out where its column says all of it; one with a time of day stays."""
    if day is not None and value_at(grant, path) == day.isoformat():
        _take(grant, path)


def _json(value: Any) -> Any:
    """Returns the value in types that JSON has; a number keeps its digits as far as those go."""
    if isinstance(value, dict):
        return {key: _json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_json(item) for item in value]
    return _number(value) if isinstance(value, Decimal) else value


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def differing(row: Grant, columns: Mapping[str, Any]) -> Iterable[str]:
    """Yields the names of the columns in which a stored grant differs."""
    return (name for name, value in columns.items() if getattr(row, name) != value)
