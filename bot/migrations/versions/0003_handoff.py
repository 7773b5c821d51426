"""The hand-off to a person: where a conversation stands, calls back, notes, what goes out."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def _conversation(*, nullable: bool = False, primary_key: bool = False) -> sa.Column[str]:
    return sa.Column(
        "conversation_id",
        sa.String(36),
        sa.ForeignKey("conversation.id", ondelete="CASCADE"),
        nullable=nullable,
        primary_key=primary_key,
    )


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer, primary_key=True, autoincrement=True)


def upgrade() -> None:
    """Makes the tables, and what a message and a conversation have besides."""
    op.add_column("conversation", sa.Column("subject", sa.String(80)))
    op.add_column("conversation", sa.Column("place", sa.String(80)))
    op.add_column("message", sa.Column("name", sa.String(80)))
    op.add_column("message", sa.Column("origin_id", sa.String(64)))
    op.create_index("ix_message_origin", "message", ["conversation_id", "origin_id"], unique=True)
    _make_handoff()
    _make_people()
    _make_callbacks()
    _make_outgoing()


def _make_handoff() -> None:
    op.create_table(
        "handoff",
        _conversation(primary_key=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("step", sa.String(16), nullable=False),
        sa.Column("reason", sa.String(16), nullable=False),
        sa.Column("team", sa.String(40), nullable=False),
        sa.Column("changed_at", sa.DateTime, nullable=False),
        sa.Column("waiting_at", sa.DateTime),
        sa.Column("told_at", sa.DateTime),
        sa.Column("adviser_id", sa.String(40)),
        sa.Column("adviser_name", sa.String(80)),
        sa.Column("seen_id", sa.Integer, nullable=False),
        sa.Column("adviser_typing_at", sa.DateTime),
        sa.Column("resident_typing_at", sa.DateTime),
        sa.Column("outcome", sa.String(24)),
        sa.Column("outcome_note", sa.Text),
    )
    op.create_index("ix_handoff_state_waiting_at", "handoff", ["state", "waiting_at"])
    op.create_index("ix_handoff_adviser_id", "handoff", ["adviser_id"])
    op.create_table(
        "handoff_event",
        _id(),
        _conversation(),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("event", sa.String(16), nullable=False),
        sa.Column("from_state", sa.String(16), nullable=False),
        sa.Column("to_state", sa.String(16), nullable=False),
        sa.Column("by", sa.String(40), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_handoff_event_conversation_id", "handoff_event", ["conversation_id"])


def _make_people() -> None:
    op.create_table(
        "adviser_presence",
        sa.Column("adviser_id", sa.String(40), primary_key=True),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("team", sa.String(40), nullable=False),
        sa.Column("is_available", sa.Boolean, nullable=False),
        sa.Column("seen_at", sa.DateTime, nullable=False),
    )
    op.create_index("ix_adviser_presence_seen_at", "adviser_presence", ["seen_at"])
    op.create_table(
        "handoff_contact",
        _conversation(primary_key=True),
        sa.Column("name", sa.String(80)),
        sa.Column("how", sa.String(16)),
        sa.Column("value", sa.String(254)),
    )
    op.create_table(
        "handoff_note",
        _id(),
        _conversation(),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_handoff_note_conversation_id", "handoff_note", ["conversation_id"])


def _make_callbacks() -> None:
    op.create_table(
        "callback",
        _id(),
        sa.Column("reference", sa.String(12), nullable=False, unique=True),
        _conversation(),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("topic", sa.Text, nullable=False),
        sa.Column("best_time", sa.Text, nullable=False),
        sa.Column("team", sa.String(40), nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("due_at", sa.DateTime, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_callback_conversation_id", "callback", ["conversation_id"])
    op.create_index("ix_callback_state_due_at", "callback", ["state", "due_at"])
    op.create_table(
        "callback_attempt",
        _id(),
        sa.Column(
            "callback_id",
            sa.Integer,
            sa.ForeignKey("callback.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("result", sa.String(16), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_callback_attempt_callback_id", "callback_attempt", ["callback_id"])


def _make_outgoing() -> None:
    op.create_table(
        "handoff_outgoing",
        _id(),
        sa.Column("kind", sa.String(12), nullable=False),
        _conversation(nullable=True),
        sa.Column("target", sa.String(254), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("next_at", sa.DateTime, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("error", sa.String(200), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_handoff_outgoing_conversation_id", "handoff_outgoing", ["conversation_id"])
    op.create_index("ix_handoff_outgoing_state_next_at", "handoff_outgoing", ["state", "next_at"])
    op.create_table(
        "handoff_link",
        _conversation(primary_key=True),
        sa.Column("system", sa.String(16), nullable=False),
        sa.Column("external_id", sa.String(64), nullable=False),
        sa.Column("passed_id", sa.Integer, nullable=False),
    )
    op.create_index("ix_handoff_link_external_id", "handoff_link", ["external_id"])


def downgrade() -> None:
    """Removes them."""
    for table in (
        "handoff_link",
        "handoff_outgoing",
        "callback_attempt",
        "callback",
        "handoff_note",
        "handoff_contact",
        "adviser_presence",
        "handoff_event",
        "handoff",
    ):
        op.drop_table(table)
    op.drop_index("ix_message_origin", "message")
    for table, column in (
        ("message", "origin_id"),
        ("message", "name"),
        ("conversation", "place"),
        ("conversation", "subject"),
    ):
        op.drop_column(table, column)
