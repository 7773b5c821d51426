"""Masking: identifiers go, and what answers depend on stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.masking import mask
from tests.bot.conftest import Bench

MASKED = [
    ("write to jo.bloggs+x@example.co.uk please", "write to [e-mail removed] please"),
    ("O'Neil@example.org.", "[e-mail removed]."),
    ("ring 07700 900123", "ring [phone number removed]"),
    ("ring 07700900123.", "ring [phone number removed]."),
    ("ring 0116 496 0123, thanks", "ring [phone number removed], thanks"),
    ("(0116) 496 0123", "[phone number removed]"),
    ("+44 7700 900123", "[phone number removed]"),
    ("+44 (0)7700 900 123", "[phone number removed]"),
    ("0044 7700 900123", "[phone number removed]"),
    ("447700900123", "[phone number removed]"),
    ("01664-960-123", "[phone number removed]"),
    ("+353 1 496 0123", "[phone number removed]"),
    ("my ni is QQ 12 34 56 C", "my ni is QQ 12 34 56 C"),
    ("my ni is AB 12 34 56 C", "my ni is [National Insurance number removed]"),
    ("ab123456c", "[National Insurance number removed]"),
    ("943 476 5919", "[NHS number removed]"),
    ("9434765919", "[NHS number removed]"),
    ("nhs number 943 476 5910", "nhs number [NHS number removed]"),
    ("4111 1111 1111 1111", "[card number removed]"),
    ("4111111111111111", "[card number removed]"),
    ("12-34-56 12345678", "[bank details removed]"),
    ("sort code 12-34-56 account 12345678", "sort code [bank details removed]"),
    ("12 34 56 and account number 12345678", "[bank details removed]"),
    ("sort code: 123456", "sort code: [sort code removed]"),
    ("account number is 12345678", "account number is [account number removed]"),
]

KEPT = [
    "a grant of 100000 pounds",
    "£1234567890 for a roof",
    "£10,000,000",
    "between 5000 and 100000",
    "charity number 1234567",
    "registered charity 1151234",
    "company number 01234567",
    "company number 12345678",
    "LE13 1GH",
    "le1 5ws and LE67 3ZZ",
    "call 999 or 116 123 or 0800 1111",
    "from 01/02/2024 to 03/04/2025",
    "2024-11-24 09:30:00",
    "in 1998 and 2004 and 2010",
    "18 to 25 year olds, 30 of them",
    "planning application 24/01234/FUL",
    "UPRN 100030456789 is the hall",
    "grid reference SK 59500 04300",
    "section 95 of the Localism Act 2011",
    "opening hours 09:00 - 17:30",
    "12-34-56",
    "meet @ the hall",
    "look at https://www.example.org/a?b=1234567890",
    "ISBN 9780306406158",
    "1000000000",
    "£0.5 million",
    "the number is 0000000000",
]


@pytest.mark.parametrize(("text", "masked"), MASKED)
def test_identifiers_are_masked(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize("text", KEPT)
def test_what_answers_depend_on_is_kept(text: str) -> None:
    assert mask(text) == text


@given(st.text(alphabet="0123456789 +-().@ab", max_size=120))
def test_masking_twice_is_masking_once(text: str) -> None:
    once = mask(text)
    assert mask(once) == once


async def test_identifiers_reach_neither_the_database_nor_the_engine(bench: Bench) -> None:
    talk = await bench.open()
    answer = await talk.send(text="my number is 07700 900123 and jo@example.org")
    expected = "my number is [phone number removed] and [e-mail removed]"
    assert answer.json()["messages"][0]["text"] == expected
    assert bench.engine.asked[0][1] == expected
    assert "900123" not in str(bench.rows("SELECT * FROM message"))
