"""The first tables: records of every kind, their links, what was loaded, and vectors.

Revision 0001, after nothing.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

KINDS = [
    "guidance",
    "fund",
    "opportunity",
    "case_study",
    "organisation",
    "service",
    "contact",
    "place",
    "legal_form",
]


def upgrade() -> None:
    op.create_table("record", *_record_columns())
    op.create_index("ix_record_kind", "record", ["kind"])
    op.create_index("ix_record_confirm_order", "record", ["confirm_order"])
    _create_link()
    columns: dict[str, list[sa.schema.SchemaItem]] = {
        "guidance": _guidance(),
        "fund": _fund(),
        "opportunity": _opportunity(),
        "case_study": [*_needed("place", "what_they_did", "how_it_was_funded", "lesson")],
        "place": _place(),
        "legal_form": _legal_form(),
    }
    for kind in KINDS:
        op.create_table(
            kind,
            sa.Column("id", sa.Uuid(), nullable=False),
            *columns.get(kind, []),
            sa.PrimaryKeyConstraint("id", name=f"pk_{kind}"),
            sa.ForeignKeyConstraint(
                ["id"], ["record.id"], name=f"fk_{kind}_id_record", ondelete="CASCADE"
            ),
        )
    _create_state()


def downgrade() -> None:
    for table in ("text_vector", "content_state", *reversed(KINDS), "link", "record"):
        op.drop_table(table)


def _needed(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _optional(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text()) for name in names]


def _lists(*names: str) -> list[sa.Column[object]]:
    return [sa.Column(name, sa.JSON(), nullable=False) for name in names]


def _truths(*names: str) -> list[sa.Column[bool]]:
    return [sa.Column(name, sa.Boolean()) for name in names]


def _record_columns() -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(80), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        *_needed("name", "summary"),
        *_lists("also_asked", "topics", "areas"),
        sa.Column("status", sa.String(20)),
        *_optional("phone", "email", "address", "opening_hours", "eligibility", "cost"),
        sa.Column("postcode", sa.String(8)),
        *_optional("languages", "accessibility", "url"),
        *_lists("source_urls", "merged_from"),
        sa.Column("source_date", sa.String(10), nullable=False),
        sa.Column("confidence", sa.String(10), nullable=False),
        *_optional("source_note", "note"),
        *_needed("content_file"),
        sa.Column("confirm_order", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name="pk_record"),
        sa.UniqueConstraint("slug", name="uq_record_slug"),
    ]


def _create_link() -> None:
    op.create_table(
        "link",
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("record_id", "role", "position", name="pk_link"),
        *(
            sa.ForeignKeyConstraint(
                [column], ["record.id"], name=f"fk_link_{column}_record", ondelete="CASCADE"
            )
            for column in ("record_id", "target_id")
        ),
    )
    op.create_index("ix_link_target_id", "link", ["target_id"])


def _guidance() -> list[sa.schema.SchemaItem]:
    return [
        *_needed("short_answer", "answer"),
        *_lists("steps", "time_limits"),
        *_optional("law"),
    ]


def _fund() -> list[sa.schema.SchemaItem]:
    return [
        *_needed("funder", "who_can_apply", "for_what", "deadline", "how_to_apply"),
        *_optional("not_for", "match_funding"),
        sa.Column("min_amount_gbp", sa.Integer()),
        sa.Column("max_amount_gbp", sa.Integer()),
    ]


def _opportunity() -> list[sa.schema.SchemaItem]:
    return [
        *_needed("organisation", "role"),
        *_optional("commitment", "place", "how_to_apply"),
        *_lists("skills", "causes"),
        *_truths("remote"),
        sa.Column("min_age", sa.Integer()),
        sa.Column("dbs", sa.String(20)),
    ]


def _place() -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("place_kind", sa.String(20), nullable=False),
        *_lists("other_names", "other_outcodes", "districts", "county_districts"),
        *_lists("candidates", "candidate_districts", "checked_against"),
        *_optional("council_type", "county", "district", "post_town"),
        *_truths("in_county", "touches_county", "main_is_in_county", "non_geographic"),
        sa.Column("gss_code", sa.String(9)),
        sa.Column("outcode", sa.String(4)),
        sa.Column("latitude", sa.Double()),
        sa.Column("longitude", sa.Double()),
        sa.Column("position_accuracy", sa.String(10)),
    ]


def _legal_form() -> list[sa.schema.SchemaItem]:
    return [
        *_needed("incorporated", "limited_liability", "regulator", "minimum_people"),
        *_needed("can_be_charity", "asset_lock", "can_pay_directors", "can_issue_shares"),
        *_needed("gift_aid", "annual_returns", "typical_time_to_register", "law"),
        *_lists("registration_fees_gbp", "best_for", "not_for"),
    ]


def _create_state() -> None:
    op.create_table(
        "content_state",
        sa.Column("name", sa.String(20), nullable=False),
        sa.Column("version", sa.String(64), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("vectors_version", sa.String(64)),
        sa.PrimaryKeyConstraint("name", name="pk_content_state"),
    )
    op.create_table(
        "text_vector",
        sa.Column("text_hash", sa.String(64), nullable=False),
        sa.Column("encoder_version", sa.String(64), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("text_hash", "encoder_version", name="pk_text_vector"),
    )
