"""What an entry may say, key by key, and what an editor is told when it may not."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from knowledge.content_records import MODELS
from knowledge.content_schema import SCHEMAS, Entry
from tests.knowledge.factories import entry_data


def made(kind: str = "contact", **changes: Any) -> Entry:
    return SCHEMAS[kind].model_validate(entry_data(kind, **changes))


def complaint(kind: str = "contact", **changes: Any) -> str:
    with pytest.raises(ValidationError) as caught:
        made(kind, **changes)
    return " ".join(str(item["msg"]) for item in caught.value.errors())


@pytest.mark.parametrize("kind", SCHEMAS)
def test_every_kind_is_made_from_its_needed_keys(kind: str) -> None:
    assert made(kind).kind == kind


@pytest.mark.parametrize("kind", SCHEMAS)
def test_no_kind_takes_a_key_of_its_own_invention(kind: str) -> None:
    assert "Extra inputs" in complaint(kind, sumary="misspelt")


@pytest.mark.parametrize("kind", SCHEMAS)
def test_every_key_has_a_column_or_is_a_link(kind: str) -> None:
    columns = set(MODELS[kind].__mapper__.columns.keys()) | {
        "who_to_contact",
        "organisation_id",
        "funder_id",
    }
    assert set(SCHEMAS[kind].model_fields) <= columns


@pytest.mark.parametrize(
    "phone",
    [
        "0116 305 7005",
        "01509 263151 (main); 01509 634560",
        "0345 4 10 20 30",
        "0800 1111",
        "999 (emergency) or 101",
        "111, option 2",
        "116 123",
        "Text SHOUT to 85258",
        "Text 999 (after registering)",
        "18001 0116 305 0004",
        "Leicester 0116 454 2440; Rutland 01572 758 407",
    ],
)
def test_numbers_that_people_really_print_are_taken(phone: str) -> None:
    assert made(phone=phone).phone == phone


@pytest.mark.parametrize(
    "phone", ["07700 900123", "+44 116 305 7005", "0116 305", "12345", "85258", "ask inside", "0"]
)
def test_other_numbers_are_not(phone: str) -> None:
    assert complaint(phone=phone)


@pytest.mark.parametrize("written", ["2024", "2024-02", "2024-02-29", "unknown"])
def test_dates_are_kept_as_written(written: str) -> None:
    assert made(source_date=written).source_date == written


def test_a_year_without_quotes_is_a_year() -> None:
    assert made(source_date=2024).source_date == "2024"


@pytest.mark.parametrize(
    "written", ["2024-13", "2023-02-29", "24", "May 2024", "2024-1-1", "", True, None]
)
def test_other_dates_are_refused(written: Any) -> None:
    assert complaint(source_date=written)


@pytest.mark.parametrize(
    "url", ["ftp://invented.example", "www.invented.example", "https://a b.example", "https://x"]
)
def test_only_web_addresses_are_taken(url: str) -> None:
    assert "web address" in complaint(url=url)
    assert "web address" in complaint(source_urls=[url])


@pytest.mark.parametrize("postcode", ["le1 5sn", "LE15SN", "LE1", "LE1  5SN"])
def test_a_postcode_has_one_form(postcode: str) -> None:
    assert "postcode" in complaint(postcode=postcode)


@pytest.mark.parametrize("email", ["a@b", "a@b.example (Leicester)", "a b@c.example"])
def test_an_email_is_one_address(email: str) -> None:
    assert "e-mail" in complaint(email=email)


def test_long_texts_are_counted_in_words() -> None:
    assert "has 61 words; the most is 60" in complaint(summary="word " * 61)
    assert "the most is 40" in complaint("guidance", short_answer="word " * 41)
    assert "the most is 200" in complaint("guidance", answer="word " * 201)


def test_invisible_characters_are_refused() -> None:
    assert "control character" in complaint(summary="turned \u202e round")


def test_nothing_stands_twice_in_a_list() -> None:
    assert "'how' twice" in complaint(also_asked=["how", "how"])


def test_a_fact_without_a_page_says_where_it_is_from() -> None:
    assert "source_urls is empty" in complaint(source_urls=[])
    assert made(source_urls=[], source_note="Worked out.").source_urls == []


def test_a_fund_cannot_end_below_its_beginning() -> None:
    assert "less than the least amount" in complaint("fund", min_amount_gbp=500, max_amount_gbp=100)
    assert made("fund", min_amount_gbp=100, max_amount_gbp=100)


def test_a_fund_says_whether_it_is_open() -> None:
    assert "Field required" in complaint("fund", status=None)


@pytest.mark.parametrize("key", ["min_amount_gbp", "max_amount_gbp"])
def test_amounts_are_whole_pounds(key: str) -> None:
    assert complaint("fund", **{key: "£500"})
    assert complaint("fund", **{key: 1.5})
    assert complaint("fund", **{key: -1})


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("topics", ["gardening"]),
        ("topics", []),
        ("areas", []),
        ("confidence", "certain"),
        ("status", "maybe"),
        ("id", "Not A Slug"),
        ("id", "double--hyphen"),
        ("name", "  "),
    ],
)
def test_words_outside_their_list_are_refused(key: str, value: Any) -> None:
    assert complaint(**{key: value})


def test_an_assurance_names_its_day_and_its_team() -> None:
    entry = made(assured_on="2026-11-20", assured_by="VAL advice team", review_on="2027-02-20")
    assert (entry.assured_on, entry.review_on) == (date(2026, 11, 20), date(2027, 2, 20))
    assert "stands together" in complaint(assured_on="2026-11-20")
    assert "stands together" in complaint(assured_by="VAL advice team")
    assert "valid date" in complaint(review_on="2026-02")
    assert "valid date" in complaint(review_on="soon")


@pytest.mark.parametrize("kind", ["service", "contact"])
def test_a_service_has_one_organisation(kind: str) -> None:
    assert made(kind, organisation_id="val", service_types=["1113"])
    assert made(kind, provider="Invented Charity")
    assert "is left out" in complaint(kind, organisation_id="val", provider="Invented Charity")
    assert complaint(kind, service_types=[1113])
    assert complaint(kind, service_types=["volunteering"])


def test_an_organisations_numbers_stand_under_their_register() -> None:
    assert made("organisation", identifiers={"GB-CHC": "509300"})
    assert complaint("organisation", identifiers={"Charity Commission": "509300"})
