"""The organisations of the feed: those with a record, and after them those known by name alone."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from knowledge.errors import NotFound
from knowledge.models import Record
from knowledge.openreferral.listings import Item, Listing, identifier
from knowledge.openreferral.nested import lean
from knowledge.openreferral.ordering import by_name
from knowledge.openreferral.out import (
    organisation_fields,
    organisation_out,
    provider_id,
    provider_out,
    service_out,
)
from knowledge.openreferral.queries import (
    Wanted,
    conditions_of,
    holds,
    list_services,
    provider_names,
    words_of,
)
from knowledge.openreferral.roles import is_open, is_organisation
from knowledge.openreferral.shelf import Shelf


def organisations(
    session: Session, search: str = "", *, whole: bool = False, whole_services: bool = False
) -> Listing:
    """Returns organisations: those with a record by name, then providers known by name alone.

    Args:
        session: Stays open while the list is read.
        search: Words that must all stand in name or description.
        whole: Whether everything is nested, with the services in short.
        whole_services: Whether the services, too, are nested whole.
    """
    conditions = [is_organisation(), is_open()]
    for word in words_of(search):
        texts = (Record.name, Record.summary, Record.description)
        conditions.append(or_(*(holds(text, word) for text in texts)))
    query = select(Record).where(*conditions).order_by(by_name(Record.name), Record.id)
    count = session.scalar(select(func.count()).select_from(Record).where(*conditions)) or 0
    names = provider_names(session, search)

    def piece(offset: int, limit: int) -> list[Item]:
        records = session.scalars(query.offset(offset).limit(limit)).all()
        after = max(0, offset - count)
        named = names[after : after + limit - len(records)]
        if whole or whole_services:
            return [
                *_whole(session, records, whole_services=whole_services),
                *(_named(session, name, whole_services=whole_services) for name in named),
            ]
        return [
            *(organisation_fields(record) for record in records),
            *(provider_out(name) for name in named),
        ]

    return Listing(count + len(names), piece)


def organisation(session: Session, name: str, *, whole_services: bool = False) -> Item:
    """Returns one organisation with everything nested.

    Raises:
        NotFound: When there is none with this id.
    """
    wanted = identifier(name)
    query = select(Record).where(is_organisation(), is_open(), Record.id == wanted)
    record = session.scalar(query)
    if record is not None:
        return _whole(session, [record], whole_services=whole_services)[0]
    for provider in provider_names(session):
        if provider_id(provider) == wanted:
            return _named(session, provider, whole_services=whole_services)
    raise NotFound("There is no organisation with this id.")


def services_of(session: Session, organisation_id: uuid.UUID) -> Sequence[Record]:
    """Returns the open services of an organisation, by name."""
    return list_services(session, conditions_of(session, Wanted(organisation_id=organisation_id)))


def _whole(session: Session, records: Sequence[Record], *, whole_services: bool) -> list[Item]:
    shelf = Shelf(session, records, whole=True)
    return [
        organisation_out(
            record, shelf, _services(session, record.id, whole_services=whole_services)
        )
        for record in records
    ]


def _named(session: Session, name: str, *, whole_services: bool) -> Item:
    return provider_out(name, _services(session, provider_id(name), whole_services=whole_services))


def _services(session: Session, owner: uuid.UUID, *, whole_services: bool) -> list[Item]:
    records = services_of(session, owner)
    shelf = Shelf(session, records, whole=whole_services)
    said = [service_out(record, shelf, whole=whole_services) for record in records]
    if whole_services:
        return [_without_organisation(item) for item in said]
    return [lean({key: item.get(key) for key in ("id", "name", "status")}) for item in said]


def _without_organisation(item: Item) -> Item:
    return {key: value for key, value in item.items() if key != "organization"}
