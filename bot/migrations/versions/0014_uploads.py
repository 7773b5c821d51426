"""Files that wait to be brought in by a second person."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the table."""
    op.create_table(
        "upload",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("options", sa.JSON, nullable=False),
        sa.Column("file_name", sa.String(120), nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("sent_by", sa.String(64), nullable=False),
        sa.Column("sent_at", sa.DateTime, nullable=False),
        sa.Column("done_by", sa.String(64)),
        sa.Column("done_at", sa.DateTime),
        sa.Column("counts", sa.JSON, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_upload_state", "upload", ["state"])


def downgrade() -> None:
    """Removes the table."""
    op.drop_table("upload")
