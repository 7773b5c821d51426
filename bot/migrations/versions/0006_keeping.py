"""Whether answers helped, and the keys with which a page takes a conversation over."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def _conversation_id() -> sa.Column[str]:
    return sa.Column(
        "conversation_id",
        sa.String(36),
        sa.ForeignKey("conversation.id", ondelete="CASCADE"),
        nullable=False,
    )


def upgrade() -> None:
    """Makes the tables."""
    op.create_table(
        "helped",
        sa.Column(
            "message_id",
            sa.Integer,
            sa.ForeignKey("message.id", ondelete="CASCADE"),
            primary_key=True,
            autoincrement=False,
        ),
        _conversation_id(),
        sa.Column("has_helped", sa.Boolean, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
    )
    op.create_index("ix_helped_conversation_id", "helped", ["conversation_id"])
    op.create_table(
        "page_key",
        sa.Column("hash", sa.String(64), primary_key=True),
        _conversation_id(),
        sa.Column("is_code", sa.Boolean, nullable=False),
        sa.Column("made_at", sa.DateTime, nullable=False),
    )
    op.create_index("ix_page_key_conversation_id", "page_key", ["conversation_id"])


def downgrade() -> None:
    """Removes the tables."""
    op.drop_table("page_key")
    op.drop_table("helped")
