"""What a group asks leave for, and what kind of body it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.directory import Directory
from knowledge.site import load_site
from knowledge.tasks.groups import may_we, notice_group
from knowledge.tasks.registry import wished
from knowledge.tasks.save_building import TASK
from knowledge.tasks.state import begin
from tests.real_content import ROOT


@pytest.mark.parametrize(
    ("text", "may", "group"),
    [
        ("Our committee isn't a charity. Can we ask for the six month pause?", "pause", "informal"),
        (
            "can the parish itself ask for the 6 months, owner told us he is selling",
            "pause",
            "parish",
        ),
        ("we are a CIO, can we nominate the pub", "nominate", "charity"),
        ("we're a CIC, are we allowed to trigger the moratorium", "pause", "society"),
        ("who can nominate an asset of community value", None, None),
        ("what is the six month pause", None, None),
        ("can the WI nominate", None, None),
        ("we are a CIC", None, "society"),
    ],
)
def test_what_is_asked_and_by_whom(
    directory: Directory, text: str, may: str | None, group: str | None
) -> None:
    assert may_we(directory, text) == may
    assert notice_group(directory, text) == group


@pytest.mark.parametrize(
    ("text", "words", "title"),
    [
        (
            "Our committee isn't a charity. Can we ask for the six month pause?",
            "It cannot ask for the six-month pause",
            "What is a 'community interest group' and why does it matter?",
        ),
        (
            "we are a CIO, can we nominate the pub",
            "A charity or CIO with a local connection can nominate",
            "Who can nominate an asset of community value?",
        ),
    ],
)
def test_the_answer_is_for_that_group(
    directory: Directory, text: str, words: str, title: str
) -> None:
    assert wished(directory, text) is TASK
    answers = begin(directory, TASK, text, None).answers
    assert TASK.has_enough(answers)
    found = TASK.answer(directory, load_site(ROOT / "site.yml"), answers)
    assert words in found.reply.text
    assert found.reply.cards[0].title == title


@given(st.text(max_size=300))
def test_any_text_can_be_read(text: str) -> None:
    may_we(None, text)  # type: ignore[arg-type]
    notice_group(None, text)  # type: ignore[arg-type]
