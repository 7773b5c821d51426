"""Which records are services of the standard, and which are organisations.

A `service` is one. A `contact` that names whose office, team or line it is, is a service of theirs;
one that does not is an organisation itself, such as a council. What residents must not be shown,
what is closed, not begun or over is neither: an open feed holds what is offered.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from knowledge.models import Contact, Link, Record

OWNER = "organisation_id"
"""The role of the link from a service to its organisation."""

_HIDDEN = ("withheld", "closed")


def is_open() -> ColumnElement[bool]:
    """Returns the condition that a record may stand in an open feed, by the database's own day."""
    return and_(
        or_(Record.status.is_(None), Record.status.not_in(_HIDDEN)),
        Record.lifecycle.in_(["active", "temporarily closed"]),
        or_(Record.starts_on.is_(None), Record.starts_on <= func.current_date()),
        or_(Record.ends_on.is_(None), Record.ends_on >= func.current_date()),
    )


def is_service() -> ColumnElement[bool]:
    """Returns the condition that a record is a service; not whether it may be shown."""
    return or_(Record.kind == "service", and_(Record.kind == "contact", _names_its_body()))


def is_organisation() -> ColumnElement[bool]:
    """Returns the condition that a record is an organisation; not whether it may be shown."""
    return or_(Record.kind == "organisation", and_(Record.kind == "contact", ~_names_its_body()))


def _names_its_body() -> ColumnElement[bool]:
    named = select(Contact.__table__.c.id).where(
        Contact.__table__.c.id == Record.id, Contact.__table__.c.provider.is_not(None)
    )
    linked = select(Link.record_id).where(Link.record_id == Record.id, Link.role == OWNER)
    return or_(exists(named), exists(linked))
