"""Which questions that were not understood an editor has dealt with."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the table."""
    op.create_table(
        "missed_done",
        sa.Column("message_id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("what", sa.String(16), nullable=False),
        sa.Column("done_at", sa.DateTime, nullable=False),
        sa.Column("done_by", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], ondelete="CASCADE"),
    )


def downgrade() -> None:
    """Removes the table."""
    op.drop_table("missed_done")
