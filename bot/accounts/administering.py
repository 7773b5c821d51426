"""What an administrator does with accounts. Each deed is noted in its own transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from bot.accounts import lockout, passwords, sessions, store
from bot.accounts.events import note_event
from bot.accounts.models import StoredAccount
from bot.accounts.roles import ADMINISTRATOR, Account, in_order
from bot.accounts.service import Accounts
from knowledge.errors import Conflict, InvalidInput


@dataclass(frozen=True)
class NewPassword:
    """A password that was made for an account; it is shown once and not kept."""

    account_id: int
    name: str
    password: str


async def add(
    accounts: Accounts, by: Account | None, *, name: str, shown_name: str, roles: Iterable[str]
) -> NewPassword:
    """Adds an account with a password that is made for it.

    Args:
        accounts: The accounts.
        by: Who does it; None for the command.
        name: What is typed to sign in.
        shown_name: What colleagues see.
        roles: At least one role.

    Raises:
        InvalidInput: When a name cannot be used or there is no role.
        Conflict: When the name is taken.
    """
    wanted = in_order(list(roles))
    if not wanted:
        raise InvalidInput("Please choose at least one role.")
    name, shown_name = store.read_name(name), store.read_shown_name(shown_name)
    password = passwords.make_password()
    password_hash = await accounts.hash(password)

    def work(session: Session) -> NewPassword:
        made = store.add_account(
            session,
            name=name,
            shown_name=shown_name,
            roles=wanted,
            password_hash=password_hash,
            at=accounts.clock(),
        )
        _note(session, accounts, by, "account_added", made)
        for role in wanted:
            _note(session, accounts, by, f"role_given_{role}", made)
        return NewPassword(made.id, made.name, password)

    return await accounts.transactions.do(work)


def _note(
    session: Session, accounts: Accounts, by: Account | None, action: str, whom: StoredAccount
) -> None:
    note_event(
        session,
        by.id if by else None,
        action,
        at=accounts.clock(),
        object_kind="account",
        object_id=str(whom.id),
    )


async def set_roles(
    accounts: Accounts, by: Account, account_id: int, roles: Iterable[str], shown_name: str
) -> None:
    """Gives an account exactly these roles, and its name.

    Raises:
        InvalidInput: When there is no role, or the name cannot be used.
        Conflict: When nobody would be left as administrator, or the council gives the roles.
        NotFound: When there is no such account.
    """
    wanted = in_order(list(roles))
    shown_name = store.read_shown_name(shown_name)
    if not wanted:
        raise InvalidInput("Please choose at least one role, or disable the account.")

    def work(session: Session) -> None:
        found = store.find(session, account_id)
        if found.issuer is not None:
            raise Conflict("The council's own sign-in gives this account its roles and its name.")
        if ADMINISTRATOR in found.roles and ADMINISTRATOR not in wanted:
            store.check_administrator_left(session, found)
        for role in set(wanted) - set(found.roles):
            _note(session, accounts, by, f"role_given_{role}", found)
        for role in set(found.roles) - set(wanted):
            _note(session, accounts, by, f"role_taken_{role}", found)
        found.roles, found.shown_name = wanted, shown_name

    await accounts.transactions.do(work)


async def set_active(accounts: Accounts, by: Account, account_id: int, is_active: bool) -> None:
    """Disables an account and signs it out everywhere, or enables it again.

    Raises:
        Conflict: When somebody disables themselves or the last administrator.
        NotFound: When there is no such account.
    """

    def work(session: Session) -> None:
        found = store.find(session, account_id)
        if not is_active and found.id == by.id:
            raise Conflict("You cannot disable your own account. Please ask a colleague.")
        if not is_active and ADMINISTRATOR in found.roles:
            store.check_administrator_left(session, found)
        if found.is_active != is_active:
            found.is_active = is_active
            action = "account_enabled" if is_active else "account_disabled"
            _note(session, accounts, by, action, found)
        if not is_active:
            sessions.end_sessions(session, found.id)

    await accounts.transactions.do(work)


async def give_password(accounts: Accounts, by: Account | None, account_id: int) -> NewPassword:
    """Makes a new password for an account, ends its sessions and its lockout.

    Raises:
        Conflict: When it signs in at the council, or is one's own.
        NotFound: When there is no such account.
    """
    if by is not None and by.id == account_id:
        raise Conflict("This is your own account. You can change its password on 'My account'.")
    password = passwords.make_password()
    password_hash = await accounts.hash(password)

    def work(session: Session) -> NewPassword:
        found = store.find(session, account_id)
        if found.issuer is not None:
            raise Conflict("This account signs in at the council, which keeps its password.")
        found.password_hash, found.must_change_password = password_hash, True
        sessions.end_sessions(session, found.id)
        lockout.forgive(session, found.name)
        _note(session, accounts, by, "password_given", found)
        return NewPassword(found.id, found.name, password)

    return await accounts.transactions.do(work)


async def end_everywhere(accounts: Accounts, by: Account, account_id: int) -> None:
    """Signs an account out in every browser.

    Raises:
        NotFound: When there is no such account.
    """

    def work(session: Session) -> None:
        found = store.find(session, account_id)
        sessions.end_sessions(session, found.id)
        _note(session, accounts, by, "sessions_ended", found)

    await accounts.transactions.do(work)
