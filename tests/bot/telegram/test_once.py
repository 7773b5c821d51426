"""Every update is worked exactly once: sent twice, in a storm, and over a restart in the middle."""

from __future__ import annotations

import sqlite3
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


def _storm(fake: FakeTelegram, people: int, questions: int) -> list[Person]:
    """Updates from many chats, mixed as they come."""
    crowd = [fake.person(number) for number in range(1000, 1000 + people)]
    for number in range(questions):
        for person in crowd:
            person.says(f"question {number} of {person.id}")
    return crowd


def _check(crowd: list[Person], questions: int, bench: Bench) -> None:
    """Everybody got the answers to their own questions, each once, in their order."""
    for person in crowd:
        assert person.texts[0].startswith("Hello. I am Signpost")
        wanted = [f"An answer. (question {number} of {person.id})" for number in range(questions)]
        assert person.texts[1:] == wanted
    asked = Counter(message for _, message in bench.engine.asked)
    assert len(asked) == len(crowd) * questions
    assert set(asked.values()) == {1}
    waiting = bench.rows("SELECT count(*) FROM telegram_update WHERE finished_at IS NULL")
    assert waiting == [(0,)]
    assert bench.rows("SELECT count(*) FROM conversation") == [(len(crowd),)]


async def _have(crowd: list[Person], each: int) -> None:
    await eventually(lambda: all(len(person.sees) >= each for person in crowd), seconds=60)


async def _sent(fake: FakeTelegram, enough: int) -> None:
    await eventually(lambda: fake.count("sendMessage") >= enough, seconds=30)


async def test_a_storm_of_500_updates_from_50_chats_with_restarts_in_the_middle(
    runner: Runner, fake: FakeTelegram
) -> None:
    crowd = _storm(fake, 50, 10)
    for enough in (100, 300):
        async with runner.run():
            await _sent(fake, enough)
    async with runner.run() as bench:
        await _have(crowd, 11)
        await quiet()
        _check(crowd, 10, bench)


async def test_a_storm_that_is_pushed_twice(runner: Runner, fake: FakeTelegram) -> None:
    fake.push_twice = True
    crowd = _storm(fake, 20, 5)
    async with runner.run(PUBLIC_ADDRESS=PUBLIC) as bench:
        fake.push_to(bench.client)
        await _have(crowd, 6)
        await quiet()
        assert fake.pushes == [200] * 200
        _check(crowd, 5, bench)


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
            await _sent(fake, enough)
    async with runner.run():
        await eventually(
            lambda: all(f"question 4 of {p.id}" in "".join(p.texts[-1:]) for p in people),
            seconds=60,
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
    with sqlite3.connect(bench.folder / "signpost.db") as connection:
        connection.execute("INSERT INTO telegram_lease VALUES (?, 'dead', ?)", lease)
    jo = fake.person(74)
    async with runner.run():
        jo.says("hello")
        await quiet(0.6)
        assert jo.sees == []
        runner.clock.move(seconds=31)
        await jo.waits_for("An answer. (hello)")
