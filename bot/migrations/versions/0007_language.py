"""What a message is written in, so that it can be marked and read out rightly."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the column; what is there already is in English."""
    with op.batch_alter_table("message") as table:
        table.add_column(sa.Column("language", sa.String(3), nullable=True))


def downgrade() -> None:
    """Removes the column."""
    with op.batch_alter_table("message") as table:
        table.drop_column("language")
