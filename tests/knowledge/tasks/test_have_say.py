"""Having a say: who decides, which council that is here, and how to be heard."""

from __future__ import annotations

import pytest

from knowledge.directory import Directory
from knowledge.local_words import local_entries
from knowledge.models import Organisation
from knowledge.site import Site
from knowledge.tasks.frame import UNKNOWN
from knowledge.tasks.have_say import FILE, TASK, asks_who_decides, wants_a_say
from knowledge.tasks.questions import words_of
from knowledge.tasks.state import begin, next_question
from tests.knowledge.tasks.conftest import slug, told


def test_every_entry_that_is_named_stands_in_the_content(directory: Directory) -> None:
    words = words_of(FILE)
    named = set(words["further"])
    for name, way in words["ways"].items():
        named |= {*way.values(), *local_entries("ways", name)}
    for name, guide in words["communities"].items():
        named |= {guide, *local_entries("communities", name)}
    assert {record.slug for record in directory.records(named)} == named


def test_every_body_that_speaks_for_a_community_can_be_reached(directory: Directory) -> None:
    communities = words_of(FILE)["communities"]
    named = {body for name in communities for body in local_entries("communities", name)}
    assert len(named) >= len(communities)
    known = {
        record.slug
        for record in directory.records(named)
        if isinstance(record, Organisation) and record.represents
    }
    assert named == known


@pytest.mark.parametrize(
    ("matter", "place", "council"),
    [
        ("roads", "Syston", "Leicestershire County Council decides"),
        ("bins", "Syston", "Charnwood Borough Council decides"),
        ("planning", "Bottesford", "Melton Borough Council decides"),
        ("adult-social-care", "Hinckley", "Leicestershire County Council decides"),
        ("roads", "Oakham", "Rutland County Council decides. It is the one main council"),
        ("bins", "Leicester", "Leicester City Council decides. It is the one main council"),
        ("allotments", "Oadby", "parish or town council looks after this. Oadby and Wigston"),
    ],
)
def test_who_decides_here(
    directory: Directory, site: Site, matter: str, place: str, council: str
) -> None:
    text = told(TASK, directory, site, {"matter": matter, "place": slug(directory, place)})
    assert council in text
    assert "Source:" in text


def test_without_a_place_the_kind_of_council_is_said(directory: Directory, site: Site) -> None:
    assert "the county council decides" in told(TASK, directory, site, {"matter": "roads"})
    assert "district or borough council decides" in told(TASK, directory, site, {"matter": "bins"})


def test_what_councils_do_not_decide_is_sent_on(directory: Directory, site: Site) -> None:
    text = told(TASK, directory, site, {"matter": "nhs"})
    assert "councils do not decide this" in text
    assert "Healthwatch" in text


def test_what_no_page_says_is_not_guessed(directory: Directory, site: Site) -> None:
    where = slug(directory, "Hinckley")
    text = told(TASK, directory, site, {"matter": "the colour of the sky", "place": where})
    assert "I will not guess" in text
    assert "Hinckley and Bosworth Borough Council" in text


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"matter": "roads", "way": "petition"}, "10,000"),
        ({"matter": "bins", "way": "petition"}, "petition"),
        ({"matter": "planning", "way": "meeting"}, "Charnwood"),
        ({"matter": "planning", "way": "consultation"}, "comment"),
        ({"matter": "nhs", "way": "complaint"}, "Healthwatch"),
        ({"matter": "roads", "way": "complaint"}, "Ombudsman"),
        ({"matter": "allotments", "way": "meeting"}, "clerk"),
        ({"way": "councillor"}, "councillor"),
    ],
)
def test_the_way_fits_the_matter(
    directory: Directory, site: Site, answers: dict[str, str], words: str
) -> None:
    given = {"place": slug(directory, "Syston"), **answers}
    assert words in told(TASK, directory, site, given)


def test_a_place_with_its_own_rule_gets_it(directory: Directory, site: Site) -> None:
    text = told(TASK, directory, site, {"way": "meeting", "place": slug(directory, "Coalville")})
    assert "three clear working days" in text
    assert "North West Leicestershire District Council" in text


@pytest.mark.parametrize(
    ("text", "community", "body"),
    [
        ("we are a deaf group and want to be heard", "disabled", "Equalities Challenge Group"),
        ("how can our mosque have a say", "faith", "Federation of Muslim Organisations"),
        ("we are young and nobody listens", "young", "CYCLe"),
        ("travellers want a voice", "travellers", "GATE"),
    ],
)
def test_a_community_finds_who_speaks_for_it(
    directory: Directory, site: Site, text: str, community: str, body: str
) -> None:
    state = begin(directory, TASK, text, None)
    assert state.answers["community"] == community
    assert body in told(TASK, directory, site, state.answers)


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("who decides about potholes in Syston?", True),
        ("which council is responsible for bins", True),
        ("who is in charge of the allotments", True),
        ("is it county or district for planning", True),
        ("whose job is the street lighting", True),
        ("Who makes the decisions on libraries?", True),
        ("who decides what my pension is", True),
        ("who runs the parks in Oadby", True),
        ("who looks after the play area", True),
        ("which council am I under", False),
        ("who runs the food bank", False),
        ("bins", False),
        ("who decides", False),
        ("how do I complain about potholes", False),
    ],
)
def test_the_question_who_decides_is_known(directory: Directory, text: str, asks: bool) -> None:
    assert asks_who_decides(directory, text) is asks


def test_only_what_is_missing_is_asked(directory: Directory) -> None:
    state = begin(directory, TASK, "who decides about potholes in Syston?", None)
    assert state.answers["matter"] == "roads"
    question = next_question(TASK, state)
    assert question is not None
    assert question.key == "way"


def test_the_place_is_not_asked_for_what_parliament_decides(directory: Directory) -> None:
    state = begin(directory, TASK, "who decides about universal credit", None)
    question = next_question(TASK, state)
    assert question is not None
    assert question.key == "way"


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("matter", "potholes", "roads"),
        ("matter", "they want to build 200 houses behind us", "planning"),
        ("matter", "the clock tower", "the clock tower"),
        ("matter", "what can a councillor do for me?", None),
        ("way", "petition", "petition"),
        ("way", "I'd like to talk to my councillor", "councillor"),
        ("way", "ask a question at the meeting", "meeting"),
        ("way", "make a complaint", "complaint"),
        ("way", "fill in the survey", "consultation"),
    ],
)
def test_answers_in_many_words(
    directory: Directory, key: str, text: str, value: str | None
) -> None:
    question = TASK.question(key)
    assert question is not None
    assert question.read(directory, text) == value


def test_the_text_says_all_that_the_cards_say(directory: Directory, site: Site) -> None:
    where = slug(directory, "Syston")
    for way in words_of(FILE)["ways"]:
        found = TASK.answer(directory, site, {"matter": "bins", "place": where, "way": way})
        for card in found.reply.cards:
            for line in (card.summary, card.source):
                assert line in found.reply.text


def test_with_nothing_known_it_still_helps(directory: Directory, site: Site) -> None:
    found = TASK.answer(directory, site, {"matter": UNKNOWN})
    assert found.reply.text
    assert found.reply.choices
    assert TASK.say_back(directory, {}) == ""


@pytest.mark.parametrize("area", ["Oakham", "Leicester"])
@pytest.mark.parametrize("matter", ["roads", "bins", "planning"])
def test_where_one_council_decides_the_county_s_rules_are_not_told(
    directory: Directory, site: Site, matter: str, area: str
) -> None:
    where = slug(directory, area)
    for way in words_of(FILE)["ways"]:
        text = told(TASK, directory, site, {"matter": matter, "place": where, "way": way})
        assert "Petition to Leicestershire County Council" not in text
        assert "10,000 signatures" not in text


def test_a_way_that_no_page_tells_is_said_not_to_be_known(directory: Directory, site: Site) -> None:
    answers = {"matter": "roads", "place": slug(directory, "Oakham"), "way": "petition"}
    text = told(TASK, directory, site, answers)
    assert "no page that says how this works there. Rutland County Council" in text


@pytest.mark.parametrize(
    ("text", "wants"),
    [
        ("we are a group of somali mums and want the council to listen", True),
        ("disabled people here need to be heard", True),
        ("I'd like to have a say on the new estate", True),
        ("nobody listens to us", True),
        ("how can we have our say?", False),
        ("want to listen to music", False),
        ("I want to volunteer", False),
    ],
)
def test_a_wish_to_be_heard_is_known(directory: Directory, text: str, wants: bool) -> None:
    assert wants_a_say(directory, text) is wants
