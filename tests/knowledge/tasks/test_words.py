"""The small words of a guided conversation, in many wordings."""

from __future__ import annotations

import pytest

from knowledge.tasks.words import (
    corrected,
    is_question,
    says_again,
    says_back,
    says_leave,
    says_no,
    says_not_known,
    says_skip,
    says_yes,
    to_change,
)

LEAVE = """stop|Stop please|leave it|leave it there|forget it|never mind|nevermind|cancel
cancel that
ok stop|can you stop asking
stop asking me questions|I'm done|im finished|that's all|thats it thanks
that is enough|no more questions|too many questions|these are fine thanks
I don't want this|i've changed my mind|quit|scrap that|let's leave it|no, leave it|that'll do"""
AGAIN = """start again|Start over please|can we start again|begin again|restart|let's start again
from the beginning|from scratch|start afresh|i want to start again|start all over again|reset"""
BACK = """back|go back|back to it|carry on|continue|ok carry on|let's go back|resume|where were we
go back to where we were|back to finding volunteering|back to the questions|can we continue"""
SKIP = """skip|skip it|Skip this one|skip this question|pass|next|next question
it doesn't matter
doesn't matter|I don't mind|dont mind where|not bothered|I'm not fussy|I'm easy|anything|anywhere
any|any time|either|whatever|no preference|rather not say|i'd rather not say|prefer not to say
that's private|can I skip this|no particular day|we don't mind|all of them|i'm flexible"""
NOT_KNOWN = """don't know|I don't know|i dont know yet|dunno|not sure|I'm not sure|not really sure
no idea|haven't a clue|unsure|im not certain|we haven't decided yet|haven't thought about it
can't say|hard to say|you tell me|what do you suggest|any ideas|I really don't know|idk
not 100% sure|we do not know that yet|he doesn't know"""
YES = """yes|Yes please|yeah|yep|yup|aye|sure|of course|definitely|ok|yes we do|we have|it is
yes it is|I am|y|correct|yes thanks"""
NO = """no|No thanks|nope|nah|not yet|not really|no we don't|we don't|we haven't|it isn't|never
no it is not|I am not|n|not at all|we're not"""
QUESTIONS = """what is a CIC|how much is it?|can I bring my dog|is there a fee|do we need insurance
ok but what about expenses|and who pays|tell me about DBS checks|where do I send it|why
Do I get paid?|I wonder, is it free?|any chance of help with a form"""
STATEMENTS = """Melton|I live in Syston|we're a charity|I was a nurse|weekends|about five hundred
something with animals|just me|were a small club in Quorn|have a dog"""
OTHERS = """Melton|food bank|I want to stop smoking|stop the closure of our library|the back room
we need to leave the hall by May|a new start|starting again in a new job|no dogs|passing trade
skipping club|a bus pass|nothing with children|next to the church|an easy walk"""


def rows(text: str) -> list[str]:
    return [item.strip() for line in text.splitlines() for item in line.split("|")]


@pytest.mark.parametrize("text", rows(LEAVE))
def test_leaving(text: str) -> None:
    assert says_leave(text)


@pytest.mark.parametrize("text", rows(AGAIN))
def test_starting_again(text: str) -> None:
    assert says_again(text)


@pytest.mark.parametrize("text", rows(BACK))
def test_going_back(text: str) -> None:
    assert says_back(text)


@pytest.mark.parametrize("text", rows(SKIP))
def test_skipping(text: str) -> None:
    assert says_skip(text)


@pytest.mark.parametrize("text", rows(NOT_KNOWN))
def test_not_knowing(text: str) -> None:
    assert says_not_known(text)


@pytest.mark.parametrize("text", rows(YES))
def test_yes(text: str) -> None:
    assert says_yes(text)
    assert not says_no(text)


@pytest.mark.parametrize("text", rows(NO))
def test_no(text: str) -> None:
    assert says_no(text)
    assert not says_yes(text)


@pytest.mark.parametrize("text", [*rows(STATEMENTS), *rows(OTHERS)])
def test_what_says_something_is_none_of_these(text: str) -> None:
    for says in (says_leave, says_again, says_back, says_skip, says_not_known, says_yes, says_no):
        assert not says(text), says.__name__


@pytest.mark.parametrize("text", rows(QUESTIONS))
def test_questions(text: str) -> None:
    assert is_question(text)


@pytest.mark.parametrize("text", rows(STATEMENTS))
def test_statements_are_no_questions(text: str) -> None:
    assert not is_question(text)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("no, I meant Melton", "melton"),
        ("No I meant Melton", "melton"),
        ("sorry, Hinckley", "hinckley"),
        ("actually it's a pub", "its a pub"),
        ("oops, 17", "17"),
        ("Melton instead", "melton"),
        ("not Blaby but Melton", "melton"),
        ("make it weekends", "weekends"),
        ("i should have said Syston", "syston"),
        ("wrong place, try Quorn", "quorn"),
        ("change it to evenings", "evenings"),
        ("wait, no, sorry, I mean Coalville", "coalville"),
    ],
)
def test_corrections_leave_what_is_meant(text: str, rest: str) -> None:
    assert corrected(text) == rest


@pytest.mark.parametrize("text", ["Melton", "we meet on Mondays", "nothing", "noise", "notts"])
def test_no_correction(text: str) -> None:
    assert corrected(text) is None


@pytest.mark.parametrize(
    ("text", "what", "new"),
    [
        ("change the place", "place", None),
        ("can I change the place please", "place", None),
        ("I want to change my age", "age", None),
        ("change the place to Melton", "place", "melton"),
        ("change the amount from 500 to 600", "amount", "600"),
    ],
)
def test_changing_an_answer(text: str, what: str, new: str | None) -> None:
    assert to_change(text) == (what, new)


@pytest.mark.parametrize("text", ["change", "climate change in our village", "Melton"])
def test_nothing_to_change(text: str) -> None:
    assert to_change(text) is None
