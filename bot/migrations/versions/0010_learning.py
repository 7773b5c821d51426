"""How sure each answer was, calls back that staff began for a caller, and invented figures.

The indexes serve the counting of days, which must stay quick beside a million messages.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.conversations.models import UtcTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_HAS_SURENESS = sa.text("sureness IS NOT NULL")


def upgrade() -> None:
    """Adds columns, indexes and one table."""
    op.add_column("message", sa.Column("sureness", sa.String(10)))
    op.create_index(
        "ix_message_sureness_at",
        "message",
        ["sureness", "at"],
        sqlite_where=_HAS_SURENESS,
        postgresql_where=_HAS_SURENESS,
    )
    op.create_index("ix_handoff_event_event_at", "handoff_event", ["event", "at"])
    op.create_index("ix_helped_at", "helped", ["at"])
    op.create_index("ix_callback_created_at", "callback", ["created_at"])
    op.create_index("ix_callback_attempt_at", "callback_attempt", ["at"])
    op.add_column(
        "callback", sa.Column("kind", sa.String(10), nullable=False, server_default="callback")
    )
    op.add_column(
        "callback", sa.Column("refer_to", sa.String(200), nullable=False, server_default="")
    )
    op.add_column("callback", sa.Column("consent_at", UtcTime))
    op.add_column("callback", sa.Column("taken_by", sa.Integer))
    op.create_index("ix_callback_taken_by", "callback", ["taken_by"])
    op.create_table(
        "demo_count",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("measure", sa.String(16), primary_key=True),
        sa.Column("subject", sa.String(200), primary_key=True),
        sa.Column("district", sa.String(60), primary_key=True),
        sa.Column("channel", sa.String(16), primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
    )


def downgrade() -> None:
    """Takes them away again."""
    op.drop_table("demo_count")
    op.drop_index("ix_callback_taken_by", "callback")
    for column in ("taken_by", "consent_at", "refer_to", "kind"):
        op.drop_column("callback", column)
    op.drop_index("ix_callback_attempt_at", "callback_attempt")
    op.drop_index("ix_callback_created_at", "callback")
    op.drop_index("ix_helped_at", "helped")
    op.drop_index("ix_handoff_event_event_at", "handoff_event")
    op.drop_index("ix_message_sureness_at", "message")
    op.drop_column("message", "sureness")
