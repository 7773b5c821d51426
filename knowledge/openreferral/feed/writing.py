"""Writes the records of one source: services, their organisations, their parts; does not commit."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from knowledge.models import DataSource, Link, Organisation, Record, Service, part_id
from knowledge.openreferral.feed.reading import BodyRead, ServiceRead
from knowledge.openreferral.feed.terms import Terms
from knowledge.openreferral.feed.texts import Areas, texts_of_parts
from knowledge.openreferral.parts import forget_parts, store_parts, store_service_types
from knowledge.openreferral.roles import OWNER

_ROWS_A_QUERY = 500
_LONGEST_SLUG = 80
_TOPICS = {"1113": "volunteering", "349": "running-a-group", "723": "participation"}
_OTHERWISE = "support-services"


@dataclass(frozen=True)
class Writer:
    """Writes for one source at one moment."""

    session: Session
    source: DataSource
    now: datetime

    def ids(self, kind: str, names: Sequence[str]) -> dict[str, uuid.UUID]:
        """Returns the id of each record by its id in the source.

        The source's own where it is a UUID that no other source has, else one made from both.
        """
        own = {name: _uuid(name) for name in names}
        wanted = [found for found in own.values() if found is not None]
        strangers: set[uuid.UUID] = set()
        for some in _pieces(wanted):
            query = select(Record.id).where(Record.id.in_(some), Record.origin != self.source.name)
            strangers |= set(self.session.scalars(query))
        return {
            name: found
            if found is not None and found not in strangers
            else part_id(self.source.name, kind, name)
            for name, found in own.items()
        }

    def kept(self, model: type[Record]) -> dict[uuid.UUID, Record]:
        """Returns the records of a kind that the source has here, by id."""
        query = select(model).where(model.origin == self.source.name)
        return {record.id: record for record in self.session.scalars(query)}

    def write(
        self, read: Sequence[tuple[str, ServiceRead]], ids: dict[str, uuid.UUID], terms: Terms
    ) -> None:
        """Writes services with everything that hangs on them.

        Args:
            read: Each with its id in the source.
            ids: The ids of their records.
            terms: The lists and terms that they are tagged with.
        """
        owners = self._write_owners([found.owner for _, found in read if found.owner])
        store_service_types(self.session)
        for row in terms.rows.values():
            self.session.merge(row)
        self.session.flush()
        self._write_services(read, ids)
        changed = [ids[name] for name, _ in read]
        self._forget_links(changed)
        forget_parts(self.session, changed)
        store_parts(self.session, [part for _, found in read for part in found.parts])
        links = [
            {"record_id": ids[name], "role": OWNER, "position": 0, "target_id": owners[body]}
            for name, found in read
            if found.owner and (body := found.owner.external_id)
        ]
        if links:
            self.session.execute(insert(Link), links)

    def _write_services(
        self, read: Sequence[tuple[str, ServiceRead]], ids: dict[str, uuid.UUID]
    ) -> None:
        areas, kept = Areas.read(self.session), self.kept(Service)
        for name, found in read:
            values = found.values | texts_of_parts(found.parts, areas)
            codes = values["service_types"]
            topics = list(dict.fromkeys(_TOPICS[code] for code in codes if code in _TOPICS))
            values["topics"] = topics or [_OTHERWISE]
            if values["assured_on"]:
                values["assured_by"] = self.source.publisher or self.source.title
            self._put(Service, kept.get(ids[name]), ids[name], name, values)
        self.session.flush()

    def _write_owners(self, bodies: Iterable[BodyRead]) -> dict[str, uuid.UUID]:
        by_name = {body.external_id: body for body in bodies}
        ids, kept = self.ids("organisation", list(by_name)), self.kept(Organisation)
        lasting = {"topics": [_OTHERWISE], "areas": [], "source_date": "unknown"}
        for name, body in by_name.items():
            values = body.values | lasting | {"status": None, "lifecycle": "active"}
            self._put(Organisation, kept.get(ids[name]), ids[name], name, values)
        self.session.flush()
        forget_parts(self.session, list(ids.values()))
        parts = [part for name, body in by_name.items() for part in body.parts(ids[name])]
        store_parts(self.session, parts)
        return ids

    def _put(
        self,
        model: type[Record],
        record: Record | None,
        record_id: uuid.UUID,
        name: str,
        said: dict[str, Any],
    ) -> None:
        values = said | {
            "origin": self.source.name,
            "external_id": name,
            "licence": said.get("licence") or self.source.licence,
            "source_note": f"{self.source.title} (open data)",
        }
        if record is None:
            lists: dict[str, list[str]] = {
                key: [] for key in ("also_asked", "source_urls", "merged_from")
            }
            slug = slug_of(self.source.name, str(values["name"]), record_id)
            record = model(id=record_id, slug=slug, confidence="medium", content_file="", **lists)
            self.session.add(record)
        is_changed = model is Service or any(
            getattr(record, key) != value for key, value in values.items()
        )
        for key, value in values.items():
            setattr(record, key, value)
        if is_changed:
            record.modified_at = self.now

    def _forget_links(self, ids: Sequence[uuid.UUID]) -> None:
        for some in _pieces(ids):
            self.session.execute(delete(Link).where(Link.record_id.in_(some), Link.role == OWNER))


def _pieces(ids: Sequence[uuid.UUID]) -> Iterable[Sequence[uuid.UUID]]:
    for start in range(0, len(ids), _ROWS_A_QUERY):
        yield ids[start : start + _ROWS_A_QUERY]


def _uuid(name: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(name) if len(name) == 36 else None
    except ValueError:
        return None


def slug_of(source: str, name: str, record_id: uuid.UUID) -> str:
    """Returns the lasting name of a record: its source, words of its name, part of its id."""
    words = "-".join(re.findall(r"[a-z0-9]+", f"{source} {name}".lower()))
    tail = record_id.hex[:12]
    return f"{words[: _LONGEST_SLUG - len(tail) - 1].rstrip('-')}-{tail}"
