"""Lists of terms that others keep, and the terms that records are tagged with."""

from __future__ import annotations

import uuid

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.models.base import Base
from knowledge.models.parts import own_key, part_of
from knowledge.models.provenance import CONTENT


class Taxonomy(Base):
    """A list of terms, such as the service types of the Local Government Association."""

    __tablename__ = "taxonomy"

    id: Mapped[uuid.UUID] = own_key()
    origin: Mapped[str] = mapped_column(String(60), default=CONTENT, index=True)
    name: Mapped[str]
    description: Mapped[str]
    uri: Mapped[str | None]
    version: Mapped[str | None]


class TaxonomyTerm(Base):
    """A term of a list; `uri` is what tells it from all others.

    `parent_id` names the term above it and is no reference that is checked: feeds send children
    before parents, or without them.
    """

    __tablename__ = "taxonomy_term"

    id: Mapped[uuid.UUID] = own_key()
    taxonomy_id: Mapped[uuid.UUID] = part_of("taxonomy")
    code: Mapped[str | None] = mapped_column(index=True)
    name: Mapped[str]
    description: Mapped[str]
    parent_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    language: Mapped[str | None] = mapped_column(String(10))
    uri: Mapped[str | None] = mapped_column(index=True)


class Attribute(Base):
    """That a term holds for a record or one of its parts.

    `record_id` is the record; `link_entity` and `link_id` the part of it that is meant, by the
    standard's names (`service`, `location`, `schedule` ...). `link_type` says in which sense, such
    as `service_type`, `need`, `circumstance` or `eligibility`.
    """

    __tablename__ = "attribute"

    id: Mapped[uuid.UUID] = own_key()
    record_id: Mapped[uuid.UUID] = part_of("record")
    term_id: Mapped[uuid.UUID] = part_of("taxonomy_term")
    position: Mapped[int] = mapped_column(default=0)
    link_entity: Mapped[str] = mapped_column(String(40), default="service")
    link_id: Mapped[uuid.UUID] = mapped_column(index=True)
    link_type: Mapped[str | None] = mapped_column(String(40))
    value: Mapped[str | None]
    label: Mapped[str | None]
