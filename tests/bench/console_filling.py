"""Fills a database of the benchmark with a million invented messages of a quarter of a year."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from bot.conversations.keeping import Helped
from bot.conversations.models import Conversation, Message
from bot.conversations.schema import upgrade
from bot.handoff.models import Callback, HandoffEvent
from bot.insight.counting import count_days
from bot.staff.models import Signpost
from knowledge.assurance.demand import note_shown
from knowledge.demand import note_unmet
from knowledge.models import Place, Record
from tests.bench.stores import FOLDER, opened, store_of
from tests.bench.synthetic import SEED

EACH = 10
"""Messages of a conversation."""

_DAYS = 91
_ROWS_AT_ONCE = 5_000
_SUBJECTS = (
    "find_local_help", "find_funding", "find_volunteering", "save_building", "choose_structure",
    "have_say", None,
)  # fmt: skip
_SURENESS = ("sure", "sure", "sure", "unsure", "nothing")
_TEXT = "An invented message of the benchmark, as long as what people write on the whole. "

Row = dict[str, Any]


def messages_url(count: int) -> str:
    """Returns the address of the database with so many messages."""
    return f"sqlite:///{FOLDER / f'messages-{count}.db'}"


def fill_messages(count: int, services: int) -> None:
    """Makes the database with so many messages beside invented services, unless it is there.

    What happened is counted as it is when Signpost runs, for every one of the days.
    """
    path = FOLDER / f"messages-{count}.db"
    if path.exists():
        upgrade(messages_url(count))
        with opened(messages_url(count)) as session:
            if session.scalar(select(func.count()).select_from(Message)) == count:
                return
        path.unlink()
    shutil.copy(FOLDER / store_of(services).rpartition("/")[2], path)
    upgrade(messages_url(count))
    now = datetime.now(UTC).replace(microsecond=0)
    with opened(messages_url(count)) as session:
        _fill(session, count, now)
        count_days(session, at=now, days=_DAYS + 1)
        session.commit()


def _fill(session: Session, count: int, now: datetime) -> None:
    chance = random.Random(SEED + 3)
    places = [
        f"{name}, {district or areas[0]}"
        for name, district, areas in session.execute(
            select(Place.name, Place.district, Place.areas).where(Place.place_kind == "village")
        )
    ]
    talks = [_talk(number, chance, places, now) for number in range(count // EACH)]
    _insert(session, Conversation, iter(talks))
    _insert(session, Message, _messages(talks, chance))
    _insert(session, Helped, _helped(talks, chance))
    _insert(session, HandoffEvent, _waits(talks, chance))
    _insert(session, Callback, _callbacks(talks, chance))
    _pointers(session, chance, now)


def _insert(session: Session, of: Any, rows: Iterator[Row]) -> None:
    batch: list[Row] = []
    for row in rows:
        batch.append(row)
        if len(batch) == _ROWS_AT_ONCE:
            session.execute(insert(of), batch)
            batch = []
    if batch:
        session.execute(insert(of), batch)
    session.commit()


def _talk(number: int, chance: random.Random, places: list[str], now: datetime) -> Row:
    began = now - timedelta(seconds=chance.randrange(_DAYS * 86_400))
    return {
        "id": f"{number:08d}-0000-0000-0000-000000000000", "token_hash": "x",
        "engine_id": f"invented-{number}",
        "channel": "web" if chance.random() < 0.8 else "telegram",
        "created_at": began, "last_at": began + timedelta(minutes=5),
        "subject": chance.choice(_SUBJECTS),
        "place": chance.choice(places) if chance.random() < 0.6 else None,
    }  # fmt: skip


def _messages(talks: list[Row], chance: random.Random) -> Iterator[Row]:
    for number, talk in enumerate(talks):
        for place in range(EACH):
            is_ours = place % 2 == 1
            yield {
                "id": number * EACH + place + 1, "conversation_id": talk["id"],
                "sender": "assistant" if is_ours else "resident",
                "at": talk["created_at"] + timedelta(seconds=30 * place), "text": _TEXT,
                "cards": [], "state": None if is_ours else "answered",
                "sureness": chance.choice(_SURENESS) if is_ours else None,
            }  # fmt: skip


def _helped(talks: list[Row], chance: random.Random) -> Iterator[Row]:
    for number, talk in enumerate(talks):
        if chance.random() < 0.3:
            yield {
                "message_id": number * EACH + 2, "conversation_id": talk["id"],
                "has_helped": chance.random() < 0.85, "at": talk["created_at"],
            }  # fmt: skip


def _waits(talks: list[Row], chance: random.Random) -> Iterator[Row]:
    for talk in talks:
        if chance.random() < 0.1:
            later = timedelta(seconds=chance.randrange(600))
            for event, at in (("join", timedelta()), ("claim", later)):
                yield {
                    "conversation_id": talk["id"], "at": talk["created_at"] + at, "event": event,
                    "from_state": "", "to_state": "", "by": "",
                }  # fmt: skip


def _callbacks(talks: list[Row], chance: random.Random) -> Iterator[Row]:
    for number, talk in enumerate(talks):
        if chance.random() < 0.04:
            yield {
                "reference": f"I{number}", "conversation_id": talk["id"], "state": "done",
                "topic": "", "best_time": "", "team": "", "kind": "callback", "refer_to": "",
                "created_at": talk["created_at"], "due_at": talk["created_at"],
            }  # fmt: skip


def _pointers(session: Session, chance: random.Random, now: datetime) -> None:
    """What was shown, what staff gave, and what nobody could find."""
    records = session.scalars(select(Record.slug).where(Record.kind == "service").limit(3000)).all()
    for week in range(13):
        day = now.date() - timedelta(weeks=week)
        note_shown(session, chance.choices(records, k=2000), day)
        for _ in range(60):
            note_unmet(session, f"Invented subject {chance.randrange(40)}", "service",
                       chance.choice(("", "An area", "Another")), "web", day)  # fmt: skip
    rows = (
        {
            "given_on": now.date() - timedelta(days=chance.randrange(_DAYS)), "account_id": 1,
            "slug": chance.choice(records), "kind": "service", "subject": "support-services",
            "district": "", "outcome": chance.choice((None, "helped")),
        }
        for _ in range(20_000)
    )  # fmt: skip
    _insert(session, Signpost, rows)
