"""The lean tracker store reads and writes what Rasa's own does, row by row."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    BotUttered,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig, read_endpoint_config

from nlu.tracker_store import LeanTrackerStore
from tests.databases import Cluster

DOMAIN = Domain.from_yaml(
    "version: '3.1'\nintents: [ask]\nslots:\n  place: {type: any, mappings: [{type: custom}]}\n"
)
SENDER = "invented"
Stores = dict[str, SQLTrackerStore]


@pytest.fixture(params=["sqlite", "postgresql"])
def addresses(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, str]:
    """Where each store keeps its rows, on each kind of database."""
    if request.param == "sqlite":
        return {name: f"sqlite:///{tmp_path / name}.db" for name in ("lean", "rasa")}
    cluster: Cluster = request.getfixturevalue("postgresql")
    return {name: cluster.new_database() for name in ("lean", "rasa")}


@pytest.fixture
def stores(addresses: dict[str, str]) -> Stores:
    rasas = addresses["rasa"].replace("+psycopg:", "+psycopg2:")
    return {
        "lean": LeanTrackerStore(DOMAIN, host=addresses["lean"]),
        "rasa": SQLTrackerStore(DOMAIN, host=rasas),
    }


def _turn(number: int) -> list[Event]:
    said = UserUttered(f"question {number}", {"name": "ask", "confidence": 1.0})
    events = [
        said,
        ActionExecuted("action_answer"),
        SlotSet("place", {"name": f"Inventon {number}"}),
        BotUttered(f"answer {number}", {"custom": {"text": "£5 – été"}}),
        ActionExecuted("action_listen"),
    ]
    for row, event in enumerate(events):
        event.timestamp = 100.0 * number + row
    return events


def _session(at: float) -> list[Event]:
    events = [ActionExecuted("action_session_start"), SessionStarted()]
    for event in events:
        event.timestamp = at
    return events


async def _play(store: SQLTrackerStore) -> None:
    await store.save(_tracker([*_session(1.0), *_turn(1)]))
    kept = await store.retrieve(SENDER)
    kept.update_with_events(_turn(2), DOMAIN, override_timestamp=False)
    await store.save(kept)
    kept = await store.retrieve(SENDER)
    kept.update_with_events([*_session(300.0), *_turn(4)], DOMAIN, override_timestamp=False)
    await store.save(kept)


def _tracker(events: list[Event]) -> DialogueStateTracker:
    return DialogueStateTracker.from_events(SENDER, events, DOMAIN.slots)


def _rows(store: SQLTrackerStore) -> list[tuple[Any, ...]]:
    with store.session_scope() as session:
        table = SQLTrackerStore.SQLEvent.__table__
        return [tuple(row) for row in session.execute(sa.select(table).order_by(table.c.id))]


def _events(tracker: DialogueStateTracker | None) -> list[dict[str, Any]]:
    assert tracker is not None
    return [event.as_dict() for event in tracker.events]


async def test_the_rows_are_the_same(stores: Stores) -> None:
    for store in stores.values():
        await _play(store)
    assert len(_rows(stores["lean"])) > 12
    assert _rows(stores["lean"]) == _rows(stores["rasa"])


async def test_each_reads_what_the_other_wrote(stores: Stores, addresses: dict[str, str]) -> None:
    await _play(stores["rasa"])
    lean = LeanTrackerStore(DOMAIN, host=addresses["rasa"])
    for read in ("retrieve", "retrieve_full_tracker"):
        ours, theirs = (
            await getattr(lean, read)(SENDER),
            await getattr(stores["rasa"], read)(SENDER),
        )
        assert _events(ours) == _events(theirs)
        assert ours.current_slot_values() == theirs.current_slot_values()
    await lean.save(await lean.retrieve(SENDER))
    assert _rows(lean) == _rows(stores["rasa"])


async def test_nobody_else_is_found_and_nothing_new_is_no_row(stores: Stores) -> None:
    lean = stores["lean"]
    await _play(lean)
    before = _rows(lean)
    await lean.save(await lean.retrieve(SENDER))
    assert _rows(lean) == before
    assert await lean.retrieve("somebody-else") is None


def test_the_engine_is_told_to_use_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_DATABASE_URL", f"sqlite:///{tmp_path / 'tracker'}.db")
    told: EndpointConfig = read_endpoint_config("endpoints.yml", "tracker_store")
    made = TrackerStore.create(told, DOMAIN)
    assert isinstance(getattr(made, "_tracker_store", made), LeanTrackerStore)
