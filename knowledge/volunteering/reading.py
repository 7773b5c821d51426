"""Reads a file in the Volunteering Data standard as a list of opportunities, a role a row.

What the file does not say is left out; terms that our own words do not know are passed over.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from knowledge.errors import InvalidInput
from knowledge.spreadsheets.lists import OfList, read_table_of
from knowledge.spreadsheets.tables import Value, build_table
from knowledge.volunteering.terms import VOCABULARY, read_terms

_COLUMNS = (
    "name", "organisation", "role", "summary", "commitment", "min_age", "remote", "causes",
    "skills", "place", "address", "postcode", "how_to_apply", "url", "source_urls", "source_date",
    "note",
)  # fmt: skip
_MOST_WORDS = 60
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b")
_SENTENCES = re.compile(r"(?<=[.!?])\s+")


def read_opportunities(path: Path, defaults: Mapping[str, Any]) -> OfList:
    """Reads and checks the roles of a file; row 2 is the first role, as in a list with headings.

    Args:
        path: The file.
        defaults: Values of keys for each role that does not say them, such as `areas`.

    Raises:
        InvalidInput: When it is no JSON, or holds no organisations with activities.
    """
    try:
        data = json.loads(path.read_text("utf-8-sig"))
    except (OSError, ValueError, RecursionError):
        raise InvalidInput(f"{path.name} holds no JSON.") from None
    graph = data.get("graph") or data.get("@graph") if isinstance(data, dict) else None
    if not isinstance(graph, list) or not graph:
        raise InvalidInput(f"{path.name} holds no volunteering data: there is no list 'graph'.")
    rows: list[list[Value]] = [list(_COLUMNS)]
    rows += [[row.get(name) for name in _COLUMNS] for row in _rows(graph)]
    if len(rows) == 1:
        raise InvalidInput(f"{path.name} holds no activity with a role.")
    table = build_table(path.name, iter(enumerate(rows, start=1)))
    return read_table_of(table, "opportunity", {"topics": ["volunteering"]} | dict(defaults))


def _rows(graph: list[Any]) -> Iterator[dict[str, Value]]:
    for organisation in _objects(graph):
        for activity in _objects(organisation.get("activity")):
            for role in _objects(activity.get("role")):
                yield _row(organisation, activity, role)


def _objects(value: Any) -> list[dict[str, Any]]:
    items = value if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, dict)]


def _texts(value: Any) -> list[str]:
    items = value if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, str) and item.strip()]


def _text(value: Any) -> str | None:
    return " ".join(value.split()) or None if isinstance(value, str) else None


def _row(
    organisation: dict[str, Any], activity: dict[str, Any], role: dict[str, Any]
) -> dict[str, Value]:
    terms = read_terms()
    sessions = _objects(activity.get("session"))
    places = [place for session in sessions for place in _objects(session.get("location"))]
    place = places[0] if places else {}
    address = _text(place.get("address"))
    postcode = _POSTCODE.search(address or "")
    link = next(iter(_texts(role.get("applyLink")) + _texts(organisation.get("website"))), None)
    sources = _texts(activity.get("source")) or ([link] if link else [])
    asks_check = f"{VOCABULARY}DBSCheck" in _texts(role.get("requirement"))
    age = role.get("minimumAge")
    said: dict[str, Value] = {
        "name": _text(activity.get("title")),
        "organisation": _text(organisation.get("name")),
        "role": _text(role.get("title")),
        "summary": _summary(_text(activity.get("description"))),
        "commitment": _text(role.get("commitment")),
        "min_age": str(age) if isinstance(age, int) and age > 0 else None,
        "remote": {True: "Yes", False: "No"}.get(role.get("allowsRemoteParticipation", "")),
        "causes": _words(terms.causes, organisation.get("cause")),
        "skills": _words(terms.skills, role.get("skill")),
        "place": _text(place.get("name")),
        "address": address.replace(postcode[0], "").strip(" ,") or None
        if address and postcode
        else address,
        "postcode": postcode[0] if postcode else None,
        "how_to_apply": _text(role.get("description")),
        "url": link,
        "source_urls": "; ".join(sources) or None,
        "source_date": _text(activity.get("modified")),
        "note": "Check which DBS check is asked for." if asks_check else None,
    }
    return said


def _summary(text: str | None) -> str | None:
    """The sentences from the beginning that have room; a first one that has none stays whole."""
    if text is None:
        return None
    kept: list[str] = []
    for sentence in _SENTENCES.split(text):
        if kept and len(" ".join([*kept, sentence]).split()) > _MOST_WORDS:
            break
        kept.append(sentence)
    return " ".join(kept)


def _words(table: dict[str, tuple[str, ...]], value: Any) -> str | None:
    """Our words for the standard's terms: for each the first that stands for it alone."""
    own: dict[str, str] = {}
    for word, names in table.items():
        if len(names) == 1:
            own.setdefault(f"{VOCABULARY}{names[0]}", word)
    return "; ".join(dict.fromkeys(own[term] for term in _texts(value) if term in own)) or None
