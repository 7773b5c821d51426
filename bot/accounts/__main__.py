"""Makes the first administrator: `python -m bot.accounts create-administrator NAME`.

The password is asked for at the keyboard; without one (`--generate`, or no terminal) one is made
and shown once. `new-password NAME` helps when nobody can sign in any more.
"""

from __future__ import annotations

import argparse
import asyncio
import getpass
import sys
from collections.abc import Sequence

from sqlalchemy.orm import Session

from bot import clock
from bot.accounts import administering, passwords, store
from bot.accounts.roles import ADMINISTRATOR
from bot.accounts.service import Accounts
from bot.conversations.schema import upgrade
from bot.transactions import Transactions
from knowledge.commands import run_command, say
from knowledge.database import create_database
from knowledge.errors import InvalidInput, NotFound
from knowledge.settings import Settings


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; returns 0, or 1 after saying on standard error what is wrong."""
    chosen = _arguments(arguments)
    return run_command(lambda settings: asyncio.run(_run(settings, chosen)))


async def _run(settings: Settings, chosen: argparse.Namespace) -> None:
    upgrade(settings.database_url)
    database = create_database(settings.database_url)
    accounts = Accounts(Transactions(database), clock.now, settings)
    try:
        if chosen.task == "create-administrator":
            await _create(accounts, chosen)
        else:
            await _renew(accounts, chosen.name)
    finally:
        database.close()


async def _create(accounts: Accounts, chosen: argparse.Namespace) -> None:
    name = store.read_name(chosen.name)
    typed = None if chosen.generate or not sys.stdin.isatty() else _ask(name)
    made = await administering.add(
        accounts, None, name=name, shown_name=chosen.shown_name or name, roles=[ADMINISTRATOR]
    )
    if typed is None:
        _show(made)
        return
    password_hash = await accounts.hash(typed)

    def work(session: Session) -> None:
        found = store.find(session, made.account_id)
        found.password_hash, found.must_change_password = password_hash, False

    await accounts.transactions.do(work)
    say(f"{made.name} can sign in at /sign-in.")


async def _renew(accounts: Accounts, name: str) -> None:
    def work(session: Session) -> int:
        found = store.find_by_name(session, store.read_name(name))
        if found is None:
            raise NotFound("There is no account of this name.")
        return found.id

    account_id = await accounts.transactions.do(work)
    _show(await administering.give_password(accounts, None, account_id))


def _show(made: administering.NewPassword) -> None:
    say(f"{made.name} can sign in at /sign-in with this password, which is shown only now:")
    say(f"  {made.password}")
    say("It has to be changed at the first sign-in.")


def _ask(name: str) -> str:
    password = getpass.getpass("Password (at least 12 characters): ")
    passwords.check_new_password(password, name)
    if getpass.getpass("The same again: ") != password:
        raise InvalidInput("The two passwords are not the same. Nothing was changed.")
    return password


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bot.accounts", description=__doc__)
    tasks = parser.add_subparsers(dest="task", required=True)
    create = tasks.add_parser("create-administrator", help="add an account that may add others")
    create.add_argument("name", help="what is typed to sign in")
    create.add_argument("--shown-name", help="the name that colleagues see")
    create.add_argument("--generate", action="store_true", help="make a password and show it")
    renew = tasks.add_parser("new-password", help="make a new password for an account")
    renew.add_argument("name", help="what is typed to sign in")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    raise SystemExit(main())
