"""Rasa's SQL tracker store with the same table and the same rows, read and written in fewer steps.

Rasa builds each query anew from objects for every message, and makes an object of every stored
event to read one column: a third of the engine's time for a turn.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from itertools import islice
from typing import Any

import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore, create_engine_kwargs
from rasa.shared.core.events import Event, SessionStarted
from rasa.shared.core.trackers import DialogueStateTracker

from nlu.action_replies import check_rules_once
from nlu.quiet_logs import keep_words_out

_EVENTS = SQLTrackerStore.SQLEvent.__table__
_OF_SENDER = _EVENTS.c.sender_id == sa.bindparam("sender")
_STARTED = (
    sa.select(sa.func.max(_EVENTS.c.timestamp))
    .where(_OF_SENDER, _EVENTS.c.type_name == SessionStarted.type_name)
    .scalar_subquery()
)
_OF_LATEST = sa.or_(_EVENTS.c.timestamp >= _STARTED, _STARTED.is_(None))

_ALL_DATA = sa.select(_EVENTS.c.data).where(_OF_SENDER).order_by(_EVENTS.c.id)
_LATEST_DATA = _ALL_DATA.where(_OF_LATEST)
_LATEST_COUNT = sa.select(sa.func.count(_EVENTS.c.id)).where(_OF_SENDER, _OF_LATEST)
_INSERT = _EVENTS.insert()


class LeanTrackerStore(SQLTrackerStore):  # type: ignore[misc, unused-ignore]
    """Keeps conversations as `type: SQL` does; either can go on with what the other wrote."""

    def __init__(self, *values: Any, **named: Any) -> None:
        """Takes what `SQLTrackerStore` takes; from then on this process checks rules once."""
        # The one object of ours that Rasa makes when it starts to answer, and only then.
        check_rules_once()
        keep_words_out()
        if named.get("host"):
            named["host"] = _with_driver(named["host"])
            _make_private(named["host"])
        super().__init__(*values, **named)
        url = str(named.get("host", ""))
        if url.startswith("postgresql"):
            # Rasa's own connections stay broken for one message each when the server restarts.
            self.engine.dispose()  # type: ignore[has-type, unused-ignore]
            self.engine = sa.create_engine(url, pool_pre_ping=True, **create_engine_kwargs(url))
            self.sessionmaker.configure(bind=self.engine)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Stores the events of a conversation's latest session that are not stored yet."""
        await self.stream_events(tracker)
        sender = tracker.sender_id
        with self.session_scope() as session:
            stored = session.execute(_LATEST_COUNT, {"sender": sender}).scalar()
            rows = [_row(sender, event) for event in islice(tracker.events, stored, None)]
            if rows:
                session.execute(_INSERT, rows)
                session.commit()

    async def _retrieve(
        self, sender_id: str, fetch_events_from_all_sessions: bool
    ) -> DialogueStateTracker | None:
        statement = _ALL_DATA if fetch_events_from_all_sessions else _LATEST_DATA
        with self.session_scope() as session:
            stored = session.execute(statement, {"sender": sender_id}).scalars().all()
        if not self.domain or not stored:
            return None
        events = [json.loads(data) for data in stored]
        return DialogueStateTracker.from_dict(sender_id, events, self.domain.slots)


def _make_private(url: str) -> None:
    """Makes an SQLite file that no other user of the machine can read, if there is none yet."""
    path = sa.engine.make_url(url).database if url.startswith("sqlite") else None
    if path and path != ":memory:":
        with suppress(OSError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _row(sender: str, event: Event) -> dict[str, Any]:
    data = event.as_dict()
    return {
        "sender_id": sender,
        "type_name": event.type_name,
        "timestamp": data.get("timestamp"),
        "intent_name": data.get("parse_data", {}).get("intent", {}).get("name"),
        "action_name": data.get("name"),
        "data": json.dumps(data),
    }


def _with_driver(url: str) -> str:
    """The address with the driver that the engine has: the application uses a newer one."""
    scheme, mark, rest = url.partition("://")
    is_postgresql = scheme.split("+")[0] in {"postgres", "postgresql"}
    return f"postgresql+psycopg2://{rest}" if mark and is_postgresql else url
