"""Turns what stands in a cell into the value of a key, mending what a spreadsheet has done to it.

A mending is always told; what cannot be mended without a guess is refused. The content schema
then checks the value: nothing here decides whether a telephone number or a date is right.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any, NamedTuple

from knowledge.freshness import date_in_words
from knowledge.spreadsheets.columns import PART_SEPARATOR, SEPARATOR, Column, plain
from knowledge.spreadsheets.tables import Formula, Value

_YES = frozenset(("yes", "y", "true", "1"))
_NO = frozenset(("no", "n", "false", "0"))
_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august"),
    *("september", "october", "november", "december"),
)
_UK_DATE = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")
_DAY_IN_WORDS = re.compile(r"(?:(\d{1,2})(?:st|nd|rd|th)?\s+)?([A-Za-z]{3,9})\.?,?\s+(\d{4})")
_NUMBER = re.compile(r"-?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?")
_BETWEEN = re.compile(rf"(?<!\\){SEPARATOR}|\n")
_ISO_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})[T ]00:00(?::00)?")
_POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][0-9A-Z]?)\s*([0-9][A-Z]{2})")
_ADDRESS_WITHOUT_SCHEME = re.compile(r"(?:www\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:[/?#]\S*)?", re.I)


class CellError(ValueError):
    """What stands in the cell cannot be taken; the message goes on after the cell's name."""


class Converted(NamedTuple):
    """A value for the schema, and what was mended on the way or an empty text."""

    value: Any
    mended: str


def convert(column: Column, value: Value) -> Converted:
    """Makes the value of a column's key from what stands in a cell that is not empty.

    Raises:
        CellError: When it is a formula or not of the kind that the column holds.
    """
    if isinstance(value, Formula):
        raise CellError(
            f"holds a formula or a fault ({str(value)[:40]!r}): put its result there as a plain"
            " value"
        )
    return _CONVERTERS[column.holds](column, value)


def _text(column: Column, value: Value) -> Converted:
    special = _SPECIAL.get(column.name)
    if special is not None:
        return special(value)
    if isinstance(value, (datetime, date)):
        return Converted(_day_in_words(value), "a date, written in words")
    if isinstance(value, time):
        return Converted(f"{value:%H:%M}", "a time, written as text")
    if isinstance(value, bool):
        return Converted("Yes" if value else "No", "")
    text = _unbroken(value)
    return Converted(_chosen(column, text) if column.choices else text, "")


def _unbroken(value: Value) -> str:
    # Lines within a cell end in different ways; spaces that look like spaces become spaces.
    text = str(value).replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ")
    return text.replace("_x000D_", "").strip()


def _chosen(column: Column, text: str) -> str:
    for choice in column.choices:
        if plain(choice) == plain(text):
            return choice
    raise CellError(f"{text!r} is not one of {', '.join(column.choices)}")


def _number(_column: Column, value: Value) -> Converted:
    number = _decimal(_column, value).value
    if number != int(number):
        raise CellError(f"{value!r} is not a whole number")
    return Converted(int(number), "")


def _decimal(_column: Column, value: Value) -> Converted:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return Converted(float(value), "")
    text = _unbroken(value).replace("£", "").strip()
    if isinstance(value, str) and _NUMBER.fullmatch(text):
        return Converted(float(text.replace(",", "")), "")
    raise CellError(f"{_shown(value)} is not a number")


def _yes_or_no(_column: Column, value: Value) -> Converted:
    word = plain(str(value))
    if word in _YES or word in _NO:
        return Converted(word in _YES, "")
    raise CellError(f"{_shown(value)} is neither yes nor no")


def _list(column: Column, value: Value) -> Converted:
    if isinstance(value, (datetime, date, time)):
        raise CellError("holds a date or a time where words are wanted: format the cell as text")
    parts = [_unescaped(part) for part in _BETWEEN.split(_unbroken(value))]
    parts = [part for part in parts if part]
    if column.choices:
        parts = [_chosen(column, part) for part in parts]
    if column.name == "source_urls":
        addresses = [_web_address(part) for part in parts]
        mended = "; ".join(item.mended for item in addresses if item.mended)
        return Converted([item.value for item in addresses], mended)
    return Converted(parts, "")


def _unescaped(part: str) -> str:
    return part.replace(f"\\{SEPARATOR}", SEPARATOR).strip()


def _pairs(column: Column, value: Value) -> Converted:
    found = {}
    for part in _list(column, value).value:
        name, colon, said = part.partition(":")
        if not colon or not name.strip() or not said.strip():
            raise CellError(f"{part!r} is not of the form '{column.how.split(',')[0]}'")
        found[name.strip()] = said.strip()
    return Converted(found, "")


def _prices(column: Column, value: Value) -> Converted:
    found = _pairs(column, value).value
    return Converted({name: _number(column, number).value for name, number in found.items()}, "")


def _day(_column: Column, value: Value) -> Converted:
    found = _source_date(value)
    try:
        return Converted(date.fromisoformat(str(found.value)), found.mended)
    except ValueError:
        raise CellError(f"{_shown(value)} is not a whole date such as 2026-03-31") from None


def _table(column: Column, value: Value) -> Converted:
    items = []
    for line in _unbroken(value).split("\n"):
        if not line.strip():
            continue
        parts = [part.strip() for part in line.split(PART_SEPARATOR)]
        if len(parts) != len(column.parts):
            raise CellError(f"{line.strip()!r} is not of the form {column.how}")
        items.append(dict(zip(column.parts, parts, strict=True)))
    return Converted(items, "")


def _phone(value: Value) -> Converted:
    if isinstance(value, float):
        raise CellError(f"{_shown(value)} is no telephone number")
    text = _unbroken(value)
    mended = re.sub(r"(?<![\d])\(?\+44\)?\s*(?:\(0\))?\s*", "0", text)
    mended = re.sub(r"\((0\d+)\)\s*", r"\1 ", mended)
    mended = re.sub(r"(?<=\d)[-.](?=\d)", " ", mended)
    if re.fullmatch(r"[1-3]\d{9}", mended):
        # A spreadsheet takes 01162575030 for a number and drops the 0.
        mended = f"0{mended}"
    if mended == text:
        return Converted(text, "")
    return Converted(mended, f"{text} taken as {mended}")


def _postcode(value: Value) -> Converted:
    text = _unbroken(value)
    found = _POSTCODE.fullmatch(text.upper())
    if found is None:
        return Converted(text, "")
    mended = f"{found[1]} {found[2]}"
    return Converted(mended, "" if mended == text else f"{text} taken as {mended}")


def _email(value: Value) -> Converted:
    text = _unbroken(value)
    mended = re.sub(r"^mailto:", "", text, flags=re.IGNORECASE)
    return Converted(mended, "" if mended == text else "mailto: taken off")


def _web_address(value: Value) -> Converted:
    text = _unbroken(value)
    if _ADDRESS_WITHOUT_SCHEME.fullmatch(text):
        return Converted(f"https://{text}", f"https:// put before {text}")
    return Converted(text, "")


def _source_date(value: Value) -> Converted:
    """Days come first, as people here write them; what names only a month or a year stays so."""
    if isinstance(value, (datetime, date)):
        return Converted(value.strftime("%Y-%m-%d"), "")
    text = _unbroken(value)
    moment = _ISO_MOMENT.fullmatch(text)
    if moment is not None:
        return Converted(moment[1], "")
    found = _UK_DATE.fullmatch(text)
    if found is not None:
        mended = f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}"
        return Converted(mended, f"{text} taken as {mended} (day first)")
    found = _DAY_IN_WORDS.fullmatch(text)
    if found is not None:
        month = next(
            (n for n, name in enumerate(_MONTHS, 1) if name.startswith(found[2].lower())), None
        )
        if month is not None:
            mended = f"{found[3]}-{month:02}" + (f"-{int(found[1]):02}" if found[1] else "")
            return Converted(mended, f"{text} taken as {mended}")
    return Converted(text.lower() if text.lower() == "unknown" else text, "")


def _day_in_words(value: date) -> str:
    return date_in_words(value.strftime("%Y-%m-%d"))


def _shown(value: Value) -> str:
    if isinstance(value, (datetime, date)):
        return f"the date {value:%d/%m/%Y}"
    return repr(value)


_SPECIAL: dict[str, Callable[[Value], Converted]] = {
    "phone": _phone,
    "postcode": _postcode,
    "email": _email,
    "url": _web_address,
    "source_date": _source_date,
}
_CONVERTERS: dict[str, Callable[[Column, Value], Converted]] = {
    "text": _text,
    "number": _number,
    "decimal": _decimal,
    "yes or no": _yes_or_no,
    "list": _list,
    "day": _day,
    "pairs": _pairs,
    "prices": _prices,
    "table": _table,
}
