"""Single questions and what must come of each: closed funds, places, follow-ups, nothing at all."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest

from knowledge.answers import NEIGHBOURS, Outcome, Wish, answer, others, show
from knowledge.asked_on import about
from knowledge.composing import LIKELIEST
from knowledge.directory import Directory
from knowledge.leading import leading_sentence
from knowledge.models import Guidance, Record
from knowledge.phrases import opening_words
from tests.knowledge.reading import place, says, slug_of

FUNDS = Wish("fund", "funding")
ROLES = Wish("opportunity", "volunteering")


@pytest.fixture(scope="module")
def closed(records: Sequence[Record]) -> list[Record]:
    return [record for record in records if record.kind == "fund" and record.status == "closed"]


def test_a_closed_fund_is_explained_when_it_is_asked_for_by_name(
    directory: Directory, closed: list[Record]
) -> None:
    assert len(closed) > 5
    for fund in closed[::3]:
        for wish in (Wish(), Wish("fund", "funding")):
            found = answer(directory, fund.name, wish)
            titles = [card.title for card in found.reply.cards]
            assert fund.name in titles, fund.slug
            assert "Closed when we last saw its page" in found.reply.text, fund.slug


@pytest.mark.parametrize(
    "text",
    ["grants for a hall roof", "money for sport", "community grants from the county council",
     "help with energy bills for our building", "grants for the jubilee"],
)  # fmt: skip
def test_a_closed_fund_is_never_offered(
    directory: Directory, closed: list[Record], text: str
) -> None:
    hidden = {fund.name for fund in closed}
    for where in ("Melton", "Coalville", "Hinckley"):
        found = answer(directory, f"{text} in {where}", FUNDS)
        listed = {record.name for record in directory.records(found.listed)}
        assert not hidden & listed


def test_every_example_that_the_assistant_gives_gets_an_answer(directory: Directory) -> None:
    """Whoever follows the words of an opening must not be told that nothing was found."""
    kinds = {"find_funding": "fund", "find_volunteering": "opportunity",
             "find_local_help": "service"}  # fmt: skip
    tried = 0
    for task in ("find_funding", "find_volunteering", "find_local_help", "save_building"):
        words = opening_words(task)
        assert words is not None
        for example in re.findall(r"'([^']+)'", words[0]):
            tried += 1
            found = answer(directory, example, Wish(kinds.get(task)))
            assert found.outcome is Outcome.SURE, example
    assert tried > 5


def test_what_is_like_no_one_record_still_gets_the_list_that_was_wished_for(
    directory: Directory,
) -> None:
    text = "something practical in Wigston"
    assert answer(directory, text).outcome is not Outcome.SURE
    found = answer(directory, text, ROLES)
    assert {card.kind for card in found.reply.cards} == {"opportunity"}
    assert answer(directory, "asdf qwer", ROLES).outcome is Outcome.NOTHING


def test_who_is_sent_to_their_own_council_is_given_it(directory: Directory) -> None:
    found = answer(directory, "who is my councillor in Coalville")
    contacts = [line for line in found.reply.cards[0].details if line.startswith("Contact")]
    assert any("North West Leicestershire District Council" in line for line in contacts)
    assert "North West Leicestershire District Council" in found.reply.text
    other = answer(directory, "can i volunteer on universal credit, i live in Coalville")
    assert "District Council" not in other.reply.text


def test_withheld_records_are_never_shown(
    directory: Directory, all_records: Sequence[Record]
) -> None:
    withheld = [record for record in all_records if record.is_withheld]
    assert withheld
    for record in withheld:
        assert show(directory, record.slug) is None
        assert about(directory, record.slug, "how much does it cost") is None
        found = answer(directory, record.name)
        assert record.name not in [card.title for card in found.reply.cards]
        assert record.slug not in found.listed


@pytest.mark.parametrize(
    "text", ["", "   ", "🙂", "\0", "asdfgh qwerty", "a" * 1000, "zzz? and zzz?"]
)
def test_nonsense_is_answered_with_nothing(directory: Directory, text: str) -> None:
    found = answer(directory, text)
    assert found.outcome is Outcome.NOTHING
    assert (found.reply.cards, found.reply.choices, found.listed) == ([], [], ())


def test_the_same_question_gets_the_same_answer(directory: Directory) -> None:
    for text, wish in (("grants in melton", FUNDS), ("volunteering", ROLES), ("dbs", Wish())):
        assert answer(directory, text, wish) == answer(directory, text, wish)


@pytest.mark.parametrize(
    ("text", "words_said"),
    [
        ("who is my councillor in Coalville", "Coalville is in North West Leicestershire."),
        ("who is my councillor in Coalvile", "I read 'Coalvile' as Coalville."),
        ("food bank LE2 6", "LE2 is mainly in Leicester, but parts are in"),
        ("food bank in Ashby", "I took this to mean Ashby-de-la-Zouch in North West"),
    ],
)
def test_the_place_that_was_understood_is_said_first(
    directory: Directory, text: str, words_said: str
) -> None:
    assert answer(directory, text).reply.text.startswith(words_said)


def test_a_place_from_before_counts_without_being_said_again(directory: Directory) -> None:
    coalville = place(directory, "Coalville")
    found = answer(directory, "who is my councillor", Wish(place=coalville))
    assert found.place == coalville.slug
    assert "Coalville is in" not in found.reply.text
    assert answer(directory, "who is my councillor").place is None


def test_a_list_without_a_place_asks_for_it_and_one_with_a_place_does_not(
    directory: Directory,
) -> None:
    asks = "Tell me your town, village or postcode"
    assert asks in answer(directory, "grants", FUNDS).reply.text
    assert asks not in answer(directory, "grants in Melton", FUNDS).reply.text


def test_contacts_follow_the_place(directory: Directory) -> None:
    """Each district council lists its own assets of community value."""
    councils = {
        "Melton Mowbray": "Melton",
        "Coalville": "North West Leicestershire",
        "Hinckley": "Hinckley",
    }
    for town, own in councils.items():
        found = show(directory, "acv-which-council", place(directory, town))
        assert found is not None
        contacts = [line for line in found.reply.cards[0].details if line.startswith("Contact")]
        assert any(own in line for line in contacts), contacts
        others_named = [name for name in councils.values() if name != own]
        assert not any(name in line for line in contacts for name in others_named), contacts


def test_two_sure_questions_in_one_message_get_two_answers(directory: Directory) -> None:
    found = answer(
        directory,
        "can i volunteer on universal credit? and what is the community right to bid?",
    )
    assert found.reply.text.startswith("You asked two things.")
    assert {"g-universal-credit", "acv-what-is-community-right-to-bid"} == set(found.listed)
    assert len(found.reply.cards) == 2
    for card in found.reply.cards:
        assert says(found.reply.text, card.summary)


def test_one_question_with_and_in_it_gets_one_answer(directory: Directory) -> None:
    found = answer(directory, "can i and my friend volunteer on universal credit?")
    assert not found.reply.text.startswith("You asked two things.")


@pytest.mark.parametrize(
    "text",
    ["what is community asset transfer and is it free",
     "what is social investment and how soon do we pay it back"],
)  # fmt: skip
def test_a_half_that_names_nothing_is_about_the_other_half(directory: Directory, text: str) -> None:
    found = answer(directory, text)
    assert not found.reply.text.startswith("You asked two things.")
    assert found.current == answer(directory, text.split(" and ")[0]).current


def test_what_is_on_the_screen_can_be_left_out(directory: Directory) -> None:
    first = answer(directory, "can i volunteer on universal credit")
    assert first.current == "g-universal-credit"
    again = answer(directory, "can i volunteer on universal credit", without=(first.current,))
    assert again.current != first.current
    assert first.current not in again.listed


def test_a_record_is_shown_whole_with_neighbours_and_never_itself(directory: Directory) -> None:
    found = show(directory, "fund-village-halls-small")
    assert found is not None
    assert found.outcome is Outcome.SURE
    assert found.current == "fund-village-halls-small"
    assert 0 < len(found.reply.choices) <= NEIGHBOURS
    assert found.current not in [slug_of(choice) for choice in found.reply.choices]
    card = found.reply.cards[0]
    assert all(says(found.reply.text, line) for line in card.details)


def test_an_unknown_record_is_not_shown(directory: Directory) -> None:
    for slug in ("no-such-record", "", "'; --", "x" * 500):
        assert show(directory, slug) is None
        assert about(directory, slug, "how much") is None


def test_the_fact_that_was_asked_for_comes_first(directory: Directory) -> None:
    found = answer(directory, "how long is the pause if our pub is sold, community right to bid")
    lead = found.reply.text.split("\n\n")[0]
    assert re.search(r"\b(six|6|five|5)\b.*\b(weeks?|months?|years?)\b", lead)


def test_a_question_about_the_record_on_the_screen_is_answered_from_it(
    directory: Directory, records: Sequence[Record]
) -> None:
    fund = next(item for item in records if item.kind == "fund" and card_has(item, "How to apply"))
    found = about(directory, fund.slug, "how do we apply")
    assert found is not None
    assert found.reply.text.startswith(f"{fund.name}:\nHow to apply: ")
    assert "Source: " in found.reply.text
    assert (found.outcome, found.current) == (Outcome.SURE, fund.slug)
    assert about(directory, fund.slug, "is there parking") is None


def card_has(record: Record, label: str) -> bool:
    return bool(getattr(record, label.lower().replace(" ", "_"), None))


def test_other_records_leave_out_those_already_shown(directory: Directory) -> None:
    question = "grants for a village hall"
    first = {hit.slug for hit in others(directory, question, [])}
    again = {hit.slug for hit in others(directory, question, first)}
    assert len(first) == len(again) == NEIGHBOURS
    assert not first & again


def test_every_guidance_leads_with_a_sentence_of_its_own(records: Sequence[Record]) -> None:
    """The first line of an answer is chosen, never written."""
    asked = ("how long does it take", "how much does it cost", "how many people, what age")
    led = 0
    for record in records:
        if not isinstance(record, Guidance):
            continue
        own = " ".join(
            [record.answer, *(f"{item['what']}: {item['length']}." for item in record.time_limits)]
        )
        for question in asked:
            lead = leading_sentence(record, question)
            led += lead is not None
            assert lead is None or says(own, lead), record.slug
        assert leading_sentence(record, "who decides") is None, record.slug
    assert led > 100


def test_who_is_unsure_answers_with_the_likeliest_and_offers_the_others(
    directory: Directory,
) -> None:
    guesses = 0
    for text in ("the owner and the rules", "hall and the money and the people", "the list of who",
                 "papers for the lady", "is it on their list", "what about the roof"):  # fmt: skip
        found = answer(directory, text)
        if found.outcome is not Outcome.UNSURE or found.current is None:
            continue
        guesses += 1
        reply = found.reply
        assert reply.text.startswith(LIKELIEST), text
        assert len(reply.cards) == 1, text
        assert found.listed[0] == found.current, text
        assert [slug_of(choice) for choice in reply.choices[:-1]] == list(found.listed[1:]), text
        assert all(f"- {record.name}" in reply.text
                   for record in directory.records(found.listed[1:])), text  # fmt: skip
    assert guesses


def test_a_second_question_in_few_words_is_answered_too(directory: Directory) -> None:
    found = answer(directory, "what age must I be to volunteer and do they pay bus fares")
    assert found.reply.text.startswith("You asked two things.")
    assert len(found.reply.cards) == 2


def test_a_clear_question_is_answered_before_the_list_that_was_guessed(
    directory: Directory,
) -> None:
    text = "our new volunteer begins on Monday, how do we welcome and train her"
    found = answer(directory, text, ROLES)
    assert found.reply.cards[0].kind == "guidance"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("citizens advice phone number, I am in Melton", "Citizens Advice LeicesterShire"),
        ("what number is the samaritans", "Samaritans"),
    ],
)
def test_a_body_that_is_asked_for_by_name_stands_alone(
    directory: Directory, text: str, name: str
) -> None:
    found = answer(directory, text, Wish("service", "support-services"))
    assert [card.title for card in found.reply.cards] == [name]
    assert found.of_kind is None


@pytest.mark.parametrize("text", ["help for veterans", "english lessons for my husband"])
def test_an_answer_stands_without_a_list_that_is_not_about_it(
    directory: Directory, text: str
) -> None:
    found = answer(directory, text, Wish("service", "support-services"))
    assert [card.kind for card in found.reply.cards] == ["guidance"]
