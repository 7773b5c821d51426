"""Checks one grant against the 360Giving standard and names every fault by its field.

Knows nothing of files: whoever calls says how a field is named in the file at hand.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from knowledge.grants.fields import (
    GRANT,
    LOCATION_SCOPES,
    OPEN_CALL,
    REGRANT_TYPES,
    Field,
    Path_,
    currencies,
)

Where = Callable[[Path_], str]
"""Names a field in the file at hand, such as `row 7, column D (Award Date)`."""

MOST_AMOUNT = Decimal(10) ** 13
"""An amount as large as this is a mistake."""

_DAY = re.compile(r"\d{4}-(0[1-9]|1[012])-(0[1-9]|[12]\d|3[01])")
_SPAN = re.compile(r"\d{4}(-(0[1-9]|1[012])(-(0[1-9]|[12]\d|3[01]))?)?")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})")
_NEEDED_TEXTS = ("id", "title", "description")
_CODES: Mapping[str, tuple[str, ...]] = {
    "fromOpenCall": OPEN_CALL,
    "regrantType": REGRANT_TYPES,
    "locationScope": LOCATION_SCOPES,
}


@dataclass
class Findings:
    """What is wrong with a grant.

    Attributes:
        problems: What keeps it from being taken: a required field, or one that we rely on.
        notes: What is not as the standard wants it in a field that we only keep.
    """

    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def is_to_individual(grant: Mapping[str, Any]) -> bool:
    """Says whether a grant went to a person; those are never kept."""
    return bool(grant.get("recipientIndividual")) or bool(grant.get("toIndividualsDetails"))


def check_grant(grant: Mapping[str, Any], where: Where, today: date) -> Findings:
    """Checks a grant to an organisation.

    Args:
        grant: The grant, nested as in JSON.
        where: Names a field.
        today: No grant was awarded later than this.

    Returns:
        Every fault, in the order of the standard's fields.
    """
    found = Findings()
    found.problems += _required(grant, where, today)
    found.problems += _codes(grant, where)
    known = {*_NEEDED_TEXTS, "currency", "amountAwarded", "awardDate", *_CODES}
    for name, value in grant.items():
        if name not in GRANT:
            found.notes.append(f"{where((name,))}: is no field of the standard")
        elif name not in known:
            found.notes += _shapes((name,), GRANT[name], value, where)
    return found


def day_of(value: Any) -> date | None:
    """Returns the day of a date or full date-time as the standard writes it, or None."""
    if not isinstance(value, str) or not (_DAY.fullmatch(value) or _MOMENT.fullmatch(value)):
        return None
    try:
        return datetime.fromisoformat(value.upper()).date()
    except ValueError:
        return None


def amount_of(value: Any) -> Decimal | None:
    """Returns an amount, or None for what is no number or is beyond all reason."""
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        return None
    amount = Decimal(str(value))
    return amount if amount.is_finite() and abs(amount) < MOST_AMOUNT else None


def _required(grant: Mapping[str, Any], where: Where, today: date) -> Iterator[str]:
    for name in _NEEDED_TEXTS:
        if name not in grant:
            yield f"{where((name,))}: is needed"
        elif not isinstance(grant[name], str) or not grant[name].strip():
            yield f"{where((name,))}: must be text that is not empty"
    yield from _currency(grant, where)
    if "amountAwarded" not in grant:
        yield f"{where(('amountAwarded',))}: is needed"
    elif amount_of(grant["amountAwarded"]) is None:
        shown = repr(grant["amountAwarded"])
        yield f"{where(('amountAwarded',))}: must be a number without sign or comma, not {shown}"
    yield from _award_date(grant, where, today)
    yield from _organisations(grant, "recipientOrganization", where)
    yield from _organisations(grant, "fundingOrganization", where)


def _currency(grant: Mapping[str, Any], where: Where) -> Iterator[str]:
    value = grant.get("currency")
    if value is None:
        yield f"{where(('currency',))}: is needed"
    elif value not in currencies():
        yield f"{where(('currency',))}: must be a code of three capitals such as GBP, not {value!r}"


def _award_date(grant: Mapping[str, Any], where: Where, today: date) -> Iterator[str]:
    value = grant.get("awardDate")
    place = where(("awardDate",))
    if value is None:
        yield f"{place}: is needed"
        return
    day = day_of(value)
    if day is None:
        yield f"{place}: must be a date of the calendar as YYYY-MM-DD, not {value!r}"
    elif day > today:
        yield f"{place}: {value} lies in the future"


def _organisations(grant: Mapping[str, Any], name: str, where: Where) -> Iterator[str]:
    value = grant.get(name)
    if not value:
        yield f"{where((name, 0, 'id'))}: is needed, with the name of the organisation"
        return
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        yield f"{where((name,))}: must be a list of organisations"
        return
    for number, item in enumerate(value):
        for key in ("id", "name"):
            if not isinstance(item.get(key), str) or not item[key].strip():
                yield f"{where((name, number, key))}: is needed"


def _codes(grant: Mapping[str, Any], where: Where) -> Iterator[str]:
    for name, codes in _CODES.items():
        value = grant.get(name)
        if value is not None and value not in codes:
            yield f"{where((name,))}: must be one of {', '.join(codes)}, not {value!r}"


def _shapes(path: Path_, known: Field, value: Any, where: Where) -> Iterator[str]:
    """Yields what is not of the shape that the standard wants, in this field and below it."""
    if known.holds == "list":
        if not isinstance(value, list):
            yield f"{where(path)}: must be a list"
            return
        for number, item in enumerate(value):
            inner = Field("", "object", known.fields) if known.fields else Field("")
            yield from _shapes((*path, number), inner, item, where)
    elif known.holds == "object":
        if not isinstance(value, dict):
            yield f"{where(path)}: must be an object"
            return
        for name, item in value.items():
            if name not in known.fields:
                yield f"{where((*path, name))}: is no field of the standard"
            elif item is not None:
                yield from _shapes((*path, name), known.fields[name], item, where)
    elif not _SHAPES[known.holds](value):
        yield f"{where(path)}: must be {_WANTED[known.holds]}, not {value!r}"


def _is_address(value: Any) -> bool:
    if not isinstance(value, str) or re.search(r"\s", value):
        return False
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return bool(parts.scheme and parts.netloc)


def _is_moment(value: Any) -> bool:
    return isinstance(value, str) and bool(_MOMENT.fullmatch(value)) and day_of(value) is not None


def _is_span(value: Any) -> bool:
    is_short = isinstance(value, str) and len(value) < len("2026-01-01")
    return day_of(value) is not None or (is_short and bool(_SPAN.fullmatch(value)))


_SHAPES: Mapping[str, Callable[[Any], bool]] = {
    "text": lambda value: isinstance(value, str),
    "number": lambda value: amount_of(value) is not None,
    "date": lambda value: day_of(value) is not None,
    "span": _is_span,
    "time": _is_moment,
    "address": _is_address,
}
_WANTED = {
    "text": "text",
    "number": "a number",
    "date": "a date as YYYY-MM-DD",
    "span": "a date as YYYY, YYYY-MM or YYYY-MM-DD",
    "time": "a date with its time and zone",
    "address": "a web address",
}
