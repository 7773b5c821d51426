"""Puts checked content into the tables, all or nothing, and says which content is there."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session, aliased

from knowledge.assurance.records import ASSURED_KEYS, keep_assurances
from knowledge.content_checks import references_of
from knowledge.content_files import Content, Located
from knowledge.content_records import REFERENCES, record_of
from knowledge.editing.changes import keep_changes
from knowledge.models import (
    CONTENT,
    Base,
    ContentState,
    Link,
    Record,
    record_id,
    version_of_records,
)
from knowledge.openreferral.parts import replace_parts

_VERSIONS = select(ContentState.version, ContentState.imports_version)


def stored_state(session: Session) -> ContentState | None:
    """Returns what was loaded last, or None when nothing was."""
    return session.scalar(select(ContentState))


def records_version(session: Session) -> str | None:
    """Returns `ContentState.records_version` of what was loaded last, or None when nothing was.

    Every question asks it several times, so no object is made for it.
    """
    found = session.execute(_VERSIONS).first()
    return None if found is None else version_of_records(*found)


def replace_content(session: Session, content: Content, version: str, now: datetime) -> None:
    """Replaces the content's own records, with their parts; does not commit.

    What came from elsewhere stays, and so do its links to entries that are still there. An entry
    that says what it said keeps its time of change.

    Args:
        session: An open session; whoever calls commits, so that all of it counts or none.
        content: Checked content.
        version: What `knowledge.versions.content_version` said when it was read.
        now: When, aware.
    """
    order = _confirm_orders(content)
    before = _stored_content(session)
    links = _links_from_elsewhere(session)
    imports = session.scalar(select(ContentState.imports_version))
    session.execute(delete(ContentState))
    # The rows of each kind, the parts and the links go with their records, by ON DELETE CASCADE.
    table = Base.metadata.tables[Record.__tablename__]
    session.execute(delete(table).where(table.c.origin == CONTENT))
    for record in before.values():
        session.expunge(record)
    records = [record_of(item.entry, item.file) for item in content.located]
    for item, record in zip(content.located, records, strict=True):
        record.confirm_order = order.get(record.slug)
        record.modified_at = _time_of_change(item, record, before.get(record.slug), now)
    session.add_all(records)
    session.flush()
    links += [link for item in content.located for link in _links_of(item)]
    known = set(session.scalars(select(Record.id)))
    links = [link for link in links if link["target_id"] in known]
    if links:
        session.execute(insert(Link), links)
    replace_parts(session, records)
    keep_changes(session, now)
    keep_assurances(session)
    session.add(
        ContentState(
            name="content",
            version=version,
            loaded_at=now,
            vectors_version=None,
            imports_version=imports,
        )
    )
    session.flush()


def _stored_content(session: Session) -> dict[str, Record]:
    records = session.scalars(select(Record).where(Record.origin == CONTENT))
    return {record.slug: record for record in records}


def _time_of_change(
    item: Located, record: Record, before: Record | None, now: datetime
) -> datetime:
    if before is None or before.modified_at is None or before.kind != record.kind:
        return now
    said = type(item.entry).model_fields.keys() - {"id", "kind", *REFERENCES, *ASSURED_KEYS}
    same = all(getattr(record, key) == getattr(before, key) for key in said)
    return before.modified_at if same else now


def _links_from_elsewhere(session: Session) -> list[dict[str, Any]]:
    """The links to content from records that are not content, which would go with their targets."""
    owner, target = aliased(Record), aliased(Record)
    rows = session.execute(
        select(Link.record_id, Link.role, Link.position, Link.target_id)
        .join(owner, owner.id == Link.record_id)
        .join(target, target.id == Link.target_id)
        .where(owner.origin != CONTENT, target.origin == CONTENT)
    )
    return [dict(row._mapping) for row in rows]


def _confirm_orders(content: Content) -> dict[str, int]:
    orders: dict[str, int] = {}
    for number, task in enumerate(content.to_confirm, start=1):
        for name in task.entries:
            orders.setdefault(name, number)
    return orders


def _links_of(item: Located) -> list[dict[str, Any]]:
    counts: dict[str, int] = {}
    links = []
    for role, name in references_of(item):
        position = counts.get(role, 0)
        counts[role] = position + 1
        links.append(
            {
                "record_id": record_id(item.entry.id),
                "role": role,
                "position": position,
                "target_id": record_id(name),
            }
        )
    return links
