"""The tables of accounts. Only this room's stores read and write them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.conversations.models import Base, UtcTime


class StoredAccount(Base):
    """One account; it is disabled and never deleted, so that the record of events stays readable.

    Attributes:
        name: What is typed to sign in, in lower case.
        shown_name: The name that colleagues see.
        roles: Names of roles.
        password_hash: Argon2id; None for an account of the council's own sign-in.
        issuer: The council's own sign-in that knows this account, with `subject`; None for ours.
        must_change_password: Whether somebody else gave this password.
    """

    __tablename__ = "account"
    __table_args__ = (UniqueConstraint("issuer", "subject"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    name: Mapped[str] = mapped_column(String(64), unique=True)
    shown_name: Mapped[str] = mapped_column(String(80))
    roles: Mapped[list[str]] = mapped_column(JSON)
    password_hash: Mapped[str | None] = mapped_column(String(255))
    issuer: Mapped[str | None] = mapped_column(String(255))
    subject: Mapped[str | None] = mapped_column(String(255))
    must_change_password: Mapped[bool]
    is_active: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    last_signed_in_at: Mapped[datetime | None] = mapped_column(UtcTime)


class StoredSession(Base):
    """One browser that is signed in; the secret of its cookie is not kept, only its SHA-256."""

    __tablename__ = "account_session"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    created_at: Mapped[datetime] = mapped_column(UtcTime, index=True)
    seen_at: Mapped[datetime] = mapped_column(UtcTime)


class FailedSignIns(Base):
    """How often signing in failed lately, for a name or for an address.

    Attributes:
        key_hash: SHA-256 of the name or the address, so that neither is kept.
        first_at: When counting began.
        locked_until_at: Until when nobody may try, or None.
    """

    __tablename__ = "account_failure"

    key_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int]
    first_at: Mapped[datetime] = mapped_column(UtcTime, index=True)
    locked_until_at: Mapped[datetime | None] = mapped_column(UtcTime)


class CouncilAttempt(Base):
    """A sign-in at the council that has begun; kept for ten minutes, under a hash of its state."""

    __tablename__ = "account_attempt"

    state_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    visit_hash: Mapped[str] = mapped_column(String(64))
    nonce: Mapped[str] = mapped_column(String(64))
    verifier: Mapped[str] = mapped_column(String(128))
    next_path: Mapped[str] = mapped_column(String(200))
    begun_at: Mapped[datetime] = mapped_column(UtcTime, index=True)


class AccountEvent(Base):
    """Who did what, when, to which object; never what was said or written.

    Attributes:
        account_id: Who; None when nobody was signed in.
        action: What, such as `signed_in` or `conversation_read`.
        object_kind: The kind of thing it was done to, such as `account`; empty for none.
        object_id: Which one.
    """

    __tablename__ = "accounts_event"
    __table_args__ = (
        Index("ix_accounts_event_object", "object_kind", "object_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(UtcTime, index=True)
    account_id: Mapped[int | None] = mapped_column(index=True)
    action: Mapped[str] = mapped_column(String(40))
    object_kind: Mapped[str] = mapped_column(String(24))
    object_id: Mapped[str] = mapped_column(String(64))
