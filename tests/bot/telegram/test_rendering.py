"""Texts are split without a loss, within Telegram's limits, and escaped."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from bot.conversations.models import Choice, Message
from bot.conversations.views import MessageView, view_of
from bot.telegram.buttons import choice_of, key_of, keyboard
from bot.telegram.rendering import LIMIT, rendered, split, units

WORDS = st.text(alphabet="ab c\n.\U0001f600&<é", max_size=600)


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text)


@given(WORDS, st.integers(min_value=2, max_value=80))
def test_nothing_is_lost_and_no_part_is_too_long(text: str, limit: int) -> None:
    parts = split(text, limit)
    assert all(units(part) <= limit for part in parts)
    assert _bare("".join(parts)) == _bare(text)


def test_a_cut_is_at_the_end_of_a_paragraph_if_it_can_be() -> None:
    text = "\n\n".join(["a" * 30, "b" * 30, "c" * 30])
    assert split(text, 65) == ["a" * 30 + "\n\n" + "b" * 30, "c" * 30]
    assert split("One two. Three four.", 12) == ["One two.", "Three four."]
    assert split("", 5) == [""]


@given(st.text(alphabet=st.characters(codec="utf-8"), min_size=1, max_size=24))
def test_a_key_is_at_most_64_bytes_and_comes_back(choice_id: str) -> None:
    assert choice_of(key_of(choice_id)) == choice_id


def _message(text: str, *labels: str, titles: tuple[str, ...] = ()) -> MessageView:
    return view_of(
        Message(
            id=1,
            sender="assistant",
            at=datetime(2026, 11, 24, tzinfo=UTC),
            text=text,
            cards=[
                {"kind": "fund", "title": title, "summary": "", "details": [], "url": None,
                 "source": "", "checked": ""}
                for title in titles
            ],
            choices=[Choice(id="x" * 24, label=label) for label in labels],
        )
    )  # fmt: skip


def test_a_long_label_is_listed_unless_the_text_says_it_already() -> None:
    name = "Leicestershire and Rutland Invented Charity"
    said = _message(f"1. {name}: riders", f"More: {name}")
    assert rendered(said) == [f"1. {name}: riders"]
    shown = keyboard(said)
    assert shown is not None
    assert shown.inline_keyboard[0][0].text == "More: Leicestershire and Rutland Invent\u2026"
    unsaid = _message("Pick.", f"More: {name}", "No")
    assert rendered(unsaid) == [f"Pick.\n\nYou can choose:\n1. More: {name}\n2. No"]


def test_names_are_bold_where_a_line_begins_with_them() -> None:
    message = _message("1. A & B: money\nA & Bees\nby A & B", titles=("A & B",))
    assert rendered(message) == ["1. <b>A &amp; B</b>: money\nA &amp; Bees\nby A &amp; B"]


def test_what_is_no_key_of_ours_is_nothing() -> None:
    assert choice_of("") is None
    assert choice_of("/find_funding") is None


def test_no_choices_are_no_keyboard() -> None:
    assert keyboard(_message("Well?")) is None
    shown = keyboard(_message("Well?", "Yes"))
    assert shown is not None
    assert len(str(shown.inline_keyboard[0][0].callback_data).encode()) <= 64
    assert LIMIT == 4096
