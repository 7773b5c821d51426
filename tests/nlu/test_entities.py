"""What is found in a text, by the project's own spaCy pipeline."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.components.signpost_entities import MASKED_TEXT, SignpostEntities
from nlu.entities.found import Found, settled
from nlu.entities.masking import masked
from nlu.entities.names import read_names
from nlu.entities.pipeline import Finder
from tests.nlu.conftest import CONTEXT, part_of_config


@pytest.fixture(scope="module")
def finder() -> Finder:
    return Finder(
        read_names(
            Path("knowledge/content"),
            Path("knowledge/content/words/places-that-are-words.yml"),
            Path("knowledge/content/words/far-places.yml"),
        )
    )


def values(finder: Finder, text: str, kind: str) -> list[str | int]:
    return [one.value for one in finder.find(text) if one.kind == kind]


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("grants in Coalville", "place-nwl-coalville"),
        ("GRANTS IN COALVILLE", "place-nwl-coalville"),
        ("i live in ashby de la zouch", "place-nwl-ashby-de-la-zouch"),
        ("Ashby-de-la-Zouch", "place-nwl-ashby-de-la-zouch"),
    ],
)
def test_places_in_any_case_hyphens_or_not(finder: Finder, text: str, slug: str) -> None:
    assert slug in values(finder, text, "place")


@pytest.mark.parametrize(
    ("text", "is_place"),
    [
        ("the heather is in flower", False),
        ("we met in heather", True),
        ("a hall near Heather", True),
        ("Heather", True),
        ("who is heather", False),
        ("a wing of the hospital", False),
        ("grants from Wing", True),
    ],
)
def test_a_name_that_is_a_word_counts_only_where_it_is_meant(
    finder: Finder, text: str, is_place: bool
) -> None:
    assert bool(values(finder, text, "place")) == is_place


@pytest.mark.parametrize(
    ("text", "postcode"),
    [
        ("LE13 0PT", "LE13 0PT"),
        ("le130pt", "LE13 0PT"),
        ("my postcode is le13", "LE13"),
        ("LE13 0", "LE13 0"),
        ("le13 0p", "LE13 0P"),
        ("NG1 5FS please", "NG1 5FS"),
    ],
)
def test_postcodes_whole_outward_and_half_typed(finder: Finder, text: str, postcode: str) -> None:
    assert values(finder, text, "postcode") == [postcode]


@pytest.mark.parametrize("text", ["M1 motorway", "form A4", "b2", "5 am", "£5k", "G8 talks"])
def test_what_is_no_postcode(finder: Finder, text: str) -> None:
    assert values(finder, text, "postcode") == []


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("I'm 15", 15),
        ("my son is 12", 12),
        ("14 year old", 14),
        ("a 14-year-old", 14),
        ("aged 16", 16),
        ("over 60s club", 60),
        ("14yo", 14),
        ("she's nearly 80", 80),
    ],
)
def test_ages(finder: Finder, text: str, years: int) -> None:
    assert values(finder, text, "age") == [years]


@pytest.mark.parametrize(
    "text", ["I'm 15 miles away", "over 20 people", "it is 30 days", "under 500 pounds", "aged"]
)
def test_what_is_no_age(finder: Finder, text: str) -> None:
    assert values(finder, text, "age") == []


@pytest.mark.parametrize(
    ("text", "pounds"),
    [
        ("£500", 500),
        ("£2,500.50", 2500),
        ("5k", 5000),
        ("10 grand", 10000),
        ("500 quid", 500),
        ("£1.5 million", 1_500_000),
        ("£5k", 5000),
        ("2 thousand pounds", 2000),
    ],
)
def test_money_in_whole_pounds(finder: Finder, text: str, pounds: int) -> None:
    assert values(finder, text, "amount") == [pounds]


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("on 3 May 2026", "2026-05-03"),
        ("03/05/2026", "2026-05-03"),
        ("3/5/26", "2026-05-03"),
        ("2026-05-03", "2026-05-03"),
        ("the 3rd of May", "--05-03"),
        ("May 3rd, 2026", "2026-05-03"),
        ("in May 2026", "2026-05"),
        ("we heard yesterday", "yesterday"),
        ("they wrote last Tuesday", "last tuesday"),
        ("3 weeks ago", "3 weeks ago"),
        ("29 Feb", "--02-29"),
    ],
)
def test_dates_say_no_more_than_was_said(finder: Finder, text: str, date: str) -> None:
    assert values(finder, text, "date") == [date]


@pytest.mark.parametrize("text", ["31/02/2026", "may I ask", "24/7", "1 2 3"])
def test_what_is_no_date(finder: Finder, text: str) -> None:
    assert values(finder, text, "date") == []


def test_organisations_by_name_and_abbreviation(finder: Finder) -> None:
    assert "val" in values(finder, "is Voluntary Action LeicesterShire open", "organisation")
    assert "val" in values(finder, "phone VAL", "organisation")


def test_places_of_elsewhere_are_told_apart(finder: Finder) -> None:
    assert values(finder, "volunteer in Nottingham", "place") == []
    assert masked("volunteer in Nottingham", finder.find("volunteer in Nottingham")) == (
        "volunteer in xelsewherex"
    )
    assert masked("near NR1", finder.find("near NR1")) == "near xelsewherex"


def test_masks_stand_for_what_they_cover(finder: Finder) -> None:
    text = "I'm 15 and want £500 in Coalville LE67 by 3 May"
    assert masked(text, finder.find(text)) == (
        "xagex and want xamountx in xplacex xpostcodex by xdatex"
    )


def test_of_overlapping_finds_the_strongest_stays() -> None:
    amount, age = Found("amount", 0, 5, 500), Found("age", 0, 3, 50)
    short, long = Found("place", 0, 5, "a"), Found("place", 0, 12, "b")
    name = Found("organisation", 0, 20, "c")
    assert settled([age, amount]) == [amount]
    assert settled([short, long, name]) == [long, name]


def entities_of(content: Path) -> SignpostEntities:
    config = {
        **part_of_config(SignpostEntities),
        "content": str(content),
        "word_like": str(content / "words.yml"),
        "elsewhere": str(content / "elsewhere.yml"),
    }
    return SignpostEntities.create(config, None, Resource("e"), CONTEXT)


def found_by(component: SignpostEntities, text: str) -> list[dict[str, Any]]:
    return list(component.process([Message({"text": text})])[0].get("entities"))


def test_the_component_sets_entities_with_their_place_in_the_text(content: Path) -> None:
    text = "WCT in Nether Wallop"
    found = found_by(entities_of(content), text)
    assert [(one["entity"], text[one["start"] : one["end"]], one["value"]) for one in found] == [
        ("organisation", "WCT", "wallop-trust"),
        ("place", "Nether Wallop", "place-nether-wallop"),
    ]
    assert {one["extractor"] for one in found} == {"SignpostEntities"}


def test_elsewhere_is_no_entity(content: Path) -> None:
    assert found_by(entities_of(content), "volunteer in Atlantis") == []


def test_training_examples_get_masks_and_no_entities(content: Path) -> None:
    data = TrainingData([Message.build("grants in Nether Wallop", "find_funding")])
    example = entities_of(content).process_training_data(data).training_examples[0]
    assert example.get(MASKED_TEXT) == "grants in xplacex"
    assert example.get("entities") is None


def test_the_fingerprint_changes_with_the_content(content: Path) -> None:
    config = {
        "content": str(content),
        "word_like": str(content / "words.yml"),
        "elsewhere": str(content / "elsewhere.yml"),
    }
    before = SignpostEntities.fingerprint_addon(config)
    assert SignpostEntities.fingerprint_addon(config) == before
    (content / "places" / "two.yml").write_text("[]\n", "utf-8")
    assert SignpostEntities.fingerprint_addon(config) != before
