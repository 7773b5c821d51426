"""A card says what the record says, where it comes from and how old it is, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from urllib.parse import urlsplit

import pytest

from knowledge.cards import amount_in_words, card_of, contact_line, source_of
from knowledge.models import Fund, Guidance, LegalForm, Opportunity, Record
from tests.knowledge.factories import make_record, record_of
from tests.real_content import TODAY


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (500, 10_000, "£500 to £10,000"),
        (None, 1_500, "Up to £1,500"),
        (250, None, "From £250"),
        (2_000_000, 2_000_000, "Up to £2,000,000"),
        (0, 500, "Up to £500"),
        (None, None, None),
    ],
)
def test_amounts_are_pounds_with_commas(
    low: int | None, high: int | None, words: str | None
) -> None:
    assert amount_in_words(low, high) == words


def test_a_fund_says_who_can_apply_for_what_by_when_and_whether_it_is_open() -> None:
    fund = record_of(Fund, min_amount_gbp=100, max_amount_gbp=1000, not_for=None, status="open")
    lines = card_of(fund, TODAY).details
    assert lines[:4] == [
        "From: Invented Funder",
        "How much: £100 to £1,000",
        "Who can apply: Invented groups.",
        "What for: Invented things.",
    ]
    assert "Open when we last saw its page" in lines
    assert "Deadline: rolling" in lines
    assert not any(line.startswith("Not for") for line in lines)


@pytest.mark.parametrize(
    ("status", "words"),
    [("closed", "Closed when we last saw"), ("unknown", "We do not know if it is open")],
)
def test_a_fund_that_may_not_be_open_says_so(status: str, words: str) -> None:
    lines = card_of(record_of(Fund, status=status), TODAY).details
    assert any(line.startswith(words) for line in lines)
    assert not any(line.startswith("Open") for line in lines)


def test_a_role_says_its_youngest_age_and_its_dbs_check() -> None:
    role = record_of(Opportunity, min_age=16, dbs="enhanced", remote=True)
    lines = card_of(role, TODAY).details
    assert "Youngest age: 16" in lines
    assert "Enhanced DBS check" in lines
    assert "Can be done from home" in lines


def test_what_is_not_known_leaves_no_line() -> None:
    role = record_of(Opportunity, min_age=None, dbs=None, remote=None, place=None)
    lines = card_of(role, TODAY).details
    assert lines == ["With: Invented Organisation", "What you would do: Invented role"]


def test_fees_are_said_by_the_way_of_applying() -> None:
    fees = {"1 to 6 changes": 120, "by post, paper": 1124, "set up": 0}
    lines = card_of(record_of(LegalForm, registration_fees_gbp=fees), TODAY).details
    assert (
        "Fee to register: £120 (1 to 6 changes), £1,124 (by post, paper), nothing (set up)" in lines
    )


def test_guidance_gives_its_short_answer_steps_limits_law_and_contacts() -> None:
    guidance = record_of(
        Guidance, summary="Another text.", steps=["Ask.", "Wait."], law="Act 1",
        time_limits=[{"what": "Decision", "length": "8 weeks", "law": "reg 7"},
                     {"what": "Review", "length": "8 weeks"}],
    )  # fmt: skip
    contact = make_record(name="The Team", phone="0116 000 0000", url="https://team.example/x")
    card = card_of(guidance, TODAY, [contact])
    assert card.summary == "Invented short answer."
    assert card.details == [
        "Step 1: Ask.",
        "Step 2: Wait.",
        "Time limit: Decision: 8 weeks (reg 7)",
        "Time limit: Review: 8 weeks",
        "The law: Act 1",
        "Contact: The Team: 0116 000 0000, https://team.example/x",
    ]


def test_a_contact_without_any_way_to_reach_it_is_just_named() -> None:
    assert contact_line(make_record(name="The Team")) == "The Team"


def test_a_postcode_is_said_once() -> None:
    once = make_record(address="1 High Street, LE1 1AA", postcode="LE1 1AA")
    apart = make_record(address="1 High Street", postcode="LE1 1AA")
    for record in (once, apart):
        assert "Address: 1 High Street, LE1 1AA" in card_of(record, TODAY).details


def test_the_source_names_websites_in_order_each_once_and_at_most_three() -> None:
    urls = [f"https://{host}/page" for host in
            ("www.b.example", "a.example.", "b.example", "c.example", "d.example")]  # fmt: skip
    assert source_of(make_record(source_urls=urls)) == "b.example, a.example, c.example"
    assert source_of(make_record(source_urls=[], source_note="A leaflet")) == "A leaflet"


def test_the_page_to_read_is_the_records_own_then_a_public_bodys() -> None:
    pages = ["https://blog.example/1", "https://www.gov.uk/2", "https://www.nhs.uk/3"]
    own = make_record(url="https://own.example", source_urls=pages)
    none = make_record(url=None, source_urls=pages)
    lookalike = make_record(url=None, source_urls=["https://blog.example/1", "https://notgov.uk"])
    assert card_of(own, TODAY).url == "https://own.example"
    assert card_of(none, TODAY).url == "https://www.gov.uk/2"
    assert card_of(lookalike, TODAY).url == "https://blog.example/1"


def test_nobody_is_sent_to_a_copy_of_a_page_on_a_strangers_website() -> None:
    copied = make_record(url="https://www.docslib.org/doc/1", source_urls=["https://s-crepy.com/x"])
    card = card_of(copied, TODAY)
    assert card.url is None
    assert card.source == "a copy of the page on another website"
    assert contact_line(copied) == copied.name
    better = make_record(
        url="https://docslib.org/doc/1",
        source_urls=["https://docslib.org/doc/1", "https://a.example/2"],
    )
    assert card_of(better, TODAY).url == "https://a.example/2"
    assert card_of(better, TODAY).source == "a.example"


def test_age_is_reckoned_from_the_day_of_the_question() -> None:
    record = make_record(source_date="2026-11-20")
    assert card_of(record, date(2026, 12, 1)).checked == "From a page of 20 November 2026."
    assert "check" in card_of(record, date(2028, 12, 1)).checked


def test_every_card_of_the_content_is_whole(records: Sequence[Record]) -> None:
    for record in records:
        card = card_of(record, TODAY, record.contacts)
        where = record.slug
        assert card.kind == record.kind, where
        assert card.title.strip(), where
        assert card.summary.strip(), where
        assert card.source.strip(), where
        assert re.match(r"(From a page of|Date of the page) .*\.$", card.checked), where
        assert card.url is None or urlsplit(card.url).scheme in {"http", "https"}, where
        assert len(set(card.details)) == len(card.details), where
        for line in card.details:
            assert line.strip() == line, where
            assert len(line) > 3, where


_MACHINE_WORDS = re.compile(r"\bnan\b|\bNaN\b|\bnull\b|[{}]|\bTrue\b|\bFalse\b|\\n|<[a-z/]")


def test_no_card_of_the_content_says_what_only_a_machine_would(records: Sequence[Record]) -> None:
    for record in records:
        card = card_of(record, TODAY, record.contacts)
        said = " ".join([card.title, card.summary, *card.details, card.source, card.checked])
        assert not _MACHINE_WORDS.search(said), record.slug
        bare = {line for line in card.details if line.endswith(": None")}
        # Nobody oversees a sole trader, and the content says so in that word.
        assert bare <= {"Who oversees it: None"}, record.slug
        assert not re.search(r"£0(?![.\d])", said), record.slug
