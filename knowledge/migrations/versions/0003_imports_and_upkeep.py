"""What is brought in, what keeps it right, grants made, events, and who speaks for whom.

Revision 0003, after 0002.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from knowledge.migrations.columns import (
    Item,
    create,
    create_keyed,
    days,
    measures,
    moments,
    needed_texts,
    numbers,
    parts,
    reference,
    short,
    structures,
    texts,
    truths,
)

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TABLES = [
    *("volunteering_session", "representation", "event", "grant_made", "unmet_demand"),
    *("link_check", "assurance", "import_row", "import_run", "source_item", "data_source"),
]


def upgrade() -> None:
    op.add_column("content_state", sa.Column("imports_version", sa.String(64)))
    _create_sources()
    _create_runs()
    _create_upkeep()
    _create_grants()
    _create_taking_part()


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
    op.drop_column("content_state", "imports_version")


def _source() -> Item:
    return short("source", 60, needed=True)


def _of_source(table: str) -> Item:
    return reference(table, "source", "data_source.name")


def _create_sources() -> None:
    create_keyed(
        "data_source",
        ("name",),
        short("name", 60, needed=True),
        short("kind", 20, needed=True),
        *needed_texts("title"),
        *texts("publisher", "address", "licence", "attribution"),
        *structures("can"),
        *numbers("every_hours"),
        *moments("changed_until", "last_good_at", "next_at"),
    )
    create_keyed(
        "source_item",
        ("source", "external_id"),
        _source(),
        *needed_texts("external_id"),
        *structures("body"),
        short("body_hash", 64, needed=True),
        *truths("is_whole", needed=True),
        *moments("fetched_at", needed=True),
        sa.Column("fetched_in", sa.Uuid(), nullable=False),
        sa.Column("listed_in", sa.Uuid()),
        short("taken_hash", 64),
        _of_source("source_item"),
        indexed=("fetched_in", "listed_in"),
    )


def _create_runs() -> None:
    create(
        "import_run",
        _source(),
        *(short(name, 20, needed=True) for name in ("mode", "state")),
        *moments("started_at", needed=True),
        *moments("finished_at"),
        *texts("by", "file_name", "message"),
        *structures("place"),
        *numbers("total", "taken", "mended", "unchanged", "refused", "missing", needed=True),
        _of_source("import_run"),
        indexed=("source", "state"),
    )
    create(
        "import_row",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        *numbers("position", needed=True),
        short("outcome", 20, needed=True),
        *texts("external_id", "name", "cell", "message"),
        sa.Column("record_id", sa.Uuid()),
        reference("import_row", "run_id", "import_run.id"),
        indexed=("run_id", "outcome"),
    )


def _create_upkeep() -> None:
    create(
        "assurance",
        short("slug", 80, needed=True),
        sa.Column("assured_on", sa.Date(), nullable=False),
        short("outcome", 20, needed=True),
        *needed_texts("team"),
        *texts("team_email", "note"),
        *structures("fields"),
        *days("review_on"),
        *moments("created_at", needed=True),
        indexed=("slug", "assured_on"),
    )
    create_keyed(
        "link_check",
        ("url",),
        *needed_texts("url"),
        short("state", 20, needed=True),
        *numbers("status"),
        *numbers("failures", needed=True),
        *texts("problem", "moved_to"),
        *moments("checked_at", "good_at", "next_at"),
        indexed=("state", "next_at"),
    )
    create(
        "unmet_demand",
        sa.Column("week", sa.Date(), nullable=False),
        short("words", 200, needed=True),
        short("district", 60, needed=True),
        short("channel", 20, needed=True),
        *numbers("searches", needed=True),
        sa.UniqueConstraint(
            *("week", "words", "district", "channel"),
            name="uq_unmet_demand_week_words_district_channel",
        ),
        indexed=("week",),
    )


def _create_grants() -> None:
    create_keyed(
        "grant_made",
        ("id",),
        _source(),
        *needed_texts("id", "title", "description", "recipient_id", "recipient_name"),
        *needed_texts("funder_id", "funder_name"),
        short("currency", 3, needed=True),
        sa.Column("amount_awarded", sa.Numeric(16, 2), nullable=False),
        sa.Column("awarded_on", sa.Date(), nullable=False),
        short("recipient_postcode", 10),
        *texts("programme", "beneficiary_name", "url", "source_file", "publisher", "licence"),
        *(short(name, 20) for name in ("beneficiary_code", "beneficiary_code_type")),
        *(short(name, 20) for name in ("from_open_call", "regrant_type")),
        short("beneficiary_district", 60),
        *days("planned_start_on", "planned_end_on"),
        *truths("is_own", needed=True),
        *structures("rest"),
        _of_source("grant_made"),
        indexed=(
            *("source", "awarded_on", "recipient_id", "funder_id"),
            *("beneficiary_code", "beneficiary_district"),
        ),
    )


def _create_taking_part() -> None:
    create(
        "event",
        *texts("organiser", "decided_by", "location_text", "how_to_take_part", "papers_url"),
        *moments("starts_at", "ends_at", "closes_at"),
        *truths("is_online"),
        reference("event", "id", "record.id"),
    )
    parts(
        "representation",
        *needed_texts("community"),
        *texts("group", "area", "forum"),
        needs=("record",),
    )
    parts(
        "volunteering_session",
        *numbers("position", needed=True),
        *texts("place_name", "address", "postcode", "description"),
        *measures("latitude", "longitude"),
        *structures("times"),
        needs=("record",),
    )
