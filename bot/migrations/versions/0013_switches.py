"""Channels that are switched off."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the table."""
    op.create_table(
        "channel_off",
        sa.Column("channel", sa.String(16), primary_key=True),
        sa.Column("since_at", sa.DateTime, nullable=False),
    )


def downgrade() -> None:
    """Removes the table; everything is on again."""
    op.drop_table("channel_off")
