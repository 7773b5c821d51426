"""Questions, follow-ups, misses and looking again, in conversations of several turns."""

from __future__ import annotations

import pytest

from actions.answering import (
    MISSES_BEFORE_A_PERSON,
    SUBJECTS_OF,
    ActionAnswer,
    ActionNotWhatIMeant,
    ActionShowEntry,
)
from actions.conversation import ActionSmallTalk
from actions.doors import ActionOffTopic
from actions.following import WANTED
from actions.places import ActionSetPlace
from knowledge.directory import Directory
from knowledge.phrases import PERSON, SUBJECTS
from tests.actions.conftest import Find, Talk

PUB = "how do community-owned pubs work"
CREDIT = "can i volunteer on universal credit"
NONSENSE = "asdf qwer zxcv"


async def test_a_sure_answer_is_given_and_remembered(talk: Talk) -> None:
    said = await talk.say(CREDIT)
    assert said.titles[0] == "Can I volunteer while I am on Universal Credit?"
    assert "Source: " in said.text
    assert said.slots["current"] == "g-universal-credit"
    assert said.slots["last_question"] == CREDIT
    assert said.slots["misses"] == 0
    assert said.slots["shown"] == ["g-universal-credit", *said.entries]


@pytest.mark.parametrize("task", sorted(SUBJECTS_OF))
async def test_a_task_tapped_without_words_is_opened_with_its_question(
    talk: Talk, task: str
) -> None:
    said = await talk.tap(ActionAnswer(), task)
    assert said.slots["subject"] == task
    assert not said.slots.get("place")
    assert "?" in said.text
    assert said.payloads[-1] == PERSON.payload or "Skip this" in said.labels


@pytest.mark.parametrize(
    ("task", "text", "kind"),
    [
        ("find_funding", "something for a village hall", "fund"),
        ("find_volunteering", "something outdoors", "opportunity"),
        ("find_local_help", "somebody to talk to about debt", "service"),
    ],
)
async def test_a_task_lists_what_it_is_after(talk: Talk, task: str, text: str, kind: str) -> None:
    assert WANTED[task] == kind
    said = await talk.say(f"{text} near Melton", intent=task)
    kinds = [card["kind"] for card in said.reply["cards"]]
    assert kinds.count(kind) >= 2
    assert said.slots["subject"] == task


async def test_subjects_are_topics_that_the_content_has(opened: Directory) -> None:
    for topic in SUBJECTS_OF.values():
        if topic is not None:
            assert opened.search().find("help", topics=frozenset({topic})).hits, topic


async def test_misses_count_and_at_the_second_a_person_is_offered_first(talk: Talk) -> None:
    first = await talk.say(NONSENSE)
    assert first.slots["misses"] == 1
    assert first.payloads[0] != PERSON.payload
    second = await talk.say("qwer asdf zxcv")
    assert second.slots["misses"] == 2
    assert second.payloads[0] == PERSON.payload
    third = await talk.say("zxcv asdf")
    assert third.slots["misses"] == 3
    assert third.text not in {first.text, second.text}
    assert PERSON.payload in third.payloads


async def test_an_answer_ends_the_count_of_misses(talk: Talk) -> None:
    await talk.say(NONSENSE)
    assert (await talk.say(CREDIT)).slots["misses"] == 0
    again = await talk.say(NONSENSE)
    assert again.slots["misses"] == 1
    assert again.payloads[0] != PERSON.payload


async def test_each_answer_says_how_sure_it_is_for_those_who_count(talk: Talk) -> None:
    assert (await talk.say(CREDIT)).reply["sureness"] == "sure"
    not_meant = await talk.tap(ActionNotWhatIMeant(), "not_what_i_meant")
    assert not_meant.reply["sureness"] == "not_meant"
    assert (await talk.say(NONSENSE)).reply["sureness"] == "nothing"
    vague = await talk.say("our group")
    expected = "unsure" if "/not_what_i_meant" in vague.payloads else "sure"
    assert vague.reply["sureness"] == expected
    door = await talk.say("tell me a joke", ActionOffTopic(), "off_topic_chitchat", 0.9)
    assert door.reply["sureness"] == ""


async def test_being_unsure_twice_offers_a_person_beside_the_choices(talk: Talk) -> None:
    talk.slots["misses"] = MISSES_BEFORE_A_PERSON - 1.0
    said = await talk.say("our group")
    if said.slots["misses"]:
        assert PERSON.payload in said.payloads
        assert "talk to a person" in said.text.lower()
    calm = await Talk().say("our group")
    assert PERSON.payload not in calm.payloads or calm.slots["misses"] == 0


async def test_not_what_i_meant_never_repeats_what_was_shown(talk: Talk) -> None:
    """Not the answer, nor its neighbours, nor what was offered the time before."""
    seen: set[str] = set()
    said = await talk.say(CREDIT)
    seen |= {*said.entries, str(said.slots["current"])}
    for turn in range(4):
        said = await talk.tap(ActionNotWhatIMeant(), "not_what_i_meant")
        assert said.entries, turn
        assert not seen & set(said.entries), turn
        seen |= set(said.entries)


async def test_not_what_i_meant_offers_a_person_first_the_second_time(talk: Talk) -> None:
    await talk.say(PUB)
    once = await talk.tap(ActionNotWhatIMeant(), "not_what_i_meant")
    assert once.slots["misses"] == 1
    assert once.payloads[-1] == PERSON.payload
    assert all(label in once.text for label in once.labels[:-1])
    twice = await talk.tap(ActionNotWhatIMeant(), "not_what_i_meant")
    assert twice.slots["misses"] == 2
    assert twice.payloads[0] == PERSON.payload


async def test_what_was_offered_instead_can_be_picked_by_its_place(talk: Talk) -> None:
    await talk.say(PUB)
    offered = await talk.tap(ActionNotWhatIMeant(), "not_what_i_meant")
    picked = await talk.say("the second one")
    assert picked.slots["current"] == offered.entries[1]


async def test_not_what_i_meant_without_a_question_asks_for_other_words(talk: Talk) -> None:
    said = await talk.tap(ActionNotWhatIMeant(), "not_what_i_meant")
    assert said.entries == []
    assert PERSON.payload in said.payloads


async def test_a_new_question_forgets_what_was_passed_over(talk: Talk) -> None:
    await talk.say(PUB)
    await talk.tap(ActionNotWhatIMeant(), "not_what_i_meant")
    assert talk.slots["passed_over"]
    await talk.say(CREDIT)
    assert talk.slots["passed_over"] is None


async def test_an_entry_that_was_tapped_is_shown_whole(talk: Talk) -> None:
    said = await talk.tap(ActionShowEntry(), "choose_entry", entry="fund-village-halls-small")
    card = said.reply["cards"][0]
    assert card["title"] in said.text
    assert all(line in said.text for line in card["details"])
    assert said.slots["current"] == "fund-village-halls-small"


@pytest.mark.parametrize("entry", ["no-such-entry", "", "'; DROP TABLE record; --", "x" * 2000])
async def test_an_unknown_entry_is_said_to_be_gone_and_changes_nothing(
    talk: Talk, entry: str
) -> None:
    said = await talk.tap(ActionShowEntry(), "choose_entry", entry=entry)
    assert said.reply["cards"] == []
    assert said.slots == {}
    assert len(said.payloads) == len(SUBJECTS) + 1


async def test_a_choice_without_an_entry_is_met_the_same_way(talk: Talk) -> None:
    said = await talk.tap(ActionShowEntry(), "choose_entry")
    assert said.slots == {}
    assert said.text


async def test_the_second_one_means_the_second_on_the_screen(talk: Talk) -> None:
    listed = await talk.say("something for a village hall in Melton", intent="find_funding")
    shown = listed.slots["shown"]
    assert (await talk.say("the second one")).slots["current"] == shown[1]


async def test_a_question_that_leans_on_the_screen_is_answered_from_it(talk: Talk) -> None:
    await talk.tap(ActionShowEntry(), "choose_entry", entry="fund-village-halls-small")
    said = await talk.say("how do we apply")
    assert said.titles == [talk_title(said.text)]
    assert "How to apply" in said.text
    assert said.slots["current"] == "fund-village-halls-small"


def talk_title(text: str) -> str:
    return text.split(":\n")[0]


@pytest.mark.parametrize(
    ("action", "intent"),
    [(ActionSmallTalk(), "thanks"), (ActionOffTopic(), "off_topic_benefits"),
     (ActionNotWhatIMeant(), "not_what_i_meant"), (ActionSetPlace(), "inform_place")],
)  # fmt: skip
async def test_a_question_of_ours_is_answered_whatever_it_was_taken_for(
    talk: Talk, action: ActionSmallTalk, intent: str
) -> None:
    said = await talk.say(CREDIT, action, intent, 0.6)
    assert said.slots["current"] == "g-universal-credit"


@pytest.mark.parametrize("intent", ["off_topic_benefits", "off_topic_medical", "off_topic_legal"])
async def test_what_is_not_ours_goes_to_its_door(talk: Talk, intent: str) -> None:
    said = await talk.say("will my claim be stopped next week", ActionOffTopic(), intent, 0.95)
    assert said.text.startswith("I cannot")
    assert said.slots == {"misses": 0}


async def test_gibberish_counts_as_a_miss_and_other_doors_do_not(talk: Talk) -> None:
    first = await talk.say("sdkfjh", ActionOffTopic(), "gibberish", 0.9)
    assert first.slots["misses"] == 1
    second = await talk.say("sdkfjh sdf", ActionOffTopic(), "gibberish", 0.9)
    assert second.payloads[0] == PERSON.payload
    door = await talk.say("tell me a joke", ActionOffTopic(), "off_topic_chitchat", 0.9)
    assert door.slots["misses"] == 0


async def test_a_place_elsewhere_is_said_to_be_elsewhere_and_the_question_kept(
    talk: Talk, place: Find
) -> None:
    said = await talk.say("a village hall grant in Birmingham", intent="find_funding")
    assert "find-local-council" in said.text
    assert said.slots == {"last_question": "a village hall grant in Birmingham"}


async def test_a_complaint_is_answered_and_a_person_offered_for_it(talk: Talk) -> None:
    said = await talk.say("how do i complain about a council service")
    assert said.slots["current"] == "guide-part-complain-council"
    assert said.payloads[-1] == PERSON.payload
    assert said.reply["why"] == "complaint"
    plain = await talk.say(CREDIT)
    assert PERSON.payload not in plain.payloads
    assert plain.reply["why"] == ""


async def test_a_few_words_more_go_on_from_the_answer_whatever_they_sound_like() -> None:
    talk = Talk()
    await talk.say("what must we have for safeguarding at our kids' club")
    said = await talk.say("and insurance", ActionOffTopic(), "off_topic_legal", 0.6)
    assert said.titles
    assert "insurance" in said.text.lower()
    assert said.slots["last_question"] == "and insurance"
    other = await talk.say("and the weather", ActionOffTopic(), "off_topic_chitchat", 0.95)
    assert not other.titles


async def test_a_place_beside_words_that_only_say_where_is_a_place(talk: Talk) -> None:
    await talk.say("grants for a hall in Melton")
    said = await talk.say("what about just over the border, Kegworth", ActionSetPlace(),
                          "inform_place", place="kegworth")  # fmt: skip
    assert said.slots["place"] == "place-nwl-kegworth"
    assert said.slots["last_question"] == "grants for a hall in Melton"


async def test_a_wish_that_finds_nothing_begins_its_task_instead_of_being_refused(
    talk: Talk,
) -> None:
    text = "xylophones for a grumpy old soul like me round Melton"
    said = await talk.say(text, intent="find_volunteering", confidence=0.6)
    assert "Melton" in said.text
    assert said.slots["task"]
    assert said.slots["last_question"] == text


async def test_a_wish_that_is_only_guessed_begins_no_task(talk: Talk) -> None:
    said = await talk.say(NONSENSE, intent="find_volunteering", confidence=0.3)
    assert not said.slots.get("task")
    assert said.slots["misses"] == 1


async def test_a_question_about_one_of_a_list_is_answered_from_that_one(talk: Talk) -> None:
    first = await talk.say("help with animals near Narborough", intent="find_volunteering")
    shown = first.slots["shown"]
    said = await talk.say("how far away is the second one")
    assert said.slots["current"] == shown[1]
    assert shown[1] != first.slots["current"]


async def test_he_and_she_lean_on_the_question_before(talk: Talk) -> None:
    await talk.say("My son is 15 and wants something for his Duke of Edinburgh")
    said = await talk.say("does he need a DBS")
    assert said.slots["current"] == "g-dbs-under-16"


async def test_what_nobody_knows_of_a_record_is_not_guessed(talk: Talk) -> None:
    await talk.say("how do we open a bank account for our group")
    said = await talk.say("how long does it take")
    assert said.text.startswith("I do not know that about this:")
    assert "grant" not in said.text


@pytest.mark.parametrize(
    ("text", "intent", "is_asked"),
    [("stop smoking", "stop", True), ("stop", "stop", False), ("toodle pip", "goodbye", False)],
)
async def test_small_talk_in_the_very_words_of_a_record_asks_for_it(
    talk: Talk, text: str, intent: str, is_asked: bool
) -> None:
    said = await talk.say(text, ActionSmallTalk(), intent, 0.95)
    assert bool(said.slots.get("current")) is is_asked
