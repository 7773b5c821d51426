"""Plain sentences out of what people type."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.crisis.text import LONGEST_WORDS, plain_sentence, read_file, sentences, windows


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("I CAN'T do this anymoreee", "i can not do this any more"),
        ("i can’t go on", "i can not go on"),
        ("hes hitting me rn", "he is hitting me right now"),
        ("suiciddal thoughts", "suicidal thoughts"),
        ("asaulted by my boyfreind", "assaulted by my boyfriend"),
        ("kms", "kill myself"),
        ("wanna unalive my self", "want to kill myself"),
        ("self-harming", "selfharming"),
        ("my 14yr old", "my 14 year old"),
        ("k.i.l.l myself", "kill myself"),
        ("café sûicide", "cafe suicide"),
        ("su\u200bici\u00adde", "suicide"),
        ("id be better off dead", "i would be better off dead"),
        ("my step dad and mother in law", "my stepdad and motherinlaw"),
        ("ex-husband", "husband"),
    ],
)
def test_many_spellings_become_one(typed: str, plain: str) -> None:
    assert plain_sentence(typed) == plain


@pytest.mark.parametrize(
    "word", ["violet", "brother", "charming", "married", "tables", "strangers", "carton", "disable"]
)
def test_a_real_word_is_not_put_right(word: str) -> None:
    assert plain_sentence(word) == word


def test_sentences_are_taken_apart() -> None:
    typed = "Hello.\nI need a hall!  He hits me; what now? - thanks \u2022 bye"
    assert sentences(typed) == [
        "hello", "i need a hall", "he hits me", "what now", "thanks", "bye",
    ]  # fmt: skip


@pytest.mark.parametrize("typed", ["", "   ", "🙂🙂", "...", "\x00\u202e", "\ud800"])
def test_nothing_to_read_is_no_sentence(typed: str) -> None:
    assert sentences(typed) == []


def test_other_scripts_stay() -> None:
    assert sentences("મારે મદદ જોઈએ")


def test_long_sentences_come_in_windows_that_overlap() -> None:
    tokens = [f"w{number}" for number in range(50)]
    pieces = windows(" ".join(tokens))
    assert all(len(piece.split()) <= LONGEST_WORDS for piece in pieces)
    assert {token for piece in pieces for token in piece.split()} == set(tokens)
    first, second = pieces[0].split(), pieces[1].split()
    assert first[LONGEST_WORDS // 2 :] == second[: LONGEST_WORDS // 2]
    assert windows("a b c") == ["a b c"]


@pytest.mark.parametrize("content", ["[", "- a", ""])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, content: str) -> None:
    path = tmp_path / "broken.yml"
    path.write_text(content)
    with pytest.raises(ValueError, match="broken.yml"):
        read_file(path)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=400))
def test_any_text_becomes_plain_words(typed: str) -> None:
    for sentence in sentences(typed):
        assert sentence == " ".join(sentence.split())
        assert sentence == sentence.lower()
