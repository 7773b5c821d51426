"""A list of funds answers a wish for money for a group, and no other talk of money."""

from __future__ import annotations

import pytest

from knowledge.directory import Directory
from knowledge.tasks.money_wishes import is_offered_for_a_fee, wishes_for_money
from knowledge.tasks.registry import wished


@pytest.mark.parametrize(
    "text",
    [
        "grants for our village hall roof", "we need £500 for football kit",
        "my group has no money for rent, who gives grants", "funding for my lad's football club",
        "We run a lunch club for twenty people in a church hall and the cooker has just broken. "
        "Who would pay for a new one?",
        "any charity that gives money to choirs",
    ],
)  # fmt: skip
def test_a_group_that_needs_money_wishes_for_it(text: str) -> None:
    assert wishes_for_money(text)


@pytest.mark.parametrize(
    "text",
    [
        "can somebody check our grant application", "help me fill in the lottery form",
        "We've got a grant for a worker. What must we do as an employer?",
        "the lottery money came through, do we need their logo",
        "a lady e-mailed about a £2,000 award and wants a fee first", "my boiler broke, any grants",
        "single dad here, is there money for school uniform",
        "We raised money for the roof and the builder has let us down and nobody will talk to us "
        "any more. Who do we complain to?",
    ],
)  # fmt: skip
def test_other_talk_of_money_is_no_wish_for_a_list(text: str) -> None:
    assert not wishes_for_money(text)


def test_without_a_word_of_money_the_engine_must_be_sure() -> None:
    assert not wishes_for_money("nobody ever turns up to lend a hand", 0.55)
    assert wishes_for_money("the hall roof leaks and we must mend it", 0.9)


def test_who_is_promised_money_for_a_fee_is_warned() -> None:
    assert is_offered_for_a_fee("someone rang, our club won an award, they want our sort code")
    assert not is_offered_for_a_fee("what is the fee for the hall, and can we get a grant for it")


def test_help_with_a_form_opens_no_search_for_money(directory: Directory) -> None:
    assert wished(directory, "I want a grant") is not None
    assert wished(directory, "can you help me with a grant form") is None
