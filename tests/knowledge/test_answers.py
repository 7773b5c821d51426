"""Every answer of a sample over the real content keeps to what all answers promise."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import pytest

from knowledge.answers import LISTED, Answer, Outcome, Wish, answer
from knowledge.composing import each_name_once
from knowledge.directory import Directory
from knowledge.models import Record
from knowledge.replies import Card
from tests.knowledge.reading import says, slug_of

LONGEST_LABEL = 92
NONE_OF_THESE = "None of these"
WISHES = (
    Wish(),
    Wish("fund", "funding"),
    Wish("opportunity", "volunteering"),
    Wish("service", "support-services"),
    Wish(None, "community-rights"),
)
BARE = (
    ("grants in melton", WISHES[1]), ("money for a hall", WISHES[1]), ("volunteering", WISHES[2]),
    ("somewhere to help out near Ashby", WISHES[2]), ("food bank LE2 6", WISHES[3]),
    ("dbs", WISHES[0]), ("help our group", WISHES[0]), ("how long", WISHES[4]),
    ("registering", WISHES[0]), ("forms", WISHES[0]),
)  # fmt: skip


@pytest.fixture(scope="module")
def answers(directory: Directory, records: Sequence[Record]) -> list[tuple[str, Wish, Answer]]:
    """Answers to questions of every sort: the content's own ways of asking, and bare wishes."""
    asked = [record.also_asked[0] for record in records if record.also_asked][::23]
    questions = [(text, WISHES[row % len(WISHES)]) for row, text in enumerate(asked)]
    return [(text, wish, answer(directory, text, wish)) for text, wish in [*questions, *BARE]]


def test_the_sample_holds_every_outcome_but_nothing(
    answers: list[tuple[str, Wish, Answer]],
) -> None:
    outcomes = {found.outcome for _, _, found in answers}
    assert outcomes >= {Outcome.SURE, Outcome.UNSURE}
    assert len(answers) > 40


def test_every_reply_says_source_and_age_of_every_card(
    answers: list[tuple[str, Wish, Answer]],
) -> None:
    for text, _, found in answers:
        reply = found.reply
        assert reply.cards, text
        assert reply.text.count("Source: ") >= len(reply.cards), text
        for card in reply.cards:
            assert says(reply.text, card.source), text
            assert says(reply.text, card.checked), text
            assert card.url is None or says(reply.text, card.url), text


def test_the_text_alone_names_and_sums_up_every_card(
    answers: list[tuple[str, Wish, Answer]],
) -> None:
    for text, _, found in answers:
        for card in found.reply.cards:
            assert says(found.reply.text, card.summary), text
            assert card.kind == "guidance" or says(found.reply.text, card.title), text


def test_no_reply_says_what_only_a_machine_would(
    answers: list[tuple[str, Wish, Answer]],
) -> None:
    for text, _, found in answers:
        said = found.reply.text
        assert not re.search(r"\bnan\b|[{}]|\bTrue\b|: None\b(?! to)|\n{3,}|choose_entry", said), (
            text
        )
        assert said == said.strip(), text


def test_none_of_these_is_offered_only_when_unsure(
    answers: list[tuple[str, Wish, Answer]],
) -> None:
    for text, _, found in answers:
        labels = [choice.label for choice in found.reply.choices]
        assert (NONE_OF_THESE in labels) == (found.outcome is Outcome.UNSURE), text
        if NONE_OF_THESE in labels:
            assert labels[-1] == NONE_OF_THESE, text
            assert found.reply.text.startswith(("I am not sure", "I took", "I read")) or (
                "I am not sure which of these you mean" in found.reply.text
            ), text


def test_choices_are_short_each_once_and_lead_to_records_that_may_be_shown(
    answers: list[tuple[str, Wish, Answer]], records: Sequence[Record]
) -> None:
    known = {record.slug for record in records}
    for text, _, found in answers:
        choices = [choice for choice in found.reply.choices if choice.label != NONE_OF_THESE]
        assert len({choice.payload for choice in choices}) == len(choices), text
        assert len({choice.label for choice in choices}) == len(choices), text
        for choice in choices:
            assert 0 < len(choice.label) <= LONGEST_LABEL, choice.label
            assert slug_of(choice) in known, text


def test_what_is_remembered_is_what_was_shown(
    answers: list[tuple[str, Wish, Answer]], directory: Directory
) -> None:
    for text, _, found in answers:
        offered = [slug_of(c) for c in found.reply.choices if c.label != NONE_OF_THESE]
        assert found.listed, text
        assert set(found.listed) <= {*offered, found.current}, text
        names = [record.name for record in directory.records(found.listed)]
        assert len(names) == len(set(found.listed)) == len(found.listed), text
        if found.current is not None:
            shown = directory.records([found.current])[0]
            assert shown.name == found.reply.cards[0].title, text


def test_lists_hold_what_was_wished_for_and_nothing_closed(
    answers: list[tuple[str, Wish, Answer]], directory: Directory
) -> None:
    lists = 0
    for text, wish, found in answers:
        is_list = found.outcome is Outcome.SURE and len(found.reply.cards) > 1
        if wish.kind is None or not is_list:
            continue
        lists += 1
        listed = directory.records(found.listed)
        assert {record.kind for record in listed} == {wish.kind}, text
        assert "closed" not in {record.status for record in listed[1:]}, text
        assert len(listed) <= LISTED, text
        assert f"1. {listed[0].name}" in found.reply.text, text
    assert lists > 5


def test_cards_of_one_reply_differ(answers: list[tuple[str, Wish, Answer]]) -> None:
    for text, _, found in answers:
        cards: list[Card] = found.reply.cards
        assert len({(card.kind, card.title) for card in cards}) == len(cards), text


def test_two_records_of_one_name_make_one_button(directory: Directory) -> None:
    first, second, third = directory.search().find("money for a village hall", limit=3).hits
    alike = [first, replace(second, name=first.name), third]
    assert each_name_once(alike) == [first, third]
