"""All reading and writing of accounts. Nothing here commits."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.accounts.models import StoredAccount
from bot.accounts.roles import ADMINISTRATOR, Account, in_order
from knowledge.errors import Conflict, InvalidInput, NotFound

_NAME = re.compile(r"^[a-z0-9][a-z0-9._+@-]{1,63}$", re.ASCII)
_LONGEST_SHOWN = 80


def view_of(stored: StoredAccount) -> Account:
    """Returns an account as the rest of the application knows it."""
    return Account(
        stored.id,
        stored.name,
        stored.shown_name,
        tuple(in_order(stored.roles)),
        stored.issuer is None,
        stored.must_change_password,
    )


def read_name(text: str) -> str:
    """Returns a name to sign in with as it is stored.

    Raises:
        InvalidInput: When it cannot be one.
    """
    name = text.strip().lower()
    if not _NAME.match(name):
        raise InvalidInput(
            "The name to sign in with needs 2 to 64 letters, digits or . _ - + @, and no spaces."
        )
    return name


def read_shown_name(text: str) -> str:
    """Returns a name to show, in one line.

    Raises:
        InvalidInput: When it is empty or too long.
    """
    shown = " ".join(text.split())
    if not shown or len(shown) > _LONGEST_SHOWN or not shown.isprintable():
        raise InvalidInput(f"The name that colleagues see needs 1 to {_LONGEST_SHOWN} characters.")
    return shown


def add_account(
    session: Session,
    *,
    name: str,
    shown_name: str,
    roles: Iterable[str],
    password_hash: str | None,
    at: datetime,
    known_as: tuple[str, str] | None = None,
) -> StoredAccount:
    """Adds an account; a password that is given here has to be changed at the first sign-in.

    Args:
        session: The session; not committed.
        name: What is typed to sign in.
        shown_name: What colleagues see.
        roles: Names of roles; others are left out.
        password_hash: The hash of the first password, or None at the council's own sign-in.
        at: The time.
        known_as: Issuer and subject at the council's own sign-in.

    Raises:
        InvalidInput: When a name cannot be used.
        Conflict: When the name is taken.
    """
    name = read_name(name)
    if find_by_name(session, name) is not None:
        raise Conflict("There is an account of this name already.")
    issuer, subject = known_as or (None, None)
    account = StoredAccount(
        name=name,
        shown_name=read_shown_name(shown_name),
        roles=in_order(list(roles)),
        password_hash=password_hash,
        issuer=issuer,
        subject=subject,
        must_change_password=password_hash is not None,
        is_active=True,
        created_at=at,
    )
    session.add(account)
    session.flush()
    return account


def find_by_name(session: Session, name: str) -> StoredAccount | None:
    """Returns the account of a name, or None."""
    return session.scalar(select(StoredAccount).where(StoredAccount.name == name))


def find_by_subject(session: Session, issuer: str, subject: str) -> StoredAccount | None:
    """Returns the account that the council's own sign-in knows so, or None."""
    return session.scalar(
        select(StoredAccount).where(
            StoredAccount.issuer == issuer, StoredAccount.subject == subject
        )
    )


def find(session: Session, account_id: int) -> StoredAccount:
    """Returns an account by its number.

    Raises:
        NotFound: When there is none.
    """
    found = session.get(StoredAccount, account_id) if 0 < account_id < 2**31 else None
    if found is None:
        raise NotFound("There is no such account.")
    return found


def list_accounts(session: Session, *, limit: int = 1000) -> list[StoredAccount]:
    """Returns accounts by name, at most `limit`."""
    return list(session.scalars(select(StoredAccount).order_by(StoredAccount.name).limit(limit)))


def check_administrator_left(session: Session, but: StoredAccount) -> None:
    """Refuses to lose the last active administrator.

    Raises:
        Conflict: When nobody but this account is an active administrator.
    """
    others = session.scalars(
        select(StoredAccount).where(StoredAccount.is_active, StoredAccount.id != but.id)
    )
    if not any(ADMINISTRATOR in other.roles for other in others):
        raise Conflict("This is the last administrator. Please make another one first.")
