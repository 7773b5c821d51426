"""Entries and records for tests. Everything in them is invented, and says so.

Every factory works without arguments; name what the test is about and leave the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import yaml
from numpy.typing import NDArray

from knowledge.encoder import DIMENSIONS
from knowledge.models import Contact, Record, record_id
from knowledge.search.documents import Document
from knowledge.settings import Settings

Kind = TypeVar("Kind", bound=Record)

_BASE: dict[str, Any] = {
    "name": "Invented name",
    "summary": "An invented summary.",
    "topics": ["volunteering"],
    "areas": ["Inventshire"],
    "source_urls": ["https://invented.example/source"],
    "source_date": "2026-09",
    "confidence": "high",
}

_OF_KIND: dict[str, dict[str, Any]] = {
    "guidance": {"short_answer": "Invented short answer.", "answer": "Invented answer."},
    "fund": {
        "status": "open",
        "funder": "Invented Funder",
        "who_can_apply": "Invented groups.",
        "for_what": "Invented things.",
        "deadline": "rolling",
        "how_to_apply": "In an invented way.",
    },
    "opportunity": {"organisation": "Invented Organisation", "role": "Invented role"},
    "case_study": {
        "place": "Inventon",
        "what_they_did": "They invented.",
        "how_it_was_funded": "With invented money.",
        "lesson": "Invented lesson.",
    },
    "organisation": {},
    "service": {},
    "contact": {},
    "place": {"place_kind": "village", "topics": ["places"]},
    "legal_form": {
        "incorporated": "Yes",
        "limited_liability": "No",
        "regulator": "Invented regulator",
        "registration_fees_gbp": {"online": 1},
        "minimum_people": "One",
        "can_be_charity": "No",
        "asset_lock": "No",
        "can_pay_directors": "Yes",
        "can_issue_shares": "No",
        "gift_aid": "No",
        "annual_returns": "Invented",
        "typical_time_to_register": "Invented",
        "best_for": ["tests"],
        "not_for": ["life"],
        "law": "Invented Act 2026",
    },
}


def entry_data(kind: str = "contact", **changes: Any) -> dict[str, Any]:
    """Returns the keys of one invented entry, as a content file holds them.

    A change to None takes the key out.
    """
    data = {"id": f"invented-{kind.replace('_', '-')}", "kind": kind}
    data |= _BASE | _OF_KIND.get(kind, {}) | changes
    return {key: value for key, value in data.items() if value is not None}


def district_data(area: str = "Inventshire") -> dict[str, Any]:
    """Returns the place that makes an area known."""
    return entry_data(
        "place", id=f"place-{area.lower()}", name=area, place_kind="district", areas=[area]
    )


def write_content(folder: Path, *entries: dict[str, Any], file: str = "entries.yml") -> Path:
    """Writes entries and one known area, Inventshire, as a content folder, and returns it."""
    folder.mkdir(parents=True, exist_ok=True)
    write_yaml(folder / "areas.yml", [district_data()])
    write_yaml(folder / file, entries)
    return folder


def write_yaml(path: Path, items: Iterable[dict[str, Any]]) -> None:
    """Writes one content file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(list(items), sort_keys=False, allow_unicode=True), "utf-8")


def make_record(**changes: Any) -> Record:
    """Returns an invented contact that is in no database yet."""
    values = dict(_BASE) | {
        "slug": "invented-contact",
        "also_asked": [],
        "merged_from": [],
        "content_file": "entries.yml",
    }
    values |= changes
    return Contact(id=record_id(values["slug"]), **values)


def record_of(model: type[Kind], **changes: Any) -> Kind:
    """Returns an invented record of a kind that is in no database yet."""
    kind = str(model.__mapper_args__["polymorphic_identity"])
    keys = set(entry_data(kind)) - {"id", "kind", "who_to_contact"}
    values = {key: value for key, value in entry_data(kind).items() if key in keys}
    values |= {"also_asked": [], "merged_from": [], "content_file": "entries.yml"}
    values |= {"slug": f"invented-{kind}", "kind": kind} | changes
    for name in ("steps", "time_limits", "skills", "causes"):
        if hasattr(model, name):
            values.setdefault(name, [])
    return model(id=record_id(values["slug"]), **values)


def make_settings(folder: Path, **changes: str) -> Settings:
    """Returns settings whose database, content and encoder lie below a folder of the test."""
    environ = {
        "DATABASE_URL": f"sqlite:///{folder / 'signpost.db'}",
        "CONTENT_FOLDER": str(folder / "content"),
        "ENCODER_FOLDER": str(folder / "encoder"),
    }
    return Settings.from_environment(environ | changes)


class CountingEncoder:
    """Stands in for the sentence encoder: its vectors are their text's length, and it counts."""

    def __init__(self, version: str = "invented-1") -> None:
        self.version = version
        self.seen: list[str] = []

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Returns shape (n, 2): the length of each text, and 1."""
        self.seen.extend(texts)
        return np.array([[len(text), 1] for text in texts], dtype=np.float32)


class WordEncoder:
    """Stands in for the sentence encoder: texts with the same words lie close together."""

    version = "invented-words"

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Returns shape (n, 384), length 1; a text without words points nowhere."""
        vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in re.findall(r"\w+", text.lower()):
                digest = sha256(word.encode()).digest()
                vectors[row, int.from_bytes(digest[:4]) % DIMENSIONS] += 1
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.asarray(vectors / np.maximum(lengths, 1e-9), dtype=np.float32)


def make_document(slug: str = "invented", *asks: str, **changes: Any) -> Document:
    """Returns an invented guidance document; the first way of asking is its name."""
    ways = asks or ("Invented question",)
    values: dict[str, Any] = {
        "slug": slug,
        "kind": "guidance",
        "name": ways[0],
        "topics": frozenset({"volunteering"}),
        "areas": frozenset({"Inventshire"}),
        "status": None,
        "texts": tuple(("ask", ask) for ask in ways),
    }
    return Document(**(values | changes))
