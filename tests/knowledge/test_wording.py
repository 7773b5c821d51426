"""The text alone says everything that the card says, for every record of the content."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest

from knowledge.cards import card_of
from knowledge.models import Guidance, Link, Record
from knowledge.placing import Placed
from knowledge.replies import Card
from knowledge.wording import (
    depends_on_district,
    full_text,
    nearest_contacts,
    short_text,
    source_lines,
)
from tests.knowledge.factories import make_record, record_of
from tests.knowledge.reading import says
from tests.real_content import TODAY

NOWHERE = Placed(None, (), "")
_LABEL = re.compile(r"^(?:Step \d+|Time limit|Contact|[A-Z][A-Za-z' ]{2,40}): ")


@pytest.mark.parametrize(
    "where",
    [NOWHERE, Placed("place-melton", ("Melton",), "", frozenset({"Leicestershire"}))],
    ids=["anywhere", "melton"],
)
def test_the_text_of_every_record_says_all_that_its_card_says(
    records: Sequence[Record], where: Placed
) -> None:
    unsaid = []
    for record in records:
        contacts = nearest_contacts(record, where)
        card = card_of(record, TODAY, contacts)
        text = full_text(record, card, contacts)
        # A question stands above its answer only where several are listed.
        wanted = [card.summary, card.url or "", card.source, card.checked]
        wanted += [] if isinstance(record, Guidance) else [card.title]
        wanted += [_LABEL.sub("", line) for line in card.details]
        unsaid += [(record.slug, part) for part in wanted if not says(text, part)]
    assert len(records) > 800
    assert unsaid == []


def test_every_text_ends_with_source_and_age(records: Sequence[Record]) -> None:
    for record in records:
        card = card_of(record, TODAY)
        last = full_text(record, card).splitlines()[-1]
        assert last == f"Source: {card.source}. {card.checked}", record.slug


def test_no_text_holds_what_only_a_machine_would_say(records: Sequence[Record]) -> None:
    for record in records:
        text = full_text(record, card_of(record, TODAY), record.contacts)
        assert not re.search(r"\bnan\b|\bnull\b|[{}]|\bTrue\b|\n{3,}|\.\.(?!\.)|: ,", text), (
            record.slug
        )
        assert text == text.strip(), record.slug


def test_an_answer_reads_in_the_order_that_a_person_needs() -> None:
    guidance = record_of(Guidance, steps=["Ask."], law="Act 1",
        time_limits=[{"what": "Decision", "length": "8 weeks", "law": "reg 7"}],
    )  # fmt: skip
    contact = make_record(name="The Team", phone="0116 000 0000")
    text = full_text(guidance, card_of(guidance, TODAY, [contact]), [contact])
    order = [
        "Invented short answer.",
        "Invented answer.",
        "What to do:\n1. Ask.",
        "Time limits:\n- Decision: 8 weeks (reg 7)",
        "Who to contact:\n- The Team: 0116 000 0000",
        "The law: Act 1.",
        "Read more: https://invented.example/source",
        "Source: invented.example. From a page of September 2026.",
    ]
    places = [text.index(part) for part in order]
    assert places == sorted(places)


def test_an_answer_that_is_only_its_short_answer_is_said_once() -> None:
    guidance = record_of(Guidance, answer="Invented short answer.")
    assert full_text(guidance, card_of(guidance, TODAY)).count("Invented short answer.") == 1


def test_headings_without_lines_are_left_out() -> None:
    guidance = record_of(Guidance, steps=[], time_limits=[])
    text = full_text(guidance, card_of(guidance, TODAY))
    assert not re.search(r"What to do|Time limits|Who to contact|The law", text)


def test_a_short_text_keeps_what_tells_one_from_another_and_its_source() -> None:
    card = Card(
        "fund", "A fund", "Money.",
        ["From: A funder", "How much: Up to £5", "Not for: Pubs",
         "Closed when we last saw its page", "Deadline: rolling"],
        "https://a.example", "a.example", "From a page of 2026.",
    )  # fmt: skip
    text = short_text(card)
    assert text.startswith("A fund: Money.")
    for part in ("How much: Up to £5", "Closed when we last", "Deadline: rolling", "a.example"):
        assert part in text
    assert text.count("Closed") == 1
    assert text.splitlines()[-1] == (
        "   Read more: https://a.example Source: a.example. From a page of 2026."
    )


def test_source_lines_leave_out_a_page_that_is_not_there() -> None:
    card = Card("fund", "A", "B", [], None, "a leaflet", "From a page of 2026.")
    assert source_lines(card) == "Source: a leaflet. From a page of 2026."


def with_contacts(*contacts: Record) -> Guidance:
    guidance = record_of(Guidance)
    guidance.links = [
        Link(role="who_to_contact", position=row, target=contact)
        for row, contact in enumerate(contacts)
    ]
    return guidance


def contact(slug: str, *areas: str, **changes: str) -> Record:
    return make_record(slug=slug, name=slug, areas=list(areas), **changes)


HERE = Placed("place-x", ("Northwold",), "", frozenset({"Inventshire"}))


def test_contacts_of_other_districts_are_left_out_and_the_nearest_come_first() -> None:
    guidance = with_contacts(
        contact("south", "Southwold"),
        contact("county", "Inventshire"),
        contact("country", "England"),
        contact("north", "Northwold", "Southwold"),
    )
    names = [item.slug for item in nearest_contacts(guidance, HERE)]
    assert names == ["north", "county", "country"]


def test_without_a_place_contacts_keep_the_order_of_the_content() -> None:
    guidance = with_contacts(contact("south", "Southwold"), contact("north", "Northwold"))
    assert [item.slug for item in nearest_contacts(guidance, NOWHERE)] == ["south", "north"]


def test_without_a_place_the_offices_of_many_districts_are_left_out() -> None:
    areas = ("Southwold", "Northwold", "Westwold")
    guidance = with_contacts(*(contact(area.lower(), area) for area in areas), contact("uk", "UK"))
    assert [item.slug for item in nearest_contacts(guidance, NOWHERE)] == ["uk"]
    assert depends_on_district(guidance, NOWHERE)
    assert not depends_on_district(guidance, HERE)


def test_the_county_is_not_the_city() -> None:
    guidance = with_contacts(contact("county", "Inventshire"))
    city = Placed("place-city", ("Big City",), "", frozenset())
    assert nearest_contacts(guidance, city) == []


def test_withheld_contacts_are_never_shown_and_four_are_enough() -> None:
    guidance = with_contacts(
        contact("hidden", "UK", status="withheld"), *(contact(f"c{n}", "UK") for n in range(6))
    )
    assert [item.slug for item in nearest_contacts(guidance, HERE)] == ["c0", "c1", "c2", "c3"]
