"""What staff and residents say is wrong with a record."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the table."""
    op.create_table(
        "suggestion",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("slug", sa.String(80), nullable=False),
        sa.Column("said_by", sa.String(10), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("said_at", sa.DateTime, nullable=False),
        sa.Column("done_at", sa.DateTime),
        sa.Column("done_by", sa.Integer),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_suggestion_slug", "suggestion", ["slug"])
    op.create_index("ix_suggestion_said_at", "suggestion", ["said_at"])


def downgrade() -> None:
    """Removes the table."""
    op.drop_table("suggestion")
