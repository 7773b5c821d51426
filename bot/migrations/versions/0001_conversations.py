"""Conversations, their messages and choices, and what is still to be erased."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the tables."""
    op.create_table(
        "conversation",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("engine_id", sa.String(64), nullable=False, unique=True),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("last_at", sa.DateTime, nullable=False),
    )
    op.create_index("ix_conversation_last_at", "conversation", ["last_at"])
    _make_messages()
    _make_choices()
    op.create_table(
        "erasure",
        sa.Column("engine_id", sa.String(64), primary_key=True),
        sa.Column("requested_at", sa.DateTime, nullable=False),
    )
    op.create_index("ix_erasure_requested_at", "erasure", ["requested_at"])


def _make_messages() -> None:
    op.create_table(
        "message",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column(
            "conversation_id",
            sa.String(36),
            sa.ForeignKey("conversation.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("sender", sa.String(10), nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("cards", sa.JSON, nullable=False),
        sa.Column("state", sa.String(10)),
        sa.Column("payload", sa.Text),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_message_conversation_id_id", "message", ["conversation_id", "id"])
    op.create_index("ix_message_state_at", "message", ["state", "at"])


def _make_choices() -> None:
    op.create_table(
        "choice",
        sa.Column("id", sa.String(24), primary_key=True),
        sa.Column(
            "conversation_id",
            sa.String(36),
            sa.ForeignKey("conversation.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column(
            "message_id",
            sa.Integer,
            sa.ForeignKey("message.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("payload", sa.Text, nullable=False),
        sa.Column("retry_of", sa.Integer, sa.ForeignKey("message.id", ondelete="CASCADE")),
    )
    op.create_index("ix_choice_conversation_id", "choice", ["conversation_id"])
    op.create_index("ix_choice_message_id", "choice", ["message_id"])


def downgrade() -> None:
    """Removes the tables."""
    for table in ("erasure", "choice", "message", "conversation"):
        op.drop_table(table)
