"""Who it is, how to reach a person, what is kept, and starting again."""

from __future__ import annotations

import pytest

from actions import conversation, shared
from actions.answering import ActionNotWhatIMeant
from actions.conversation import (
    ActionIntroduce,
    ActionPerson,
    ActionPrivacy,
    ActionSmallTalk,
    ActionStartAgain,
)
from knowledge.directory import Directory
from knowledge.phrases import PERSON, SUBJECTS
from knowledge.site import Site
from tests.actions.conftest import Talk

ALL = [choice.payload for choice in (*SUBJECTS, PERSON)]


@pytest.mark.parametrize("intent", ["greet", "are_you_robot", "what_can_you_do"])
async def test_it_says_what_it_is_and_offers_every_subject_and_a_person(
    talk: Talk, intent: str
) -> None:
    said = await talk.say("hello", ActionIntroduce(), intent, 0.9)
    assert said.payloads == ALL
    assert said.slots == {}


async def test_it_never_passes_for_a_person(talk: Talk) -> None:
    greeting = (await talk.say("hi", ActionIntroduce(), "greet", 0.9)).text
    robot = (await talk.say("are you a bot", ActionIntroduce(), "are_you_robot", 0.9)).text
    assert greeting != robot
    for text in (greeting, robot):
        assert "not a person" in text


async def test_a_person_is_reached_by_address_and_website_with_source_and_age(
    talk: Talk,
) -> None:
    site = shared.site()
    said = await talk.say("talk to a person", ActionPerson(), "talk_to_person", 0.9)
    for part in (site.adviser.name, site.adviser.address, site.adviser.url):
        assert part in said.text
    card = said.reply["cards"][0]
    for part in (card["summary"], card["source"], card["checked"], card["url"]):
        assert part in said.text


async def test_a_telephone_number_that_is_not_known_is_said_to_be_missing(talk: Talk) -> None:
    said = await talk.say("phone number", ActionPerson(), "talk_to_person", 0.9)
    assert shared.site().adviser.phone is None
    assert "telephone number" in said.text
    assert "Telephone:" not in said.text


async def test_a_telephone_number_that_is_known_is_given(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    adviser = shared.site().adviser
    known = adviser.model_copy(
        update={"phone": "0116 000 0000", "opening_hours": "Open on Mondays", "entry": None}
    )
    site: Site = shared.site().model_copy(update={"adviser": known})
    monkeypatch.setattr(conversation, "site", lambda: site)
    said = await talk.say("phone number", ActionPerson(), "talk_to_person", 0.9)
    assert "Telephone: 0116 000 0000" in said.text
    assert "Open on Mondays" in said.text
    assert "I have not been given" not in said.text
    assert said.reply["cards"] == []


async def test_asking_for_a_person_ends_the_count_of_misses(talk: Talk) -> None:
    talk.slots["misses"] = 2.0
    assert (await talk.tap(ActionPerson(), "talk_to_person")).slots == {"misses": 0}


async def test_privacy_says_for_how_many_days_messages_are_kept(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RETENTION_DAYS", "17")
    said = await talk.say("what do you keep", ActionPrivacy(), "privacy", 0.9)
    assert "for 17 days at most" in said.text
    assert said.slots == {}


async def test_starting_again_forgets_everything(talk: Talk, opened: Directory) -> None:
    await talk.say("grants for a hall in Melton", intent="find_funding")
    await talk.tap(ActionNotWhatIMeant(), "not_what_i_meant")
    await talk.say("asdf qwer", intent="find_funding")
    talk.slots["passed_over"] = ["g-dbs-what"]
    assert all(talk.slots[name] for name in ("place", "subject", "shown", "last_question"))
    said = await talk.tap(ActionStartAgain(), "start_again")
    assert not any(talk.slots.values())
    assert said.payloads == ALL


@pytest.mark.parametrize(
    ("intent", "offers"),
    [("thanks", True), ("affirm", True), ("deny", True), ("abuse", True),
     ("goodbye", False), ("stop", False)],
)  # fmt: skip
async def test_small_talk_is_one_line_and_offers_no_more_to_who_is_leaving(
    talk: Talk, intent: str, offers: bool
) -> None:
    said = await talk.say("ok", ActionSmallTalk(), intent, 0.9)
    assert (said.payloads == ALL) is offers
    assert bool(said.payloads) is offers
    assert said.slots == {}


async def test_every_kind_of_small_talk_has_words_of_its_own(talk: Talk) -> None:
    intents = ("thanks", "affirm", "deny", "abuse", "goodbye", "stop")
    said = [(await talk.say("ok", ActionSmallTalk(), intent, 0.9)).text for intent in intents]
    assert len(set(said)) == len(intents)


async def test_another_kind_of_small_talk_is_met_with_an_offer(talk: Talk) -> None:
    said = await talk.say("hm", ActionSmallTalk(), "surprise", 0.9)
    assert said.payloads == ALL


async def test_a_wish_for_a_person_is_marked_and_says_what_it_is_about(talk: Talk) -> None:
    talk.slots["subject"] = "find_funding"
    said = await talk.say("I want a person", ActionPerson(), "talk_to_person")
    assert said.reply["handoff"] == "asked"
    assert said.reply["subject"] == "find_funding"
