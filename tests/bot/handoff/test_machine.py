"""The machine by itself, and the whole hand-off under any order of what people do.

Whatever residents and advisers do, in whatever order: nothing that was typed is lost, nobody has a
conversation together with somebody else, and no resident is left without an answer or an adviser.
"""

from __future__ import annotations

import asyncio
import itertools
import shutil
import tempfile
from collections.abc import Callable
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.app import create_app
from bot.conversations.schema import upgrade
from bot.handoff import moves, presence, store
from bot.handoff.machine import OWNED, TABLE, Event, State, can, step
from knowledge.errors import Conflict
from knowledge.replies import Reply
from tests.bot.conftest import (
    BASE,
    Bench,
    FrozenClock,
    Opened,
    StandInEngine,
    running,
    settings_for,
)
from tests.bot.handoff.conftest import HOURS, PRIYA, SAM, Hall, MakeHall, site_file


def test_every_state_has_a_way_on_and_can_be_reached() -> None:
    for state in State:
        assert any(can(state, event) for event in Event)
    reached = {State.WITH_ASSISTANT, *TABLE.values()}
    assert reached == set(State)


def test_only_an_adviser_who_takes_it_owns_it() -> None:
    for (before, event), after in TABLE.items():
        if after in OWNED:
            assert event in {Event.CLAIM, Event.PASS_ON}
            assert (before in OWNED) is (event is Event.PASS_ON)


def test_what_is_not_in_the_table_cannot_happen() -> None:
    for state, event in itertools.product(State, Event):
        if not can(state, event):
            with pytest.raises(Conflict):
                step(state, event)


ADVISERS = st.sampled_from([PRIYA, SAM])
RESIDENTS = st.integers(0, 1)
TEXTS = st.sampled_from(
    ["a roof", "talk to a person", "yes", "no", "07700 900123", "Zainab", "in the morning", "👍"]
)


class Whole(RuleBasedStateMachine):
    """Two residents, two advisers, one clock, one application."""

    @initialize()
    def begin(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.folder = Path(tempfile.mkdtemp())
        upgrade(f"sqlite:///{self.folder / 'signpost.db'}")
        self.stack = AsyncExitStack()
        self.typed: dict[str, list[str]] = {}
        self.run(self._open())

    def run(self, work: Any) -> Any:
        return self.loop.run_until_complete(work)

    async def _open(self) -> None:
        path = site_file(self.folder, hours=HOURS)
        limits = {"RATE_MESSAGES_PER_MINUTE": 100_000}
        values = settings_for(self.folder, SITE_FILE=path, **limits)
        engine, clock = StandInEngine(), FrozenClock()
        app = create_app(values, engine_client=engine, clock=clock)
        await self.stack.enter_async_context(running(app))
        transport = httpx.ASGITransport(app=app)
        client = await self.stack.enter_async_context(
            httpx.AsyncClient(transport=transport, base_url=BASE)
        )
        self.hall = Hall(Bench(app, client, engine, clock, values, self.folder))
        self.residents: list[Opened] = [await self.hall.bench.open() for _ in range(2)]

    def teardown(self) -> None:
        if hasattr(self, "stack"):
            self.run(self.stack.aclose())
            self.loop.close()
            shutil.rmtree(self.folder)

    @rule(resident=RESIDENTS, text=TEXTS)
    def say(self, resident: int, text: str) -> None:
        talk = self.residents[resident]
        before = self.run(self.hall.status(talk))["state"]
        answer = self.run(talk.send(text=text))
        assert answer.status_code == 200
        messages = answer.json()["messages"]
        assert messages[0]["from"] == "resident"
        self.typed.setdefault(talk.id, []).append(messages[0]["id"])
        # Answered at once, or an adviser has it.
        assert len(messages) > 1 or before == "with_adviser"

    @rule(resident=RESIDENTS, number=st.integers(0, 30))
    def choose(self, resident: int, number: int) -> None:
        talk = self.residents[resident]
        choices = [c for m in self.run(talk.read())[-3:] for c in m["choices"]]
        if choices:
            before = self.run(self.hall.status(talk))["state"]
            answer = self.run(talk.send(choice=choices[number % len(choices)]["id"]))
            assert answer.status_code == 200, answer.text
            messages = answer.json()["messages"]
            self.typed.setdefault(talk.id, []).append(messages[0]["id"])
            assert len(messages) > 1 or before == "with_adviser"

    @rule(adviser=ADVISERS, is_available=st.booleans())
    def arrive(self, adviser: Any, is_available: bool) -> None:
        self.run(self.hall.arrive(adviser, is_available=is_available))

    @rule(adviser=ADVISERS)
    def go(self, adviser: Any) -> None:
        self.run(self.hall.do(lambda session: presence.sign_out(session, adviser.id)))

    @rule(adviser=ADVISERS, resident=RESIDENTS)
    def claim(self, adviser: Any, resident: int) -> None:
        self._try("claim", resident, adviser)

    @rule(adviser=ADVISERS, resident=RESIDENTS)
    def reply(self, adviser: Any, resident: int) -> None:
        self._try("reply", resident, adviser, Reply("Hello"))

    @rule(adviser=ADVISERS, resident=RESIDENTS)
    def give_back(self, adviser: Any, resident: int) -> None:
        self._try("give_back", resident, adviser)

    @rule(adviser=ADVISERS, resident=RESIDENTS, outcome=st.sampled_from(sorted(moves.OUTCOMES)))
    def close(self, adviser: Any, resident: int, outcome: str) -> None:
        self._try("close", resident, adviser, outcome, "somewhere")

    @rule(resident=RESIDENTS)
    def pass_on(self, resident: int) -> None:
        self._try("pass_to_colleague", resident, PRIYA, SAM)

    def _try(self, name: str, resident: int, *args: Any) -> None:
        with suppress(Conflict):
            self.run(self.hall.move(name, self.residents[resident], *args))

    @rule(seconds=st.sampled_from([5, 60, 100, 200, 3600, 9 * 3600]))
    def wait(self, seconds: int) -> None:
        self.hall.bench.clock.move(seconds=seconds)
        self.run(self.hall.room.watch.round())

    @invariant()
    def nothing_typed_is_lost(self) -> None:
        for talk in getattr(self, "residents", []):
            kept = {message["id"] for message in self.run(talk.read())}
            assert kept.issuperset(self.typed.get(talk.id, []))

    @invariant()
    def exactly_one_owner_where_there_is_one(self) -> None:
        if not hasattr(self, "hall"):
            return
        for state, adviser_id, waiting_at in self.hall.bench.rows(
            "SELECT state, adviser_id, waiting_at FROM handoff"
        ):
            assert (adviser_id is not None) is (state in OWNED)
            assert state != "waiting" or waiting_at is not None

    @invariant()
    def places_in_the_queue_are_1_2_3(self) -> None:
        found = [self.run(self.hall.status(talk)) for talk in getattr(self, "residents", [])]
        places = sorted(one["place"] for one in found if one["place"] is not None)
        assert places == list(range(1, len(places) + 1))
        assert all((one["state"] == "waiting") is (one["place"] is not None) for one in found)


TestWhole = pytest.mark.slow(Whole.TestCase)
TestWhole.settings = settings(
    max_examples=12,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


async def test_of_many_who_claim_at_once_exactly_one_wins(
    make_hall: MakeHall, any_database_url: str
) -> None:
    hall = await make_hall({"DATABASE_URL": any_database_url}, hours=HOURS)
    await hall.arrive()
    resident = await hall.queue()
    people = [moves.Adviser(str(number), f"Invented{number}") for number in range(8)]

    async def claim(adviser: moves.Adviser) -> bool:
        try:
            await hall.move("claim", resident, adviser)
        except Conflict:
            return False
        return True

    won = await asyncio.gather(*(claim(person) for person in people))
    assert sum(won) == 1
    row = await hall.do(lambda session: store.find(session, resident.id))
    assert won[int(row.adviser_id)]


async def test_a_version_that_was_seen_before_loses(hall: Hall) -> None:
    """The compare-and-set by itself, without the order in which writers of a row stand."""
    await hall.arrive()
    resident = await hall.queue()
    seen = await hall.do(lambda session: store.find(session, resident.id))

    def change(adviser: moves.Adviser) -> Callable[[Any], Any]:
        return lambda session: store.change(
            session,
            seen,
            Event.CLAIM,
            by=adviser.id,
            at=hall.bench.clock(),
            adviser_id=adviser.id,
        )

    def twice(session: Any) -> None:
        session.add(seen)
        before = (seen.state, seen.version)
        change(PRIYA)(session)
        seen.state, seen.version = before
        session.expunge(seen)
        with pytest.raises(Conflict):
            change(SAM)(session)

    await hall.do(twice)
    assert hall.bench.rows("SELECT adviser_id FROM handoff") == [("1",)]
