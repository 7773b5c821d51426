"""Commands: by slash, by button and in plain words; links on posters; menus by language."""

from __future__ import annotations

import pytest
import yaml

from bot.conversations.words import STARTS
from bot.telegram.commands import commands, find_by_words, languages, subject_and_place
from tests.bot.conftest import SITE_FILE, Bench
from tests.bot.telegram.fake_api import FakeTelegram
from tests.bot.telegram.waiting import eventually, quiet

PROMISED = ("help", "human", "volunteer", "funding", "rights", "enterprise", "forget", "privacy")


def test_every_command_can_be_a_menu_a_button_and_words() -> None:
    assert tuple(sorted(commands())) == tuple(sorted(PROMISED))
    keys = {start.key for start in STARTS}
    for command in commands().values():
        assert command.start is None or command.start in keys
        assert all(1 <= len(text) <= 256 for text in command.menu.values())
        assert set(command.menu) == set(languages())
        assert command.words
        assert find_by_words(f" {command.words[0].upper()}! ") is command
        assert "{place}" in (command.near or "{place}")


@pytest.mark.parametrize(
    ("payload", "name", "place"),
    [
        ("volunteer", "volunteer", ""),
        ("volunteer_market-harborough", "volunteer", "market-harborough"),
        ("_melton-mowbray", None, "melton-mowbray"),
        ("nonsense", None, ""),
        ("a b", None, ""),
        ("<b>", None, ""),
        ("x" * 200, None, ""),
    ],
)
def test_what_a_link_on_a_poster_carries(payload: str, name: str | None, place: str) -> None:
    command, spelt = subject_and_place(payload)
    assert (command.name if command else None, spelt) == (name, place)


@pytest.mark.parametrize(
    ("said", "to_engine"),
    [
        ("/human", "/talk_to_person"),
        ("/volunteer", "/find_volunteering"),
        ("/funding@signpost_test_bot", "/find_funding"),
        ("/enterprise", "/choose_structure"),
        ("/start volunteer", "/find_volunteering"),
        ("wolontariat", "/find_volunteering"),
    ],
)
async def test_a_command_takes_the_way_of_its_button(
    polling: Bench, fake: FakeTelegram, said: str, to_engine: str
) -> None:
    ann = fake.person(21)
    ann.says(said)
    await eventually(lambda: len(ann.sees) >= 2)
    if said == "/human":
        return
    assert ann.texts[1] == f"An answer. ({to_engine})"


@pytest.mark.parametrize("said", ["/help", "help", "Help!"])
async def test_help_lists_every_command_and_offers_it_as_a_button(
    polling: Bench, fake: FakeTelegram, said: str
) -> None:
    ann = fake.person(22)
    ann.says(said)
    shown = await ann.waits_for("/volunteer - Find volunteering")
    for name in PROMISED:
        assert f"/{name} - " in shown.text
    assert shown.labels == [c.button for c in commands().values() if c.name != "help"]
    ann.presses(shown, "What you keep about me")
    await ann.waits_for("What I keep:")
    assert polling.engine.asked == []


@pytest.mark.parametrize("said", ["/rights", "Community rights"])
async def test_rights_offers_what_they_are_for(
    polling: Bench, fake: FakeTelegram, said: str
) -> None:
    ann = fake.person(26)
    ann.says(said)
    shown = await ann.waits_for("Which of these is it about?")
    ann.presses(shown, "Take over a public service")
    await ann.waits_for("An answer. (/run_service)")
    domain = yaml.safe_load((SITE_FILE.parent / "domain.yml").read_text("utf-8"))
    assert {"save_building", "run_service", "have_say"} <= set(map(str, domain["intents"]))


@pytest.mark.parametrize("said", ["/privacy", "privacy"])
async def test_privacy_says_what_is_kept_and_how_to_delete_it(
    polling: Bench, fake: FakeTelegram, said: str
) -> None:
    ann = fake.person(23)
    ann.says(said)
    shown = await ann.waits_for("What I keep:")
    for words in ("30 days", "/forget", "locked", "https://telegram.org/privacy"):
        assert words in shown.text
    assert "Delete all you hold about this chat" in shown.labels


async def test_start_greets_and_greets_again_but_never_twice_at_first(
    polling: Bench, fake: FakeTelegram
) -> None:
    ann = fake.person(24)
    ann.says("/start")
    await ann.waits_for("automated service")
    await quiet()
    assert len(ann.sees) == 1
    ann.says("/start")
    await ann.waits_for("automated service", count=2)
    ann.says("/start _nowhere-at-all")
    await ann.waits_for("automated service", count=3)
    assert polling.engine.asked == []


async def test_a_link_may_not_delete_anything(polling: Bench, fake: FakeTelegram) -> None:
    ann = fake.person(25)
    ann.says("hello")
    await ann.waits_for("An answer. (hello)")
    ann.says("/start forget")
    await ann.waits_for("automated service", count=2)
    assert len(polling.rows("SELECT 1 FROM conversation")) == 1


async def test_menus_are_set_for_every_language(polling: Bench, fake: FakeTelegram) -> None:
    await eventually(lambda: "short" in fake.methods.about)
    assert set(fake.methods.commands) == {"", *languages()}
    assert [item["command"] for item in fake.methods.commands[""]] == list(commands())
    assert fake.methods.commands["pl"] != fake.methods.commands["en"]
    assert "not end-to-end encrypted" in fake.methods.about["full"]
    await eventually(lambda: bool(fake.methods.allowed))
    assert fake.methods.allowed == ["message", "edited_message", "callback_query", "my_chat_member"]
