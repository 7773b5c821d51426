"""What the standard says in codes, said in words: days, times, ages, addresses.

Takes the values as the feed gives them, so that pages and feed cannot differ.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

Values = Mapping[str, Any]

_DAYS = {
    "MO": "Monday",
    "TU": "Tuesday",
    "WE": "Wednesday",
    "TH": "Thursday",
    "FR": "Friday",
    "SA": "Saturday",
    "SU": "Sunday",
}
_WHICH = {"1": "first", "2": "second", "3": "third", "4": "fourth", "-1": "last"}
_BYDAY = re.compile(r"(-?\d)?([A-Z]{2})")
_ADDRESS = ("attention", "address_1", "address_2", "city", "state_province", "postal_code")


def joined(words: Iterable[str]) -> str:
    """Returns words as a person lists them: `a, b and c`."""
    found = list(words)
    if len(found) < 2:
        return "".join(found)
    return f"{', '.join(found[:-1])} and {found[-1]}"


def schedule_in_words(schedule: Values) -> str:
    """Returns when something is open, in one line; empty where the schedule says nothing."""
    opens, closes = schedule.get("opens_at"), schedule.get("closes_at")
    days = joined(_days(schedule))
    hours = f"{opens[:5]} to {closes[:5]}" if opens and closes else opens and f"from {opens[:5]}"
    parts = [part for part in (days, hours) if part]
    text = ", ".join(parts)
    words = ". ".join(filter(None, [schedule.get("description"), schedule.get("notes")]))
    return ": ".join(part for part in (text, words) if part)


def _days(schedule: Values) -> Iterator[str]:
    is_monthly = schedule.get("freq") == "MONTHLY"
    for which, code in _BYDAY.findall(schedule.get("byday") or ""):
        if code not in _DAYS:
            continue
        if is_monthly and which in _WHICH:
            yield f"the {_WHICH[which]} {_DAYS[code]} of the month"
        else:
            yield _DAYS[code]


def ages_in_words(least: float | None, most: float | None) -> str:
    """Returns for which ages something is, or an empty text."""
    if least is not None and most is not None:
        return f"{least:g} to {most:g}"
    if least is not None:
        return f"{least:g} and over"
    return f"up to {most:g}" if most is not None else ""


def address_in_words(location: Values) -> list[str]:
    """Returns the lines of every address of a location, else what is said of it in words."""
    found = [
        ", ".join(dict.fromkeys(address[key] for key in _ADDRESS if address.get(key)))
        for address in location.get("addresses", [])
    ]
    name = location.get("name")
    said = [f"{name}, {line}" if name and name not in line else line for line in found]
    if not said and name:
        said = [name]
    return [*said, *filter(None, [location.get("description")])]


def phone_in_words(phone: Values) -> str:
    """Returns a telephone number with what is said about it."""
    number, said = phone["number"], phone.get("description")
    if phone.get("extension"):
        number = f"{number}, extension {phone['extension']}"
    if not said:
        return str(number)
    return said if phone["number"] in said else f"{number} ({said})"


def cost_in_words(cost: Values) -> str:
    """Returns what something costs."""
    words, amount = cost.get("amount_description"), cost.get("amount")
    option = cost.get("option")
    if not amount:
        return words or option or ("Free" if amount == 0 else "")
    sign = "£" if cost.get("currency", "GBP") == "GBP" else f"{cost['currency']} "
    price = f"{sign}{amount:,.2f}".removesuffix(".00")
    return ", ".join(part for part in (option, f"{price} {words or ''}".strip()) if part)
