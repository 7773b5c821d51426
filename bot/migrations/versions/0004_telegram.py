"""Telegram: updates that were claimed, chats and how far they were delivered, who works."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the tables."""
    _make_updates()
    _make_chats()
    op.create_table(
        "telegram_press",
        sa.Column(
            "message_id",
            sa.Integer,
            sa.ForeignKey("message.id", ondelete="CASCADE"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("update_id", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "telegram_lease",
        sa.Column("bot_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("holder", sa.String(36), nullable=False),
        sa.Column("until_at", sa.DateTime, nullable=False),
    )


def _make_updates() -> None:
    op.create_table(
        "telegram_update",
        sa.Column("bot_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("update_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("chat_key", sa.String(64), nullable=False),
        sa.Column("sealed", sa.LargeBinary),
        sa.Column("received_at", sa.DateTime, nullable=False),
        sa.Column("begun_at", sa.DateTime),
        sa.Column("baseline", sa.Integer),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("finished_at", sa.DateTime),
    )
    op.create_index(
        "ix_telegram_update_waiting", "telegram_update", ["finished_at", "chat_key", "update_id"]
    )


def _make_chats() -> None:
    op.create_table(
        "telegram_chat",
        sa.Column("chat_key", sa.String(64), primary_key=True),
        sa.Column("bot_id", sa.BigInteger, nullable=False),
        sa.Column("sealed_chat", sa.LargeBinary, nullable=False),
        sa.Column(
            "conversation_id",
            sa.String(36),
            sa.ForeignKey("conversation.id", ondelete="CASCADE"),
            nullable=False,
            unique=True,
        ),
        sa.Column("cursor", sa.Integer, nullable=False),
        sa.Column("part", sa.Integer, nullable=False),
        sa.Column("sending_at", sa.DateTime),
        sa.Column("last_incoming", sa.BigInteger, nullable=False),
        sa.Column("told_place", sa.Integer),
    )


def downgrade() -> None:
    """Removes the tables."""
    for name in ("lease", "press", "chat", "update"):
        op.drop_table(f"telegram_{name}")
