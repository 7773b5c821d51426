"""Runs Signpost: `python -m bot.operations TASK`.

`upgrade` of the tables; `backup` and `restore FILE`; `off CHANNEL`, `on CHANNEL` and `switches` for
the switches; `move URL` to another database.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from bot import clock
from bot.conversations.schema import upgrade
from bot.operations.backup import back_up, restore
from bot.operations.moving import move
from bot.operations.switches import CHANNELS, list_off, switch
from knowledge.commands import run_command, say
from knowledge.database import create_database
from knowledge.database import upgrade as upgrade_knowledge
from knowledge.settings import Settings


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; returns 0, or 1 after saying on standard error what is wrong."""
    chosen = _arguments(arguments)
    return run_command(lambda settings: _run(settings, chosen))


def _run(settings: Settings, chosen: argparse.Namespace) -> None:
    match chosen.task:
        case "off" | "on":
            _switch(settings, chosen.channel, is_on=chosen.task == "on")
        case "switches":
            _show(settings)
        case "upgrade":
            upgrade_knowledge(settings.database_url)
            upgrade(settings.database_url)
            say("The tables are up to date.")
        case "backup":
            say(f"Backed up to {back_up(settings.database_url, chosen.folder, clock.now())}")
        case "restore":
            forgotten = restore(settings.database_url, chosen.file)
            again = f" {forgotten:,} deleted conversations were deleted again." if forgotten else ""
            say(f"Restored from {chosen.file}.{again}")
        case "move":
            count = move(settings.database_url, chosen.url, say)
            say(f"{count:,} rows were copied. Set DATABASE_URL to the new address and start anew.")


def _switch(settings: Settings, channel: str, *, is_on: bool) -> None:
    upgrade(settings.database_url)
    database = create_database(settings.database_url)
    try:
        with database.session() as session, session.begin():
            has_changed = switch(session, channel, is_on=is_on, account_id=None, at=clock.now())
    finally:
        database.close()
    state = f"{'on' if is_on else 'off'}{'' if has_changed else ' already'}"
    say(f"{CHANNELS[channel]}: {state}.")


def _show(settings: Settings) -> None:
    upgrade(settings.database_url)
    database = create_database(settings.database_url)
    try:
        with database.session() as session:
            off = list_off(session)
    finally:
        database.close()
    for channel, label in CHANNELS.items():
        since = off.get(channel)
        say(
            f"{channel:12}{label}: {'on' if since is None else f'off since {since:%d %B %Y %H:%M}'}"
        )


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bot.operations", description=__doc__)
    tasks = parser.add_subparsers(dest="task", required=True)
    for task in ("off", "on"):
        one = tasks.add_parser(task, help=f"switch a channel {task}")
        one.add_argument("channel", choices=list(CHANNELS))
    tasks.add_parser("switches", help="say what is on and what is off")
    tasks.add_parser("upgrade", help="bring the tables up to date, and nothing else")
    kept = tasks.add_parser("backup", help="copy the database into one file, while it is used")
    kept.add_argument("folder", nargs="?", type=Path, default=Path("var/backups"))
    back = tasks.add_parser("restore", help="put a backup in the database's place")
    back.add_argument("file", type=Path)
    moving = tasks.add_parser("move", help="copy everything into another database")
    moving.add_argument("url", help="the address of the new database")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    raise SystemExit(main())
