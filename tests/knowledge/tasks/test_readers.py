"""What people type in answer to a question, read in many wordings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.directory import Directory
from knowledge.site import load_site
from knowledge.tasks.frame import Trouble
from knowledge.tasks.readers import (
    district_options,
    notice_age,
    notice_place,
    notice_sum,
    read_age,
    read_matter,
    read_phrase,
    read_place,
    read_sum,
    read_yes_no,
    what_is_wished,
    without_places,
)
from tests.real_content import ROOT


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Melton", "Melton"),
        ("im in quorn", "Quorn"),
        ("we live in a small village called Hose near Melton", "Hose"),
        ("LE13 0PT", "LE13"),
        ("le11", "LE11"),
        ("what about Syston?", "Syston"),
        ("have you got anything nearer Coalville?", "Coalville"),
        ("Just outside Lutterworth", "Lutterworth"),
        ("my postcode is LE10", "LE10"),
        ("Market Harborough please", "Market Harborough"),
        ("around Kibworth way", "Kibworth Beauchamp"),
        ("Coalvile", "Coalville"),
    ],
)
def test_a_place_as_an_answer(directory: Directory, text: str, name: str) -> None:
    slug = read_place(directory, text)
    assert isinstance(slug, str)
    place = directory.search().gazetteer.get(slug)
    assert place is not None
    assert place.name == name


@pytest.mark.parametrize(
    "text",
    [
        "who is my councillor in Melton?",
        "how do I get a grant in Blaby",
        "can I claim expenses",
        "we are raising money for a new roof on the old school in Hose",
        "I want to know about DBS checks before I say anything more",
    ],
)
def test_a_question_is_no_place(directory: Directory, text: str) -> None:
    assert read_place(directory, text) is None


@pytest.mark.parametrize("text", ["Xyzzyville", "Qwertyham"])
def test_an_unknown_place_is_said_to_be_one(directory: Directory, text: str) -> None:
    found = read_place(directory, text)
    assert isinstance(found, Trouble)
    assert "postcode" in found.text


@pytest.mark.parametrize("text", ["yes", "no", "dunno", "skip", "universal credit", "Nottingham"])
def test_what_is_no_place_is_not_called_one(directory: Directory, text: str) -> None:
    assert not isinstance(read_place(directory, text), str)


def test_a_place_is_noticed_unasked(directory: Directory) -> None:
    assert notice_place(directory, "food bank volunteering in Hinckley") is not None
    assert notice_place(directory, "food bank volunteering") is None
    assert without_places(directory, "grants in Melton for us") == "grants in for us"


def test_the_districts_of_the_site_can_be_tapped(directory: Directory) -> None:
    site = load_site(ROOT / "site.yml")
    options = district_options(directory, site, {})
    assert [item.label for item in options] == site.areas.districts
    for option in options:
        place = directory.search().gazetteer.get(option.value)
        assert place is not None
        assert place.kind == "district"


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("I'm 15", "15"),
        ("im fifteen", "15"),
        ("15", "15"),
        ("she's only 12", "12"),
        ("twenty one", "21"),
        ("16 years old", "16"),
        ("my son is 14 years old", "14"),
        ("nearly 17", "17"),
        ("retired", "18"),
        ("I am in my sixties", "18"),
        ("over 18", "18"),
        ("an adult", "18"),
        ("under 16", "15"),
        ("year 9", "15"),
        ("aged 72", "72"),
    ],
)
def test_an_age_as_an_answer(directory: Directory, text: str, age: str) -> None:
    assert read_age(directory, text) == age


@pytest.mark.parametrize(
    "text", ["Melton", "how old must I be?", "can I do it at 15?", "999", "I live 5 miles away"]
)
def test_no_age(directory: Directory, text: str) -> None:
    assert read_age(directory, text) is None


@pytest.mark.parametrize(
    "text", ["we have 15 members", "a grant of 500 pounds", "within 5 miles", "im 5 miles away"]
)
def test_a_number_is_no_age_unasked(directory: Directory, text: str) -> None:
    assert notice_age(directory, text) is None


@pytest.mark.parametrize(
    ("text", "pounds"),
    [
        ("£500", 500),
        ("500", 500),
        ("about five hundred", 500),
        ("5k", 5000),
        ("ten grand", 10_000),
        ("£2,500", 2500),
        ("between 1000 and 3000", 3000),
        ("a few hundred", 500),
        ("a couple of thousand", 5000),
        ("half of £20k", 20_000),
        ("around 1.5k", 1500),
        ("£1 million", 1_000_000),
        ("a thousand", 1000),
        ("750 quid", 750),
    ],
)
def test_a_sum_as_an_answer(directory: Directory, text: str, pounds: int) -> None:
    assert read_sum(directory, text) == pounds


@pytest.mark.parametrize("text", ["not sure", "lots", "how much can we get?", "£0"])
def test_no_sum(directory: Directory, text: str) -> None:
    assert read_sum(directory, text) is None


def test_a_bare_number_is_no_sum_unasked(directory: Directory) -> None:
    assert notice_sum(directory, "kit for 22 players") is None
    assert notice_sum(directory, "we need £300 for kit for 22 players") == 300


@pytest.mark.parametrize(
    ("text", "value"), [("yep", "yes"), ("no we don't", "no"), ("maybe", None), ("Melton", None)]
)
def test_yes_and_no(directory: Directory, text: str, value: str | None) -> None:
    assert read_yes_no(directory, text) == value


@pytest.mark.parametrize(
    "text", ["walking dogs", "anything with trains", "food bank", "I like old maps"]
)
def test_own_words_are_taken_as_they_stand(directory: Directory, text: str) -> None:
    assert read_matter(directory, text) == text


@pytest.mark.parametrize("text", ["what is there?", "skip", "not sure", "yes", "no", "???", ""])
def test_what_says_nothing_is_no_answer(directory: Directory, text: str) -> None:
    assert read_phrase(directory, text) is None


def test_what_the_directory_surely_answers_is_an_interruption(directory: Directory) -> None:
    assert (
        read_matter(directory, "I am on universal credit and want to volunteer is it allowed")
        is None
    )


@pytest.mark.parametrize(
    ("text", "wished"),
    [
        ("I want to volunteer", ""),
        ("i'd like to volunteer with animals near Blaby", "animals"),
        ("food bank volunteering in Hinckley", "food bank"),
        ("looking for money for a new roof for the village hall", "new roof for the village hall"),
        ("grants for football kit please", "football kit"),
        ("can we get funding", ""),
        ("resident wants to volunteer at a library", "library"),
    ],
)
def test_what_is_left_of_a_wish(directory: Directory, text: str, wished: str) -> None:
    assert what_is_wished(directory, text) == wished


@given(st.text(max_size=80))
def test_readers_take_whatever_is_typed(text: str) -> None:
    for read in (notice_age, read_age, read_sum, notice_sum, read_yes_no, read_phrase):
        read(None, text)  # type: ignore[arg-type]
