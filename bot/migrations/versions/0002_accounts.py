"""Accounts, their sessions, failed sign-ins, and the record of who did what."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the tables."""
    _make_accounts()
    _make_sign_ins()
    op.create_table(
        "accounts_event",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("account_id", sa.Integer),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("object_kind", sa.String(24), nullable=False),
        sa.Column("object_id", sa.String(64), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_accounts_event_at", "accounts_event", ["at"])
    op.create_index("ix_accounts_event_account_id", "accounts_event", ["account_id"])
    op.create_index("ix_accounts_event_object", "accounts_event", ["object_kind", "object_id"])


def _make_accounts() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("name", sa.String(64), nullable=False, unique=True),
        sa.Column("shown_name", sa.String(80), nullable=False),
        sa.Column("roles", sa.JSON, nullable=False),
        sa.Column("password_hash", sa.String(255)),
        sa.Column("issuer", sa.String(255)),
        sa.Column("subject", sa.String(255)),
        sa.Column("must_change_password", sa.Boolean, nullable=False),
        sa.Column("is_active", sa.Boolean, nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("last_signed_in_at", sa.DateTime),
        sa.UniqueConstraint("issuer", "subject"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "account_session",
        sa.Column("token_hash", sa.String(64), primary_key=True),
        sa.Column(
            "account_id",
            sa.Integer,
            sa.ForeignKey("account.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("seen_at", sa.DateTime, nullable=False),
    )
    op.create_index("ix_account_session_account_id", "account_session", ["account_id"])
    op.create_index("ix_account_session_created_at", "account_session", ["created_at"])


def _make_sign_ins() -> None:
    op.create_table(
        "account_failure",
        sa.Column("key_hash", sa.String(64), primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("first_at", sa.DateTime, nullable=False),
        sa.Column("locked_until_at", sa.DateTime),
    )
    op.create_index("ix_account_failure_first_at", "account_failure", ["first_at"])
    op.create_table(
        "account_attempt",
        sa.Column("state_hash", sa.String(64), primary_key=True),
        sa.Column("visit_hash", sa.String(64), nullable=False),
        sa.Column("nonce", sa.String(64), nullable=False),
        sa.Column("verifier", sa.String(128), nullable=False),
        sa.Column("next_path", sa.String(200), nullable=False),
        sa.Column("begun_at", sa.DateTime, nullable=False),
    )
    op.create_index("ix_account_attempt_begun_at", "account_attempt", ["begun_at"])


def downgrade() -> None:
    """Removes the tables."""
    tables = ("accounts_event", "account_attempt", "account_failure", "account_session", "account")
    for table in tables:
        op.drop_table(table)
