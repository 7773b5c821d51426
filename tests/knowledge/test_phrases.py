"""The fixed texts are whole, plain to read, and anybody's council could use them."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
import yaml

from knowledge.models import Record
from knowledge.phrases import PERSON, SUBJECTS, door, judgement_wanted, opening_words, phrase
from knowledge.site import Site, load_site
from tests.real_content import ROOT

REPLIES = ROOT / "knowledge" / "words" / "replies.yml"
VALUES = {
    "language": "Polish",
    "days": 30,
    "place": "Inventon",
    "title": "inventing",
    "question": "What for?",
}
GRADE = 7.0
"""The reading age aimed at is 9 to 11 years; school grade 7 is the upper end for one reply."""


@pytest.fixture(scope="module")
def site() -> Site:
    return load_site(ROOT / "site.yml")


@pytest.fixture(scope="module")
def other_site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The site of a council that does not exist."""
    data = yaml.safe_load((ROOT / "site.yml").read_text("utf-8"))
    data["service"]["name"] = "Wayfinder"
    data["council"] |= {"name": "Inventshire Council", "url": "https://inventshire.example"}
    data["adviser"] |= {
        "name": "Inventshire Helping Hands", "short_name": "IHH", "entry": None,
        "address": "1 Invented Street", "url": "https://ihh.example/",
    }  # fmt: skip
    data["areas"] = {"county": "Inventshire", "districts": ["Wold"], "neighbours": ["Moor"]}
    path = tmp_path_factory.mktemp("site") / "site.yml"
    path.write_text(yaml.safe_dump(data), "utf-8")
    return load_site(path)


def replies() -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load(REPLIES.read_text("utf-8"))
    return data


def simple_names() -> list[str]:
    return [name for name, value in replies().items() if isinstance(value, str)]


def texts(site: Site) -> Iterator[tuple[str, str]]:
    """Every fixed text as a resident reads it, with its name."""
    for name in simple_names():
        yield name, phrase(name, site, **VALUES)
    for name in replies()["doors"]:
        found = door(name, site)
        assert found is not None
        yield name, found.text
    for name in replies()["openings"]:
        words = opening_words(name)
        assert words is not None
        yield name, words[0]


def test_every_placeholder_is_filled(site: Site) -> None:
    for name, text in texts(site):
        assert text.strip(), name
        assert not re.search(r"[{}]|None|  ", text), name


def test_placeholders_are_only_those_that_the_head_of_the_file_lists() -> None:
    known = {"service", "council", "adviser", "adviser_name", "adviser_address", "adviser_url",
             "county", "days", "place", "question", "title", "language"}  # fmt: skip
    everything = [str(value) for value in replies().values() if isinstance(value, str)]
    everything += [item["text"] for item in replies()["doors"].values()]
    used = {field for text in everything for _, field, _, _ in string.Formatter().parse(text)}
    assert used - {None} <= known


def test_every_record_that_a_text_offers_may_be_shown(records: Sequence[Record]) -> None:
    known = {record.slug for record in records}
    for group in ("doors", "openings"):
        for name, item in replies()[group].items():
            assert set(item["entries"]) <= known, name


def test_where_judgement_is_wanted_the_records_are_there(records: Sequence[Record]) -> None:
    known = {record.slug for record in records}
    for why, slugs in replies()["judgement"].items():
        assert set(slugs) <= known, why
        assert all(judgement_wanted(slug) == why for slug in slugs)
    assert judgement_wanted("g-find-a-role") == ""


def test_openings_are_the_tasks_and_each_offers_something(site: Site) -> None:
    assert set(replies()["openings"]) >= {choice.payload.removeprefix("/") for choice in SUBJECTS}
    for name, item in replies()["openings"].items():
        assert item["entries"], name
        assert opening_words(name) == (item["text"].strip(), tuple(item["entries"]))


def test_doors_are_the_intents_that_are_not_ours() -> None:
    domain = yaml.safe_load((ROOT / "domain.yml").read_text("utf-8"))
    intents = {next(iter(item)) if isinstance(item, dict) else item for item in domain["intents"]}
    expected = {name for name in intents if name.startswith("off_topic")} | {"gibberish"}
    assert set(replies()["doors"]) == expected


def test_unknown_names_are_refused_plainly(site: Site) -> None:
    assert door("no_such_class", site) is None
    assert opening_words("no_such_task") is None
    with pytest.raises(KeyError):
        phrase("no_such_phrase", site)


def test_another_councils_names_stand_in_every_text(other_site: Site) -> None:
    """What is local comes from the site file alone."""
    local = re.compile(
        r"leicester|\bVAL\b|rutland|melton|charnwood|newarke|valonline", re.IGNORECASE
    )
    for name, text in texts(other_site):
        if name not in replies()["openings"]:
            assert not local.search(text), name
    assert "Wayfinder" in phrase("introduce", other_site)
    assert "Inventshire Council" in phrase("introduce", other_site)
    assert "Inventshire Helping Hands (IHH)" in phrase("person", other_site)
    assert phrase("person_ways", other_site) == (
        "Visit: 1 Invented Street\nWebsite: https://ihh.example/"
    )
    assert "Inventshire" in phrase("place_unknown", other_site)


def test_no_code_names_a_council_an_area_or_the_adviser_organisation() -> None:
    local = re.compile(r"Leicester|\bVAL\b|Rutland|Melton|Charnwood|Harborough")
    for folder in ("knowledge", "actions"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            code = re.sub(r'""".*?"""|#[^\n]*', "", path.read_text("utf-8"), flags=re.DOTALL)
            assert not local.search(code), path.relative_to(ROOT)


@pytest.mark.parametrize("name", ["introduce", "robot"])
def test_it_never_passes_for_a_person(site: Site, name: str) -> None:
    text = phrase(name, site)
    assert "not a person" in text
    assert "automated" in text


def test_a_person_can_always_be_asked_for(site: Site) -> None:
    assert "talk to a person" in phrase("introduce", site)
    assert "talk to a person" in phrase("offer_person", site)
    assert PERSON.payload == "/talk_to_person"


def test_what_is_not_known_of_the_adviser_is_said_and_never_made_up(site: Site) -> None:
    assert site.adviser.phone is None
    assert site.adviser.short_name in phrase("person_missing", site)


def syllables(word: str) -> int:
    groups = re.findall(r"[aeiouy]+", re.sub(r"(?:e|es|ed)$", "", word.lower()))
    return max(1, len(groups))


def reading_grade(text: str) -> float:
    """Returns the school grade by Flesch and Kincaid (1975); addresses and examples left out."""
    text = re.sub(r"https?://\S+", "", text)
    sentences = [part for part in re.split(r"[.!?:;]\s|[.!?:;]$", text) if re.search(r"\w", part)]
    words = re.findall(r"[A-Za-z']+", text)
    count = sum(syllables(word) for word in words)
    return 0.39 * len(words) / len(sentences) + 11.8 * count / len(words) - 15.59


def test_the_measure_of_reading_tells_plain_from_hard() -> None:
    assert reading_grade("The cat sat on the mat. It was a big cat.") < 2
    assert (
        reading_grade(
            "Notwithstanding the aforementioned provisions, applicants are required to demonstrate "
            "organisational sustainability in accordance with regulatory obligations."
        )
        > 15
    )


def test_the_fixed_texts_are_plain_to_read(other_site: Site) -> None:
    """Names of the council are short in the invented site, so only our own words are measured."""
    grades = {name: reading_grade(text) for name, text in texts(other_site)}
    hard = {name: round(grade, 1) for name, grade in grades.items() if grade > GRADE + 2}
    assert hard == {}
    assert sum(grades.values()) / len(grades) <= GRADE
