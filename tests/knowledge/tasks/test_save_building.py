"""Saving a place: what was said counts, and the right tool, council, group and dates are told."""

from __future__ import annotations

from itertools import product

import pytest

from knowledge.directory import Directory
from knowledge.site import Site, load_site
from knowledge.tasks.frame import UNKNOWN
from knowledge.tasks.questions import words_of
from knowledge.tasks.save_building import TASK
from knowledge.tasks.state import MOST_QUESTIONS, begin, next_question
from tests.knowledge.tasks.conftest import misread, slug, told
from tests.real_content import ROOT

FILE = "save-building"
QUESTIONS = words_of(FILE)["questions"]
NOTICE = "2026-11-10 exact 10 November"


def values(key: str) -> list[str]:
    return [option["value"] for option in QUESTIONS[key]["options"]]


def test_every_entry_that_is_named_stands_in_the_content(directory: Directory) -> None:
    words = words_of(FILE)
    named = {*words["tools"].values(), *words["further"], *words["further_dates"]}
    assert {record.slug for record in directory.records(named)} == named


def test_every_kind_of_group_has_its_text_and_its_rule() -> None:
    words = words_of(FILE)
    for group in values("group"):
        rule, text = words["groups"][group], words["says"][f"group_{group}"]
        assert ("cannot nominate" in text.replace("\n", " ")) is not rule["nominate"], group
        denied = "cannot ask for the" in text or "or ask for the" in text
        assert denied is not rule["pause"], group


@pytest.mark.parametrize(
    ("key", "value", "texts"),
    [
        ("what", "pub", ["the pub", "our local boozer", "The Red Lion inn", "a working mens club"]),
        ("what", "shop", ["village shop", "the post office", "our cafe"]),
        ("what", "hall", ["the village hall", "community centre", "scout hut"]),
        ("what", "library", ["the library"]),
        ("what", "ground", ["our cricket pitch", "football ground", "the pavilion"]),
        ("what", "field", ["a field", "the park", "woods", "a bit of land", "allotments"]),
        ("what", "church", ["the chapel", "methodist church"]),
        ("what", "other", ["an old cinema", "something else", "a school"]),
        (
            "listed",
            "yes",
            ["yes", "it is listed", "yes it's an ACV", "it's on the list", "i think so"],
        ),
        (
            "listed",
            "no",
            [
                "no",
                "not listed",
                "it isn't",
                "not yet",
                "it's not on the list",
                "it was never listed",
            ],
        ),
        ("owner", "council", ["the council", "the parish council owns it", "district council"]),
        ("owner", "church", ["the diocese", "church of england", "it belongs to the methodists"]),
        ("owner", "charity", ["a charity", "the trustees", "held by a trust"]),
        ("owner", "private", ["a brewery", "some developer", "private", "a farmer", "a family"]),
        ("group", "informal", ["a residents group", "just a few of us", "campaign group"]),
        ("group", "parish", ["the parish council", "I'm the parish clerk", "town council"]),
        ("group", "charity", ["a charity", "we are a CIO"]),
        ("group", "society", ["a CIC", "community benefit society", "we're a co-op"]),
        ("group", "guarantee", ["company limited by guarantee"]),
        ("group", "forum", ["neighbourhood forum"]),
        ("group", "business", ["a limited company", "we are investors"]),
        ("group", "alone", ["just me", "nobody yet", "no one"]),
    ],
)
def test_answers_in_many_words(
    directory: Directory, key: str, value: str, texts: list[str]
) -> None:
    assert not misread(TASK, directory, key, value, texts)


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("they want to close our pub", {"what": "pub"}),
        (
            "our village hall in Bottesford is owned by the parish council and not listed",
            {"what": "hall", "owner": "council", "listed": "no"},
        ),
        (
            "the brewery is selling the pub in Syston, council got the notice on 3 November",
            {"what": "pub", "owner": "private", "notice": "2026-11-03 exact 3 November"},
        ),
        (
            "We are a CIO and the chapel in Coalville belongs to the methodists",
            {"what": "church", "owner": "church", "group": "charity"},
        ),
        (
            "the shop is an ACV and no notice has been given",
            {"what": "shop", "listed": "yes", "notice": "none"},
        ),
        ("save our building", {}),
        ("save our school", {"what": "other"}),
    ],
)
def test_what_was_said_already_is_taken(
    directory: Directory, text: str, given: dict[str, str]
) -> None:
    found = dict(begin(directory, TASK, text, None).answers)
    found.pop("place", None)
    assert found == given


def asked(directory: Directory, text: str, replies: dict[str, str]) -> list[str]:
    """The keys that are asked, in order, when each is answered as given, else not known."""
    state, keys = begin(directory, TASK, text, None), []
    while (question := next_question(TASK, state)) is not None:
        keys.append(question.key)
        state = state.asking(question).answered({question.key: replies.get(question.key, UNKNOWN)})
    return keys


def test_no_more_than_five_are_asked_whatever_is_answered(directory: Directory) -> None:
    for listed, notice in product((UNKNOWN, "yes", "no"), (UNKNOWN, "none", NOTICE)):
        keys = asked(directory, "", {"listed": listed, "notice": notice})
        assert len(keys) <= MOST_QUESTIONS
        assert keys[-1] == "group"
        assert ("notice" in keys) is (listed == "yes")
        assert ("owner" in keys) is (listed != "yes")


def test_a_notice_makes_other_questions_needless(directory: Directory) -> None:
    keys = asked(directory, "council received the notice on 3 November for the pub in Syston", {})
    assert keys == ["group"]
    assert asked(directory, "council got the owner's notice on 3 November", {}) == [
        "place",
        "group",
    ]


def test_dates_are_shown_as_soon_as_the_day_is_known(directory: Directory) -> None:
    assert TASK.has_enough({"notice": NOTICE})
    for answers in ({}, {"what": "pub"}, {"notice": "none"}, {"notice": UNKNOWN}):
        assert not TASK.has_enough(answers)


def test_the_dates_come_with_rule_and_council(directory: Directory, site: Site) -> None:
    answers = {"what": "pub", "place": slug(directory, "Syston"), "notice": NOTICE}
    text = told(TASK, directory, site, answers)
    for words in (
        "Monday 21 December 2026",
        "Sunday 9 May 2027",
        "Tuesday 9 May 2028",
        "section 95(3) and (6)",
        "Charnwood Borough Council",
        "20 days left",
    ):
        assert words in text
    assert "10 November" in TASK.say_back(directory, answers)


@pytest.mark.parametrize(
    "area", [*load_site(ROOT / "site.yml").areas.districts, "Leicester", "Rutland"]
)
def test_each_place_gets_its_own_council_and_no_other(
    directory: Directory, site: Site, area: str
) -> None:
    found = TASK.answer(directory, site, {"what": "pub", "place": slug(directory, area)})
    councils = [card for card in found.reply.cards if card.kind in ("contact", "organisation")]
    assert councils
    assert all(area.split()[0] in card.title for card in councils)
    assert any("communit" in card.title.lower() for card in councils)
    assert found.place == slug(directory, area)


def test_where_the_place_is_not_known_no_council_is_listed(
    directory: Directory, site: Site
) -> None:
    found = TASK.answer(directory, site, {"what": "pub"})
    assert not [card for card in found.reply.cards if card.kind == "contact"]
    assert "I do not know where the place is" in found.reply.text


@pytest.mark.parametrize("place", [None, "Melton"])
def test_every_combination_gets_an_answer_that_is_true_to_the_rules(
    directory: Directory, site: Site, place: str | None
) -> None:
    where = {"place": slug(directory, place)} if place else {}
    pairs = [(what, UNKNOWN) for what in values("what")]
    for what, group in [*pairs, *(("pub", group) for group in (UNKNOWN, *values("group")))]:
        for listed, notice, owner in (
            (UNKNOWN, UNKNOWN, UNKNOWN),
            ("yes", "none", UNKNOWN),
            ("yes", NOTICE, UNKNOWN),
            ("no", UNKNOWN, "council"),
            ("no", UNKNOWN, "church"),
        ):
            answers = {"what": what, "group": group, "listed": listed, "notice": notice}
            found = TASK.answer(directory, site, {**answers, "owner": owner, **where})
            text = found.reply.text
            assert "29 April 2026" in text
            assert "first refusal" not in text
            assert found.listed
            if group in ("informal", "forum"):
                assert "cannot ask for the" in text
            for card in found.reply.cards:
                assert all(line in text for line in (card.summary, card.source))


def test_a_council_s_own_place_is_offered_a_transfer(directory: Directory, site: Site) -> None:
    text = told(TASK, directory, site, {"what": "hall", "listed": "no", "owner": "council"})
    assert "asset transfer" in text
    assert "nominated" in text


def test_a_notice_for_what_is_not_listed_is_said_not_to_count(
    directory: Directory, site: Site
) -> None:
    text = told(TASK, directory, site, {"listed": "no", "notice": NOTICE})
    assert "count only for a place that is on the list" in text


def test_the_new_right_is_told_as_it_stands(directory: Directory, site: Site) -> None:
    text = told(TASK, directory, site, {"what": "pub"})
    assert "We found nothing that shows it has started" in text
