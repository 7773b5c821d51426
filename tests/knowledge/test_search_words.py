"""What people type is made comparable with what the content says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz, process

from knowledge.search.mending import Mender
from knowledge.search.words import (
    STOP_WORDS,
    plain,
    raw_words,
    related_stems,
    spelt_out,
    stems,
)

KNOWN = frozenset({"volunteering", "library", "village", "trustee", "grants", "syston", "hall"})
mended = Mender(KNOWN - {"syston"}, KNOWN).mended


def test_case_accents_apostrophes_and_pound_signs_make_no_difference() -> None:
    assert plain("The CAFÉ’s £500") == plain("the cafes  500")
    assert raw_words("Who's there? £1,000!") == ["whos", "there", "1", "000"]


def test_stems_join_the_forms_of_a_word_and_drop_empty_ones() -> None:
    assert stems("What are the volunteers volunteering for?") == ["volunt", "volunt"]
    assert stems("Can I?") == []
    assert all(word == word.lower() for word in STOP_WORDS)


@pytest.mark.parametrize(
    ("typed", "meaning"),
    [
        ("CRB", "DBS"),
        ("do i need a crb?", "criminal record"),
        ("an ACV.", "asset of community value"),
        ("the PC (ours)", "parish council"),
        ("UC", "universal credit"),
        ("a CIO/", "charitable incorporated organisation"),
        ("what is a 'cic'", "community interest company"),
    ],
)
def test_acronyms_are_followed_by_what_they_stand_for(typed: str, meaning: str) -> None:
    assert meaning in spelt_out(typed)
    assert spelt_out(typed).startswith(typed.split()[0])


@pytest.mark.parametrize("text", ["our catalogue", "a placid dog", "hello there", "picnic", ""])
def test_words_that_only_contain_an_acronym_stay(text: str) -> None:
    assert spelt_out(text) == text


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("voluntering at a libary", "volunteering at a library"),
        ("Villige hall", "village hall"),
        ("a trustie?", "a trustee?"),
        ("grannts, please", "grants, please"),
    ],
)
def test_misspelt_words_become_the_likeliest_known_one(typed: str, right: str) -> None:
    assert mended(typed) == right


@pytest.mark.parametrize("typed", ["libary", "comunity", "scool", "volenteer"])
def test_a_usual_misspelling_is_no_word_of_its_own_even_where_the_content_uses_it(
    typed: str,
) -> None:
    """The content's ways of asking are misspelt on purpose, so likeness alone would keep them."""
    assert raw_words(typed) != [typed]
    assert stems(f"our {typed}") == stems(f"our {raw_words(typed)[0]}")


@pytest.mark.parametrize(
    "text",
    [
        "syston",  # a place: known, though nothing may be mended to it
        "hal",  # too short to be sure of
        "ibrary",  # begins otherwise: another word
        "x9841 and 07700",
        "",
        "?!",
    ],
)
def test_what_is_known_short_or_unlike_is_left_alone(text: str) -> None:
    assert mended(text) == text


@given(
    words=st.sets(st.text("abc", min_size=5, max_size=12), max_size=30),
    typed=st.text("abc", min_size=5, max_size=12),
)
def test_the_likeliest_word_is_found_though_only_some_lengths_are_looked_at(
    words: set[str], typed: str
) -> None:
    best = process.extractOne(typed, sorted(words), scorer=fuzz.ratio, score_cutoff=83)
    right = best[0] if best and best[0][0] == typed[0] else typed
    assert Mender(words, words).mended(typed) == right


def test_everyday_words_bring_those_that_mean_the_same() -> None:
    assert {"grant", "fund"} <= set(related_stems(stems("any cash for us")))
    assert "credit" in related_stems(stems("on the dole"))
    assert related_stems(stems("help out at a fete")) != []
    assert related_stems([]) == []


def test_related_words_are_others_than_those_typed() -> None:
    typed = stems("grants and funding")
    assert not set(typed) & set(related_stems(typed))


@given(text=st.text(max_size=300))
def test_whatever_is_typed_can_be_read(text: str) -> None:
    for word in stems(mended(spelt_out(text))):
        assert word.isascii()
        assert word.isalnum()
