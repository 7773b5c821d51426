"""Every update is worked exactly once: sent twice, in a storm, and over a restart in the middle."""

from __future__ import annotations

import asyncio
from collections import Counter

from tests.bot.conftest import Bench
from tests.bot.telegram.conftest import PUBLIC, Runner
from tests.bot.telegram.fake_api import FakeTelegram, Person
from tests.bot.telegram.waiting import eventually, quiet


async def test_an_update_that_is_pushed_twice_is_answered_once(
    runner: Runner, fake: FakeTelegram
) -> None:
    fake.push_twice = True
    async with runner.run(PUBLIC_ADDRESS=PUBLIC) as bench:
        fake.push_to(bench.client)
        jo = fake.person(71)
        jo.says("hello")
        await jo.waits_for("An answer. (hello)")
        await quiet()
        assert fake.pushes == [200, 200]
        assert len(jo.sees) == 2
        assert len(bench.engine.asked) == 1


async def test_an_update_that_is_fetched_again_is_answered_once(
    runner: Runner, fake: FakeTelegram
) -> None:
    jo = fake.person(72)
    update = jo.says("hello")
    async with runner.run():
        await jo.waits_for("An answer. (hello)")
    fake.chats.pending.insert(0, update)
    async with runner.run() as bench:
        jo.says("again")
        await jo.waits_for("An answer. (again)")
        await quiet()
        assert [asked for _, asked in bench.engine.asked] == ["hello", "again"]
        assert len(jo.sees) == 3


def _storm(fake: FakeTelegram) -> list[Person]:
    """500 updates from 50 chats, mixed as they come."""
    people = [fake.person(number) for number in range(1000, 1050)]
    for number in range(10):
        for person in people:
            person.says(f"question {number} of {person.id}")
    return people


def _check(people: list[Person], engine_asked: list[tuple[str, str]]) -> None:
    """Everybody got the answers to their own questions, each once, in their order."""
    for person in people:
        assert person.texts[0].startswith("Hello. I am Signpost")
        wanted = [f"An answer. (question {number} of {person.id})" for number in range(10)]
        assert person.texts[1:] == wanted
    asked = Counter(message for _, message in engine_asked)
    assert len(asked) == 500
    assert set(asked.values()) == {1}


async def _all_answered(people: list[Person]) -> None:
    await eventually(lambda: all(len(person.sees) >= 11 for person in people), seconds=60)


async def test_a_storm_of_500_updates_from_50_chats(either_way: Bench, fake: FakeTelegram) -> None:
    people = _storm(fake)
    await _all_answered(people)
    await quiet()
    _check(people, either_way.engine.asked)
    waiting = either_way.rows("SELECT count(*) FROM telegram_update WHERE finished_at IS NULL")
    assert waiting == [(0,)]
    assert either_way.rows("SELECT count(*) FROM conversation") == [(50,)]


async def test_restarts_in_the_middle_of_a_storm(runner: Runner, fake: FakeTelegram) -> None:
    runner.engine.delay_seconds = 0.05
    people = _storm(fake)
    for enough in (60, 200, 350):
        async with runner.run():
            await eventually(lambda enough=enough: fake.count("sendMessage") >= enough, seconds=30)
    async with runner.run():
        await _all_answered(people)
        await quiet()
    _check(people, runner.engine.asked)


async def test_a_death_in_the_middle_loses_nothing_and_says_what_it_may_double(
    runner: Runner, fake: FakeTelegram
) -> None:
    """The process dies with whatever it was doing: nothing comes to its end."""
    runner.faster(end=0.0)
    people = [fake.person(number) for number in range(1100, 1110)]
    for number in range(5):
        for person in people:
            person.says(f"question {number} of {person.id}")
    for enough in (15, 35):
        async with runner.run():
            await eventually(lambda enough=enough: fake.count("sendMessage") >= enough)
    async with runner.run():
        await eventually(
            lambda: all(f"question 4 of {p.id}" in p.texts[-1] for p in people), seconds=20
        )
        await quiet()
    for person in people:
        fresh = [text for text in person.texts[1:] if "sent again" not in text]
        wanted = [f"An answer. (question {number} of {person.id})" for number in range(5)]
        told = {text.split("\n")[-1] for text in person.texts}
        assert set(wanted) <= told
        assert [text for text in wanted if text in fresh] == [t for t in fresh if t in wanted]
    asked = Counter(message for _, message in runner.engine.asked)
    assert set(asked.values()) == {1}


async def test_of_two_applications_one_works_and_the_other_takes_over(
    runner: Runner, fake: FakeTelegram
) -> None:
    jo = fake.person(73)
    async with runner.run() as second_chance:
        async with runner.run():
            jo.says("first")
            await jo.waits_for("An answer. (first)")
            await quiet(0.5)
            assert fake.methods.most_polls_at_once == 1
            assert len(second_chance.rows("SELECT * FROM telegram_lease")) == 1
        jo.says("second")
        await jo.waits_for("An answer. (second)")
    assert fake.methods.most_polls_at_once == 1
    assert len(jo.sees) == 3


async def test_a_lease_of_a_process_that_died_runs_out(runner: Runner, fake: FakeTelegram) -> None:
    async with runner.run() as bench:
        await eventually(lambda: len(bench.rows("SELECT * FROM telegram_lease")) == 1)
        lease = bench.rows("SELECT bot_id, until_at FROM telegram_lease")[0]
    assert bench.rows("SELECT * FROM telegram_lease") == []
    import sqlite3

    with sqlite3.connect(bench.folder / "signpost.db") as connection:
        connection.execute("INSERT INTO telegram_lease VALUES (?, 'dead', ?)", lease)
    jo = fake.person(74)
    async with runner.run():
        jo.says("hello")
        await quiet(0.6)
        assert jo.sees == []
        runner.clock.move(seconds=31)
        await jo.waits_for("An answer. (hello)")
    await asyncio.sleep(0)
