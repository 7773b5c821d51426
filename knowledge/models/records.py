"""Every kind of thing a resident can be pointed to, and the links between them.

The columns carry the same names as the keys of a content entry; the meaning of each stands in
`docs/content.md`. Lists are JSON and keep the order of the file. What is not known is None.
"""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from knowledge.models.base import Base
from knowledge.models.provenance import Provenance


def _of_kind(kind: str) -> dict[str, Any]:
    # A list of mixed kinds then costs one query a kind, not one a record.
    return {"polymorphic_identity": kind, "polymorphic_load": "selectin"}


def _own_id() -> Mapped[uuid.UUID]:
    return mapped_column(ForeignKey("record.id", ondelete="CASCADE"), primary_key=True)


class Link(Base):
    """That one record names another: who to contact, the organisation behind, the funder.

    `role` is the key that makes the reference: `who_to_contact`, `organisation_id` or `funder_id`.
    `position` counts from 0 within the role.
    """

    __tablename__ = "link"

    record_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("record.id", ondelete="CASCADE"), primary_key=True
    )
    role: Mapped[str] = mapped_column(String(40), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    target_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("record.id", ondelete="CASCADE"), index=True
    )
    target: Mapped[Record] = relationship(foreign_keys=[target_id])


class Record(Provenance, Base):
    """What every kind has. `slug` is the entry's id in the content files.

    `source_date` is the date that the page itself showed (`YYYY`, `YYYY-MM`, `YYYY-MM-DD` or
    `unknown`), never the date of a check. `confirm_order` is the record's place in the list of
    what a person must confirm, 1 first, or None. `status` is `withheld` for a record that residents
    must not be shown: every search leaves it out.
    """

    __tablename__ = "record"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    kind: Mapped[str] = mapped_column(String(20), index=True)
    name: Mapped[str]
    also_asked: Mapped[list[str]]
    summary: Mapped[str]
    topics: Mapped[list[str]]
    areas: Mapped[list[str]]
    status: Mapped[str | None] = mapped_column(String(20))
    phone: Mapped[str | None]
    email: Mapped[str | None]
    address: Mapped[str | None]
    postcode: Mapped[str | None] = mapped_column(String(8))
    opening_hours: Mapped[str | None]
    eligibility: Mapped[str | None]
    cost: Mapped[str | None]
    languages: Mapped[str | None]
    accessibility: Mapped[str | None]
    url: Mapped[str | None]
    source_urls: Mapped[list[str]]
    source_note: Mapped[str | None]
    source_date: Mapped[str] = mapped_column(String(10))
    confidence: Mapped[str] = mapped_column(String(10))
    note: Mapped[str | None]
    merged_from: Mapped[list[str]]
    content_file: Mapped[str]
    confirm_order: Mapped[int | None] = mapped_column(index=True)

    links: Mapped[list[Link]] = relationship(
        foreign_keys=[Link.record_id],
        order_by=[Link.role, Link.position],
        passive_deletes=True,
        cascade="all, delete-orphan",
    )

    __mapper_args__ = {"polymorphic_on": "kind"}

    @property
    def is_withheld(self) -> bool:
        """Whether residents must not be shown this record: withheld by its source, or taken down."""
        return self.status == "withheld" or self.lifecycle == "inactive"

    @property
    def contacts(self) -> list[Record]:
        """Whom to contact, in the order of the file; empty for a kind that names nobody."""
        return [link.target for link in self.links if link.role == "who_to_contact"]


class Guidance(Record):
    """A question that residents ask, with its answer. `name` is the question.

    Each of `time_limits` is `{what, length, law}`.
    """

    __tablename__ = "guidance"
    __mapper_args__ = _of_kind("guidance")

    id: Mapped[uuid.UUID] = _own_id()
    short_answer: Mapped[str]
    answer: Mapped[str]
    steps: Mapped[list[str]]
    time_limits: Mapped[list[dict[str, str]]]
    law: Mapped[str | None]


class Fund(Record):
    """Money, goods or loans to ask for. Amounts in whole pounds; None where none was seen.

    `status` is `open`, `closed` or `unknown` as of `source_date`.
    """

    __tablename__ = "fund"
    __mapper_args__ = _of_kind("fund")

    id: Mapped[uuid.UUID] = _own_id()
    funder: Mapped[str]
    min_amount_gbp: Mapped[int | None]
    max_amount_gbp: Mapped[int | None]
    who_can_apply: Mapped[str]
    for_what: Mapped[str]
    not_for: Mapped[str | None]
    match_funding: Mapped[str | None]
    deadline: Mapped[str]
    how_to_apply: Mapped[str]


class Opportunity(Record):
    """Something a volunteer can do. Ages in whole years, both inclusive.

    `requirements`, `rewards` and `access_terms` are addresses of terms of the Volunteering Data
    taxonomies; the sessions stand in `VolunteeringSession`.
    """

    __tablename__ = "opportunity"
    __mapper_args__ = _of_kind("opportunity")

    id: Mapped[uuid.UUID] = _own_id()
    organisation: Mapped[str]
    role: Mapped[str]
    commitment: Mapped[str | None]
    min_age: Mapped[int | None]
    skills: Mapped[list[str]]
    causes: Mapped[list[str]]
    place: Mapped[str | None]
    remote: Mapped[bool | None]
    dbs: Mapped[str | None] = mapped_column(String(20))
    how_to_apply: Mapped[str | None]
    max_age: Mapped[int | None]
    apply_url: Mapped[str | None]
    is_for_emergencies: Mapped[bool | None]
    requirements: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    rewards: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    access_terms: Mapped[list[str]] = mapped_column(default=list, server_default="[]")


class CaseStudy(Record):
    """What a real group did, how it paid for it and what it learned."""

    __tablename__ = "case_study"
    __mapper_args__ = _of_kind("case_study")

    id: Mapped[uuid.UUID] = _own_id()
    place: Mapped[str]
    what_they_did: Mapped[str]
    how_it_was_funded: Mapped[str]
    lesson: Mapped[str]


class Organisation(Record):
    """A body that a resident or a group can turn to.

    `identifiers` are its numbers in registers by prefix of org-id.guide; `represents` the
    communities that it speaks for; the body above it is a `Link` of the role `parent_id`.
    """

    __tablename__ = "organisation"
    __mapper_args__ = _of_kind("organisation")

    id: Mapped[uuid.UUID] = _own_id()
    alternate_name: Mapped[str | None]
    identifiers: Mapped[dict[str, str]] = mapped_column(default=dict, server_default="{}")
    represents: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    legal_status: Mapped[str | None]
    year_founded: Mapped[int | None]
    logo: Mapped[str | None]
    identifier_uri: Mapped[str | None]


class Service(Record):
    """Help that somebody gives. Ages in whole or half years, both inclusive.

    The organisation behind it is a `Link` of the role `organisation_id`; where that has no record
    of its own, `provider` is its name. `service_types` are numbers of the Local Government
    Association's list; `alert` is what a person must know before going.
    """

    __tablename__ = "service"
    __mapper_args__ = _of_kind("service")

    id: Mapped[uuid.UUID] = _own_id()
    provider: Mapped[str | None]
    service_types: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    alternate_name: Mapped[str | None]
    minimum_age: Mapped[float | None]
    maximum_age: Mapped[float | None]
    alert: Mapped[str | None]
    application_process: Mapped[str | None]
    wait_time: Mapped[str | None]
    accreditations: Mapped[str | None]


class Contact(Record):
    """An office, team or line to ring or write to; `provider` as for a service."""

    __tablename__ = "contact"
    __mapper_args__ = _of_kind("contact")

    id: Mapped[uuid.UUID] = _own_id()
    provider: Mapped[str | None]
    service_types: Mapped[list[str]] = mapped_column(default=list, server_default="[]")


class Place(Record):
    """A place of the gazetteer; positions in degrees, WGS84.

    `districts` are the councils of an outward postcode, main one first, and `county_districts`
    those of them in the county; `candidates` are the names that an ambiguous name may stand for.
    """

    __tablename__ = "place"
    __mapper_args__ = _of_kind("place")

    id: Mapped[uuid.UUID] = _own_id()
    place_kind: Mapped[str] = mapped_column(String(20))
    other_names: Mapped[list[str]]
    council_type: Mapped[str | None]
    county: Mapped[str | None]
    district: Mapped[str | None]
    in_county: Mapped[bool | None]
    gss_code: Mapped[str | None] = mapped_column(String(9))
    outcode: Mapped[str | None] = mapped_column(String(4))
    other_outcodes: Mapped[list[str]]
    post_town: Mapped[str | None]
    districts: Mapped[list[str]]
    county_districts: Mapped[list[str]]
    touches_county: Mapped[bool | None]
    main_is_in_county: Mapped[bool | None]
    non_geographic: Mapped[bool | None]
    candidates: Mapped[list[str]]
    candidate_districts: Mapped[list[str]]
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    position_accuracy: Mapped[str | None] = mapped_column(String(10))
    checked_against: Mapped[list[str]]


class LegalForm(Record):
    """A legal form that a group can take. The answers are texts; fees in whole pounds by way."""

    __tablename__ = "legal_form"
    __mapper_args__ = _of_kind("legal_form")

    id: Mapped[uuid.UUID] = _own_id()
    incorporated: Mapped[str]
    limited_liability: Mapped[str]
    regulator: Mapped[str]
    registration_fees_gbp: Mapped[dict[str, int]]
    minimum_people: Mapped[str]
    can_be_charity: Mapped[str]
    asset_lock: Mapped[str]
    can_pay_directors: Mapped[str]
    can_issue_shares: Mapped[str]
    gift_aid: Mapped[str]
    annual_returns: Mapped[str]
    typical_time_to_register: Mapped[str]
    best_for: Mapped[list[str]]
    not_for: Mapped[list[str]]
    law: Mapped[str]
