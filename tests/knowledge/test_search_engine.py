"""Search over the real content finds what people mean, in their area, whatever they type."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest

from knowledge.directory import Directory
from knowledge.models import Record
from knowledge.search.engine import Found, Search

SUBJECTS = (
    "grants for our group", "help with food", "somewhere to volunteer", "community transport",
    "advice about debt", "sports club money",
)  # fmt: skip


@pytest.fixture(scope="module")
def search(directory: Directory) -> Search:
    return directory.search()


@pytest.fixture(scope="module")
def by_slug(records: Sequence[Record]) -> dict[str, Record]:
    return {record.slug: record for record in records}


@pytest.fixture(scope="module")
def by_own_name(search: Search, records: Sequence[Record]) -> list[tuple[Record, Found]]:
    """What asking for each record by its name finds; the longest step of these tests."""
    return [(record, search.find(record.name, limit=40)) for record in records]


def first(search: Search, text: str) -> str:
    return search.find(text, limit=1).hits[0].slug


def slugs(search: Search, text: str, limit: int = 3) -> list[str]:
    return [hit.slug for hit in search.find(text, limit=limit).hits]


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("our local pub is up for sale can we stop it",
         {"acv-what-is-community-right-to-bid", "acv-already-for-sale"}),
        ("grants for a village hall roof in melton",
         {"guide-fund-village-halls", "fund-village-halls-small"}),
        ("can i volunteer on universal credit", {"g-universal-credit"}),
        ("whats the difference between a cic and a charity",
         {"se-guide-what-is-a-cic", "se-guide-choose-legal-form", "se-guide-cic-or-charity-both"}),
        ("who is my councillor in Coalville", {"guide-part-find-my-councillor"}),
    ],
)  # fmt: skip
def test_the_questions_that_it_was_built_for_are_answered_first(
    search: Search, text: str, right: set[str]
) -> None:
    assert first(search, text) in right


def test_every_record_is_found_by_its_own_name(by_own_name: list[tuple[Record, Found]]) -> None:
    """First by its name, but for two records of one name; and always among the first."""
    missed = [
        (record.slug, found.hits[0].slug)
        for record, found in by_own_name
        if found.hits[0].name.casefold() != record.name.casefold()
    ]
    assert len(missed) <= 0.02 * len(by_own_name), missed
    lost = [
        record.slug
        for record, found in by_own_name
        if record.slug not in [hit.slug for hit in found.hits[:5]]
    ]
    assert lost == []


def test_every_council_is_found_by_its_name(search: Search, records: Sequence[Record]) -> None:
    """A general answer about councils is near each of them, and none of them."""
    for record in records:
        if record.slug.startswith("council-"):
            assert first(search, record.name) == record.slug
            assert first(search, f"tell me about {record.name}") == record.slug


def test_chances_are_chances(by_own_name: list[tuple[Record, Found]]) -> None:
    for _, found in by_own_name:
        chances = [hit.chance for hit in found.hits]
        assert chances == sorted(chances, reverse=True)
        assert min(chances) >= 0
        assert math.fsum(chances) <= 1 + 1e-9
        assert len({hit.slug for hit in found.hits}) == len(found.hits)


def test_the_numbers_of_a_hit_keep_to_their_ranges(by_own_name: list[tuple[Record, Found]]) -> None:
    for _, found in by_own_name:
        for hit in found.hits:
            assert -1.001 <= hit.likeness <= 1.001
            assert 0 <= hit.covered <= 1.001
            assert math.isfinite(hit.score)


def test_the_same_question_always_finds_the_same(search: Search) -> None:
    """Asked in two rounds, so that no answer is the one just kept in memory."""
    texts = [*SUBJECTS, "a" * 1000, "", "village hall in Hose or LE2 6?"]
    once, again = ([search.find(text) for text in texts] for _ in range(2))
    assert once == again


def test_a_shorter_list_is_the_beginning_of_a_longer_one(search: Search) -> None:
    few, many = (search.find("grants for sport", limit=limit).hits for limit in (3, 20))
    assert many[:3] == few
    assert len(many) == 20


@pytest.mark.parametrize("text", SUBJECTS)
def test_what_is_found_for_melton_serves_melton(
    search: Search, by_slug: dict[str, Record], text: str
) -> None:
    found = search.find(text, districts=("Melton",), limit=40).hits
    assert len(found) == 40
    for hit in found:
        assert {"Melton", "Leicestershire", "England", "UK"} & set(by_slug[hit.slug].areas)


def test_a_service_for_all_of_the_county_serves_melton_too(
    search: Search, by_slug: dict[str, Record]
) -> None:
    everywhere = [record for record in by_slug.values() if record.areas == ["Leicestershire"]]
    assert len(everywhere) > 50
    for record in everywhere[::10]:
        found = search.find(record.name, districts=("Melton",), limit=5).hits
        assert record.slug in [hit.slug for hit in found]


@pytest.mark.parametrize(
    ("district", "not_served_by"),
    [("Melton", "Leicester"), ("Leicester", "Leicestershire"), ("Rutland", "Leicestershire")],
)
def test_what_serves_only_elsewhere_is_never_found(
    search: Search, by_slug: dict[str, Record], district: str, not_served_by: str
) -> None:
    elsewhere = [record for record in by_slug.values() if record.areas == [not_served_by]]
    assert len(elsewhere) > 20
    for record in elsewhere[::5]:
        found = search.find(record.name, districts=(district,), limit=40).hits
        assert record.slug not in [hit.slug for hit in found]


def test_a_postcode_of_several_councils_finds_what_serves_any_of_them(
    search: Search, by_slug: dict[str, Record]
) -> None:
    found = search.find("food bank", districts=("Leicester", "Oadby and Wigston"), limit=40).hits
    own = {area for hit in found for area in by_slug[hit.slug].areas}
    assert {"Leicester", "Oadby and Wigston"} <= own


def test_a_named_place_brings_what_is_there_to_the_top(search: Search) -> None:
    """Two food banks; the place alone tells them apart."""
    kinds = frozenset({"service"})
    for place, right in (
        ("Hinckley", "svc-hinckley-foodbank"),
        ("Melton Mowbray", "svc-storehouse-melton"),
    ):
        hits = search.find(f"food bank in {place}", kinds=kinds, limit=3).hits
        assert hits[0].slug == right


def test_a_place_known_from_before_counts_as_if_it_were_named(search: Search) -> None:
    place = search.gazetteer.find("Hinckley")[0].place
    kinds = frozenset({"service"})
    assert (
        search.find("food bank", kinds=kinds, place=place).hits[0].slug == "svc-hinckley-foodbank"
    )


@pytest.mark.parametrize("kind", ["fund", "opportunity", "service", "case_study", "guidance"])
def test_only_the_kinds_asked_for_are_found(search: Search, kind: str) -> None:
    for text in SUBJECTS:
        found = search.find(text, kinds=frozenset({kind}), limit=40).hits
        assert found
        assert {hit.kind for hit in found} == {kind}


@pytest.mark.parametrize("topic", ["funding", "volunteering", "community-rights"])
def test_only_the_topics_asked_for_are_found(
    search: Search, by_slug: dict[str, Record], topic: str
) -> None:
    found = search.find("our village hall", topics=frozenset({topic}), limit=40).hits
    assert found
    assert all(topic in by_slug[hit.slug].topics for hit in found)


def test_the_subject_of_the_conversation_is_preferred_and_no_more(
    search: Search, by_slug: dict[str, Record]
) -> None:
    def on_rights(subject: str | None) -> int:
        hits = search.find("who decides", subject=subject, limit=10).hits
        return sum("community-rights" in by_slug[hit.slug].topics for hit in hits)

    assert on_rights("community-rights") > on_rights(None)
    clear = search.find("can i volunteer on universal credit", subject="community-rights")
    assert clear.hits[0].slug == "g-universal-credit"


def test_filters_that_nothing_passes_find_nothing(search: Search) -> None:
    assert search.find("pub", kinds=frozenset({"place"})).hits == ()
    assert search.find("pub", topics=frozenset({"no-such-topic"})).hits == ()


def test_withheld_records_and_places_are_never_found(
    search: Search, all_records: Sequence[Record]
) -> None:
    withheld = [record for record in all_records if record.is_withheld]
    assert withheld
    for record in withheld:
        for asked in [record.name, *record.also_asked[:1]]:
            assert record.slug not in slugs(search, asked, limit=40)


@pytest.mark.parametrize(
    ("acronym", "meaning"),
    [
        ("do i need a crb check", "do i need a dbs check"),
        ("whats an acv", "what is an asset of community value"),
        ("can i volunteer if im on uc", "can i volunteer if im on universal credit"),
        ("set up a cio", "set up a charitable incorporated organisation"),
        ("join the pc", "join the parish council"),
    ],
)
def test_an_acronym_finds_what_its_meaning_finds(
    search: Search, acronym: str, meaning: str
) -> None:
    assert set(slugs(search, acronym)) & set(slugs(search, meaning))
    assert first(search, acronym) in slugs(search, meaning, limit=5)


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("voluntering at a libary", "volunteering at a library"),
        ("grants for villige hall", "grants for village hall"),
        ("how do i becom a trusteee", "how do i become a trustee"),
        ("who can nominat an asset of comunity value",
         "who can nominate an asset of community value"),
    ],
)  # fmt: skip
def test_a_misspelt_question_finds_the_same_first(search: Search, typed: str, right: str) -> None:
    assert first(search, typed) == first(search, right)


def test_an_opportunity_is_found_by_the_name_of_its_organisation(
    search: Search, records: Sequence[Record]
) -> None:
    """Also where the record is not named after it."""
    kinds = frozenset({"opportunity"})
    lost = []
    found_out = 0
    for record in records:
        organisation = getattr(record, "organisation", None)
        if not organisation or organisation.casefold() in record.name.casefold():
            continue
        found_out += 1
        found = search.find(f"volunteer with {organisation}", kinds=kinds, limit=10).hits
        if record.slug not in [hit.slug for hit in found]:
            lost.append((record.slug, organisation))
    assert found_out > 10
    assert len(lost) <= 0.1 * found_out, lost


def test_only_those_that_are_allowed_are_found(search: Search) -> None:
    allowed = np.array([slug.startswith("fund-") for slug in search.slugs])
    found = search.find("can i volunteer on universal credit", among=allowed, limit=20)
    assert len(found.hits) == 20
    assert all(hit.slug.startswith("fund-") for hit in found.hits)
    assert search.find("grants", among=np.zeros(len(search.slugs), dtype=np.bool_)).hits == ()
