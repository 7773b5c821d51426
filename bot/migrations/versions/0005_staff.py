"""Sheets for callers, and signposts that were given."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the tables."""
    op.create_table(
        "staff_sheet",
        sa.Column(
            "account_id",
            sa.Integer,
            sa.ForeignKey("account.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("slugs", sa.JSON, nullable=False),
        sa.Column("changed_at", sa.DateTime, nullable=False),
    )
    op.create_table(
        "signpost_log",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("given_on", sa.Date, nullable=False),
        sa.Column("account_id", sa.Integer, nullable=False),
        sa.Column("slug", sa.String(80), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("subject", sa.String(40), nullable=False),
        sa.Column("district", sa.String(60), nullable=False),
        sa.Column("outcome", sa.String(20)),
        sa.Column("outcome_on", sa.Date),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_signpost_log_given_on", "signpost_log", ["given_on"])
    op.create_index(
        "ix_signpost_log_account_id_given_on", "signpost_log", ["account_id", "given_on"]
    )


def downgrade() -> None:
    """Removes the tables."""
    op.drop_table("signpost_log")
    op.drop_table("staff_sheet")
