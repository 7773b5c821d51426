"""Spoken and shortened words are written out, and nothing else is touched."""

from __future__ import annotations

import pytest

from knowledge.directory import Directory
from knowledge.spoken import as_written


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("is there owt for our mam of a morning", "is there anything for our mum in the morning"),
        ("a chap what likes trains wants summat on", "a chap who likes trains wants something on"),
        ("hw long b4 they say yes", "how long before they say yes"),
        ("i want 2 help, cn sum1 ring me bak", "i want to help, can someone ring me back"),
        ("owt 4 my lad n me", "anything for my lad and me"),
        ("wots on 4 old ppl", "what is on for old people"),
        ("who pays c tax", "who pays council tax"),
    ],
)  # fmt: skip
def test_what_is_said_is_written_out(typed: str, written: str) -> None:
    assert as_written(typed) == written
    assert as_written(written) == written


@pytest.mark.parametrize(
    "text",
    [
        "2 of us could help 4 hours a week", "we are 4 people in LE4 2QN", "Q&A at 4 p.m.",
        "N. Smith asked about the U3A", "grants of £2,000", "https://example.org/n?u=4",
        "Where can I find a food bank in Hinckley?",
    ],
)  # fmt: skip
def test_numbers_initials_and_addresses_stay(text: str) -> None:
    assert as_written(text) == text


def test_what_is_spoken_finds_what_is_written(directory: Directory) -> None:
    search = directory.search()
    for spoken, plain in (
        ("owt for old folk of an afternoon", "anything for old folk in the afternoon"),
        ("hw do i bcum a cllr", "how do i bcum a councillor"),
    ):  # fmt: skip
        assert search.find(spoken).hits == search.find(plain).hits
