"""Everything that is not a typed text gets a polite, useful answer, and nothing of it is kept."""

from __future__ import annotations

import pytest

from tests.bot.conftest import Bench
from tests.bot.telegram.conftest import Runner
from tests.bot.telegram.fake_api import FakeTelegram
from tests.bot.telegram.waiting import eventually, quiet

FILE = {"file_id": "f", "file_unique_id": "u"}
PICTURE = {"photo": [{**FILE, "width": 9, "height": 9}]}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"voice": {**FILE, "duration": 3}}, "cannot listen to voice messages"),
        (PICTURE, "cannot see pictures"),
        ({"document": FILE}, "cannot open files"),
        ({"video": {**FILE, "width": 9, "height": 9, "duration": 3}}, "cannot watch videos"),
        (
            {
                "sticker": {
                    **FILE,
                    "type": "regular",
                    "width": 9,
                    "height": 9,
                    "is_animated": False,
                    "is_video": False,
                }
            },
            "cannot read stickers",
        ),
        ({"contact": {"phone_number": "07700900123", "first_name": "A"}}, "use contact cards"),
        ({"dice": {"emoji": "\U0001f3b2", "value": 3}}, "cannot read that kind of message"),
    ],
)
async def test_what_we_cannot_read_is_said_with_ways_on(
    polling: Bench, fake: FakeTelegram, content: dict[str, object], words: str
) -> None:
    ann = fake.person(31)
    ann.sends(**content)
    shown = await ann.waits_for(words)
    assert shown.labels == ["What can I ask?", "Talk to a person"]
    assert "999" in shown.text
    assert polling.engine.asked == []


async def test_the_words_under_a_picture_are_answered(polling: Bench, fake: FakeTelegram) -> None:
    ann = fake.person(32)
    ann.sends(**PICTURE, caption="Is this hall listed?")
    await ann.waits_for("An answer. (Is this hall listed?)")
    assert "I do read the words" in ann.texts[1]


async def test_a_service_message_is_let_be(polling: Bench, fake: FakeTelegram) -> None:
    ann = fake.person(33)
    ann.sends(message_auto_delete_timer_changed={"message_auto_delete_time": 86400})
    fake.chats.add_update(poll={"not": "ours"})
    fake.chats.add_update(message={"this": "is broken"})
    ann.says("hello")
    await ann.waits_for("An answer. (hello)")
    assert len(ann.sees) == 2


async def test_a_new_wording_of_the_last_message_is_answered(
    polling: Bench, fake: FakeTelegram
) -> None:
    ann = fake.person(34)
    sent = ann.says("grants for a hal")
    await ann.waits_for("An answer. (grants for a hal)")
    ann.edits(sent, text="grants for a hall")
    await ann.waits_for("An answer. (grants for a hall)")


async def test_a_new_wording_of_an_old_message_is_asked_for_anew(
    polling: Bench, fake: FakeTelegram
) -> None:
    ann = fake.person(35)
    old = ann.says("first")
    await ann.waits_for("An answer. (first)")
    ann.says("second")
    await ann.waits_for("An answer. (second)")
    ann.edits(old, text="first, changed")
    shown = await ann.waits_for("You changed an earlier message")
    assert "as a new message" in shown.text
    assert [asked for _, asked in polling.engine.asked] == ["first", "second"]
    ann.edits(old, text="I want to kill myself")
    await ann.waits_for("116 123", count=2)


async def test_somebody_who_moves_does_not_hear_of_it(polling: Bench, fake: FakeTelegram) -> None:
    ann = fake.person(36)
    sent = ann.sends(location={"latitude": 51.5, "longitude": -0.1, "live_period": 900})
    await ann.waits_for("could not find a place")
    ann.edits(sent, location={"latitude": 51.6, "longitude": -0.1, "live_period": 900})
    await quiet()
    assert len(ann.sees) == 2


@pytest.mark.parametrize("kind", ["location", "venue"])
async def test_a_position_becomes_the_nearest_place_and_is_not_kept(
    runner: Runner, fake: FakeTelegram, kind: str, placed: None
) -> None:
    async with runner.run() as bench:
        ann = fake.person(37)
        here = {"latitude": 52.4781234, "longitude": -0.9212345}
        venue = {"location": here, "title": "T", "address": "A"}
        ann.sends(**({"location": here} if kind == "location" else {"venue": venue}))
        await ann.waits_for("An answer. (Market Harborough)")
        assert "You are near Market Harborough" in ann.texts[1]
        assert bench.engine.asked[0][1] == "Market Harborough"
    for name in ("signpost.db", "signpost.db-wal"):
        path = runner.folder / name
        held = path.read_bytes() if path.exists() else b""
        assert b"52.478" not in held
        assert b"0.9212" not in held


async def test_a_link_leads_to_a_subject_in_a_place(
    runner: Runner, fake: FakeTelegram, placed: None
) -> None:
    async with runner.run():
        ann = fake.person(38)
        ann.says("/start volunteer_market-harborough")
        await ann.waits_for("An answer. (Find volunteering near Market Harborough)")
        assert "automated service" in ann.texts[0]


async def test_a_group_is_refused_politely_and_seldom(polling: Bench, fake: FakeTelegram) -> None:
    await eventually(lambda: "short" in fake.methods.about)
    group = fake.group(39)
    group.membership("left", "member")
    shown = await group.waits_for("only talk with one person")
    assert "https://t.me/signpost_test_bot" in shown.text
    group.says("/help")
    group.says("what about us?")
    group.says("@signpost_test_bot, a grant?")
    await quiet()
    assert len(group.sees) == 1
    polling.clock.move(hours=2)
    group.says("@Signpost_Test_Bot, a grant?")
    await group.waits_for("only talk with one person", count=2)
    group.says("/help I want to kill myself")
    await group.waits_for("116 123", count=3)
    assert polling.rows("SELECT 1 FROM conversation") == []
    assert polling.engine.asked == []
