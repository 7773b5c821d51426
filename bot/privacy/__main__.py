"""What is kept, at the keyboard: `python -m bot.privacy`, see docs/privacy.md.

`forget` deletes what is too old, `plan` says what is kept and how long, `access` gathers what is
held about one person, `information` what can be told to anybody, `new-key` makes a key for
CONTACT_KEYS, `seal-anew` seals everything with the newest, and `trust-clock` says that the clock is
right after Signpost stood still for long.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet
from sqlalchemy.orm import Session

from bot import clock
from bot.conversations import store
from bot.conversations.clock_guard import trust
from bot.conversations.schema import upgrade
from bot.privacy.access import find_chats, held_about, held_about_account
from bot.privacy.forgetting import Forgetting, seal_anew
from bot.privacy.information import information
from bot.privacy.plan import PLAN
from bot.sealing import keys_of, use_keys
from bot.tracker import Tracker
from bot.transactions import Transactions
from knowledge.commands import run_command, say
from knowledge.database import Database, create_database
from knowledge.settings import Settings

_WAYS = {
    "chat": "the number of the chat",
    "reference": "the reference of a call back",
    "contact": "the telephone number or e-mail address that was given for a call back",
    "telegram": "the number of the Telegram chat",
    "account": "the name with which somebody who works here signs in",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; returns 0, or 1 after saying on standard error what is wrong."""
    parser = argparse.ArgumentParser(prog="python -m bot.privacy", description=__doc__)
    tasks = parser.add_subparsers(dest="task", required=True)
    tasks.add_parser("forget", help="delete everything that is too old, now")
    tasks.add_parser("plan", help="say what is kept about whom, and how long")
    access = tasks.add_parser("access", help="write down everything that is held about one person")
    way = access.add_mutually_exclusive_group(required=True)
    for name, help_ in _WAYS.items():
        way.add_argument(f"--{name}", help=help_)
    access.add_argument("--erase", action="store_true", help="delete it afterwards")
    told = tasks.add_parser("information", help="write down what can be told to anybody")
    told.add_argument("--from", dest="first", type=date.fromisoformat, help="YYYY-MM-DD, inclusive")
    told.add_argument("--to", dest="last", type=date.fromisoformat, help="YYYY-MM-DD, inclusive")
    tasks.add_parser("trust-clock", help="say that the time of day is right, after a long rest")
    tasks.add_parser("new-key", help="make a key for the setting CONTACT_KEYS")
    tasks.add_parser("seal-anew", help="seal everything with the newest key")
    chosen = parser.parse_args(arguments)
    return run_command(lambda settings: _run(settings, chosen))


def _run(settings: Settings, chosen: argparse.Namespace) -> None:
    if chosen.task == "plan":
        _say_plan()
    elif chosen.task == "new-key":
        say(Fernet.generate_key().decode())
    elif chosen.task == "forget":
        asyncio.run(_forget(settings))
    elif chosen.task == "access":
        asyncio.run(_access(settings, chosen))
    else:
        with _opened(settings) as database, Session(database.engine) as session:
            if chosen.task == "trust-clock":
                trust(session, clock.now())
                session.commit()
                say(f"Believed: it is {clock.now():%d %B %Y %H:%M} UTC. What is old goes again.")
            elif chosen.task == "seal-anew":
                say(f"{seal_anew(session, keys_of(settings))} values were sealed anew.")
                session.commit()
            else:
                _inform(session, settings, chosen)


@contextmanager
def _opened(settings: Settings) -> Iterator[Database]:
    upgrade(settings.database_url)
    database = create_database(settings.database_url)
    use_keys(database.engine, keys_of(settings))
    try:
        yield database
    finally:
        database.close()


def _say_plan() -> None:
    for name, kept in PLAN.items():
        lasts = "; ".join(rule.words for rule in kept.rules) or "for good"
        say(f"{name}\n  about {kept.about}: {kept.what}\n  kept: {lasts.replace('`', '')}")


async def _forget(settings: Settings) -> None:
    with _opened(settings) as database:
        tracker = Tracker(settings.tracker_database_url)
        round_ = Forgetting(Transactions(database), tracker, clock.now, settings)
        for name, count in (await round_.round()).items():
            if count:
                say(f"{name}: {count}")
        tracker.close()
    say("Everything that was too old is deleted.")


async def _access(settings: Settings, chosen: argparse.Namespace) -> None:
    by, value = next((name, given) for name in _WAYS if (given := getattr(chosen, name)))
    with _opened(settings) as database:
        with Session(database.engine) as session:
            ids = [] if by == "account" else find_chats(session, settings, by, value)
            held = (
                held_about_account(session, value) if by == "account" else held_about(session, ids)
            )
        path = _write(settings, "access", {"asked on": clock.now().isoformat(), "held": held})
        days = settings.retention_exports_days
        say(f"What is held is in {path}. It is deleted after {days} days.")
        if chosen.erase and ids:
            await _erase(settings, database, ids)
        elif chosen.erase:
            say("An account is closed on the page of accounts; it is then deleted in time.")


async def _erase(settings: Settings, database: Database, ids: list[str]) -> None:
    """Deletes chats as their resident would; the application sees to the engine's store again."""
    transactions, tracker = Transactions(database), Tracker(settings.tracker_database_url)

    def work(session: Session) -> list[str]:
        return [store.delete_conversation(session, one, at=clock.now()) for one in ids]

    for engine_id in await transactions.do(work):
        await tracker.erase(engine_id)
    await transactions.tidy()
    tracker.close()
    say(f"{len(ids)} chats were deleted.")


def _inform(session: Session, settings: Settings, chosen: argparse.Namespace) -> None:
    last = chosen.last or clock.now().date()
    first = chosen.first or last - timedelta(days=365)
    found = information(session, settings, first=first, last=last)
    say(f"What can be told is in {_write(settings, 'information', found)}.")


def _write(settings: Settings, kind: str, found: dict[str, Any]) -> Path:
    """Writes a file that only its owner reads, and never over another."""
    folder = Path(settings.exports_folder)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{kind}-{clock.now():%Y%m%d-%H%M%S-%f}.json"
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(found, file, indent=2, ensure_ascii=False)
    return path


if __name__ == "__main__":
    raise SystemExit(main())
