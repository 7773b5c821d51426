"""Puts checked content into the tables, all or nothing, and says which content is there."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from knowledge.content_checks import references_of
from knowledge.content_files import Content, Located
from knowledge.models import (
    Base,
    CaseStudy,
    Contact,
    ContentState,
    Fund,
    Guidance,
    LegalForm,
    Link,
    Opportunity,
    Organisation,
    Place,
    Record,
    Service,
    record_id,
)

MODELS: dict[str, type[Record]] = {
    "guidance": Guidance,
    "fund": Fund,
    "opportunity": Opportunity,
    "case_study": CaseStudy,
    "organisation": Organisation,
    "service": Service,
    "contact": Contact,
    "place": Place,
    "legal_form": LegalForm,
}
"""The table of each kind of entry."""

_REFERENCES = {"who_to_contact", "organisation_id", "funder_id"}


def stored_state(session: Session) -> ContentState | None:
    """Returns what was loaded last, or None when nothing was."""
    return session.scalar(select(ContentState))


def replace_content(session: Session, content: Content, version: str, now: datetime) -> None:
    """Deletes every record and adds those of the content; does not commit.

    Args:
        session: An open session; whoever calls commits, so that all of it counts or none.
        content: Checked content.
        version: What `knowledge.versions.content_version` said when it was read.
        now: When, aware.
    """
    order = _confirm_orders(content)
    session.execute(delete(ContentState))
    # The rows of each kind and the links go with their records, by ON DELETE CASCADE.
    session.execute(delete(Base.metadata.tables[Record.__tablename__]))
    session.add_all([_record_of(item, order.get(item.entry.id)) for item in content.located])
    session.flush()
    links = [link for item in content.located for link in _links_of(item)]
    if links:
        session.execute(insert(Link), links)
    session.add(ContentState(name="content", version=version, loaded_at=now, vectors_version=None))
    session.flush()


def _confirm_orders(content: Content) -> dict[str, int]:
    orders: dict[str, int] = {}
    for number, task in enumerate(content.to_confirm, start=1):
        for name in task.entries:
            orders.setdefault(name, number)
    return orders


def _record_of(item: Located, confirm_order: int | None) -> Record:
    values: dict[str, Any] = item.entry.model_dump(exclude={"id", "kind", *_REFERENCES})
    return MODELS[item.entry.kind](
        id=record_id(item.entry.id),
        slug=item.entry.id,
        content_file=item.file,
        confirm_order=confirm_order,
        **values,
    )


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
