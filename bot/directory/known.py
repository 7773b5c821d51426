"""What lists can be narrowed by, read once for each state of the directory and each day."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.content_store import stored_state
from knowledge.finding.facts import Facts
from knowledge.finding.gathering import read_facts
from knowledge.gazetteer import Gazetteer
from knowledge.models import Record
from knowledge.search.library import read_places


@dataclass(frozen=True)
class Known:
    """The places and the facts of every record that may be shown."""

    gazetteer: Gazetteer
    facts: Facts


class Shelves:
    """Keeps what is known until the directory changes or the day ends; one object a process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._state: tuple[str, date] | None = None
        self._known: Known | None = None

    def known(self, session: Session, today: date) -> Known:
        """Returns what is known now; costs one small query while nothing changes."""
        stored = stored_state(session)
        state = (stored.records_version if stored else "", today)
        with self._lock:
            if self._known is None or self._state != state or stored is None:
                gazetteer = Gazetteer(read_places(session))
                self._known = Known(
                    gazetteer, read_facts(session, _slugs(session), gazetteer, today)
                )
                self._state = state
            return self._known


def _slugs(session: Session) -> list[str]:
    columns = Record.__table__.c
    hidden = (columns.status == "withheld") | (columns.lifecycle == "inactive")
    rows = session.execute(
        select(columns.slug, hidden).where(columns.kind != "place").order_by(columns.slug)
    )
    return [slug for slug, is_hidden in rows if not is_hidden]
