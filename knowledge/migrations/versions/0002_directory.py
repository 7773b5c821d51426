"""A directory: provenance of every record, and parts in the shape of Open Referral.

Revision 0002, after 0001.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from knowledge.migrations.columns import (
    Item,
    create,
    days,
    measures,
    moments,
    needed_texts,
    numbers,
    parts,
    reference,
    short,
    texts,
    truths,
)

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# From what others name to what names them, the other way round from creating.
TABLES = [
    *("attribute", "taxonomy_term", "taxonomy", "funding", "organisation_identifier"),
    *("language", "cost_option", "schedule", "phone", "contact_point", "accessibility"),
    *("service_area", "service_at_location", "address", "location"),
]
INDEXED = ("origin", "lifecycle", "modified_at", "review_on")
_REACHED = ("record", "location", "service_at_location")


def upgrade() -> None:
    for table, columns in _new_columns().items():
        for column in columns:
            # Added, never copied over: with references on, SQLite would empty the tables below.
            op.add_column(table, column)
    for name in INDEXED:
        op.create_index(f"ix_record_{name}", "record", [name])
    _create_locations()
    _create_reach()
    _create_taxonomies()


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
    for name in INDEXED:
        op.drop_index(f"ix_record_{name}", "record")
    for table, columns in _new_columns().items():
        for column in columns:
            op.drop_column(table, column.name)


def _new_columns() -> dict[str, list[sa.Column[object]]]:
    found: dict[str, list[Item]] = {
        "record": [
            _filled("origin", sa.String(60), "content"),
            _filled("lifecycle", sa.String(20), "active"),
            *texts("external_id", "licence", "assured_by", "assurer_email", "description"),
            *days("starts_on", "ends_on", "assured_on", "review_on"),
            *moments("modified_at"),
        ],
        "organisation": [
            *texts("alternate_name", "legal_status", "logo", "identifier_uri"),
            *numbers("year_founded"),
        ],
        "service": [
            *texts("provider", "alternate_name", "alert", "application_process", "wait_time"),
            *texts("accreditations"),
            *measures("minimum_age", "maximum_age"),
        ],
        "contact": texts("provider"),
        "opportunity": [
            *texts("apply_url"),
            *numbers("max_age"),
            *truths("is_for_emergencies"),
            *(_filled(name, sa.JSON(), "[]") for name in ("requirements", "rewards")),
            _filled("access_terms", sa.JSON(), "[]"),
        ],
    }
    return {
        table: [column for column in columns if isinstance(column, sa.Column)]
        for table, columns in found.items()
    }


def _filled(name: str, kind: sa.types.TypeEngine[Any], value: str) -> Item:
    return sa.Column(name, kind, nullable=False, server_default=value)


def _position() -> Item:
    return sa.Column("position", sa.Integer(), nullable=False)


def _create_locations() -> None:
    parts(
        "location",
        short("origin", 60, needed=True),
        short("kind", 20, needed=True),
        *texts("name", "alternate_name", "description", "transportation", "url"),
        *texts("external_identifier", "external_identifier_type"),
        *measures("latitude", "longitude"),
        short("outcode", 4),
        *truths("is_masked", needed=True),
        may=("record",),
        indexed=("origin", "latitude", "longitude", "outcode"),
    )
    parts(
        "address",
        _position(),
        short("kind", 20, needed=True),
        *needed_texts("address_1"),
        *texts("attention", "address_2", "city", "region", "state_province"),
        short("postal_code", 10),
        short("country", 2, needed=True),
        needs=("location",),
        indexed=("postal_code",),
    )
    parts("service_at_location", _position(), *texts("description"), needs=("record", "location"))
    parts(
        "service_area",
        _position(),
        *texts("name", "description", "extent", "uri"),
        short("extent_type", 20),
        needs=("record",),
        may=("service_at_location",),
        indexed=("name",),
    )
    parts(
        "accessibility",
        _position(),
        *texts("description", "details", "url"),
        needs=("location",),
    )


def _create_reach() -> None:
    parts(
        "contact_point", _position(), *texts("name", "title", "department", "email"), may=_REACHED
    )
    parts(
        "phone",
        _position(),
        *needed_texts("number"),
        *numbers("extension"),
        short("kind", 20),
        *texts("description"),
        may=(*_REACHED, "contact_point"),
    )
    parts("schedule", _position(), *_schedule(), may=_REACHED)
    parts(
        "cost_option",
        _position(),
        *days("valid_from", "valid_to"),
        *texts("option", "amount_description"),
        short("currency", 3),
        *measures("amount"),
        needs=("record",),
    )
    parts(
        "language",
        _position(),
        *texts("name", "note"),
        short("code", 10),
        may=("record", "location", "phone"),
    )
    parts(
        "organisation_identifier",
        _position(),
        short("scheme", 20),
        *needed_texts("kind", "identifier"),
        needs=("record",),
        indexed=("identifier",),
    )
    parts("funding", _position(), *needed_texts("source"), needs=("record",))


def _schedule() -> list[Item]:
    return [
        *days("valid_from", "valid_to", "starts_on", "until"),
        *numbers("count", "interval"),
        short("freq", 10),
        short("week_start", 2),
        *(short(name, 60) for name in ("byday", "bymonthday")),
        *(short(name, 5) for name in ("opens_at", "closes_at")),
        *texts("description", "schedule_link", "attending_type", "notes"),
    ]


def _create_taxonomies() -> None:
    create(
        "taxonomy",
        short("origin", 60, needed=True),
        *needed_texts("name", "description"),
        *texts("uri", "version"),
        indexed=("origin",),
    )
    parts(
        "taxonomy_term",
        *needed_texts("name", "description"),
        *texts("code", "uri"),
        sa.Column("parent_id", sa.Uuid()),
        short("language", 10),
        needs=("taxonomy",),
        indexed=("code", "parent_id", "uri"),
    )
    create(
        "attribute",
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("term_id", sa.Uuid(), nullable=False),
        sa.Column("link_id", sa.Uuid(), nullable=False),
        _position(),
        short("link_entity", 40, needed=True),
        short("link_type", 40),
        *texts("value", "label"),
        reference("attribute", "record_id", "record.id"),
        reference("attribute", "term_id", "taxonomy_term.id"),
        indexed=("record_id", "term_id", "link_id"),
    )
