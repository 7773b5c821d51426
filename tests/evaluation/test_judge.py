"""What counts as right, asked, refused and wrong."""

from __future__ import annotations

import pytest

from knowledge.content_schema import Entry, Guidance, Opportunity
from tests.evaluation.doors import Door, Doors
from tests.evaluation.expectations import CrisisLine, Expected
from tests.evaluation.judge import Answer, Judge, Outcome, Shown
from tests.evaluation.records import Records

COMMON = {
    "summary": "A summary.",
    "topics": ["volunteering"],
    "source_urls": ["https://example.org/"],
    "source_date": "2026",
    "confidence": "high",
}


def guidance(entry_id: str, name: str, areas: list[str] | None = None) -> Guidance:
    return Guidance.model_validate(
        {
            **COMMON,
            "id": entry_id,
            "kind": "guidance",
            "name": name,
            "areas": areas or ["England"],
            "short_answer": f"The short answer to {name}",
            "answer": "The answer.",
        }
    )


def opportunity(entry_id: str, name: str, areas: list[str]) -> Opportunity:
    return Opportunity.model_validate(
        {
            **COMMON,
            "id": entry_id,
            "kind": "opportunity",
            "name": name,
            "areas": areas,
            "organisation": "Some group",
            "role": "Helper",
        }
    )


ENTRIES: list[Entry] = [
    guidance("age", "How old must I be to help?"),
    guidance("cost", "What does a check cost me?"),
    opportunity("bank", "Melton food bank", ["Melton"]),
    opportunity("shop", "Hinckley charity shop", ["Hinckley and Bosworth"]),
    opportunity("online", "Reading online", ["UK"]),
]
DOORS = Doors(
    {
        "greeting": Door((("hello",),), ("did you mean",)),
        "person": Door((("adviser",),), (), ("bank",)),
    },
    {"suicidal": Door((("999",), ("116 123",)))},
)
JUDGE = Judge(Records({entry.id: entry for entry in ENTRIES}, {"old-age": "age"}), DOORS)


def cards(*names: str, text: str = "") -> Answer:
    return Answer(text, tuple(Shown("guidance", name) for name in names))


def outcome(expected: Expected, answer: Answer, before: str | None = None) -> Outcome:
    return JUDGE.verdict(expected, answer, before).outcome


AGE = "How old must I be to help?"
COST = "What does a check cost me?"


def test_the_first_card_decides() -> None:
    assert outcome(Expected(entries=("age",)), cards(AGE, COST)) is Outcome.RIGHT
    assert outcome(Expected(entries=("age",)), cards(COST, AGE)) is Outcome.WRONG


def test_an_id_from_before_a_merger_still_counts() -> None:
    assert outcome(Expected(entries=("old-age",)), cards(AGE)) is Outcome.RIGHT


def test_without_cards_the_short_answer_in_the_text_tells_the_entry() -> None:
    said = Answer(f"Well. The short answer to {AGE} And more.")
    assert outcome(Expected(entries=("age",)), said) is Outcome.RIGHT
    assert outcome(Expected(entries=("cost",)), said) is Outcome.WRONG


def test_a_list_is_right_when_any_of_the_first_three_is() -> None:
    wanted = Expected(any_of=("bank",), list_kind="opportunity")
    shown = ["Hinckley charity shop", "Reading online", "Melton food bank"]
    assert outcome(wanted, cards(*shown)) is Outcome.RIGHT
    assert outcome(wanted, cards(AGE, *shown)) is Outcome.WRONG


def test_two_questions_need_two_answers() -> None:
    wanted = Expected(all_of=(("age",), ("cost",)))
    assert outcome(wanted, cards(AGE, COST)) is Outcome.RIGHT
    assert outcome(wanted, cards(AGE)) is Outcome.WRONG


def test_facts_must_stand_in_the_text_as_well() -> None:
    wanted = Expected(entries=("age",), must_say=(("16", "sixteen"),))
    assert outcome(wanted, cards(AGE, text="From sixteen.")) is Outcome.RIGHT
    assert outcome(wanted, cards(AGE, text="It depends.")) is Outcome.WRONG


def test_what_may_not_be_said_spoils_a_right_answer() -> None:
    wanted = Expected(entries=("age",), must_not_say=("first refusal",))
    assert outcome(wanted, cards(AGE, text="You get first refusal.")) is Outcome.WRONG


def test_facts_may_stand_in_for_the_entry() -> None:
    wanted = Expected(entries=("age",), or_says=(("101",), ("council",)))
    assert outcome(wanted, Answer("Ring 101 or the council.")) is Outcome.RIGHT
    assert outcome(wanted, Answer("Ring 101.")) is Outcome.REFUSED


def test_the_first_thing_must_serve_the_place() -> None:
    wanted = Expected(any_of=("bank", "shop"), list_kind="opportunity", place="Melton")
    assert outcome(wanted, cards("Melton food bank")) is Outcome.RIGHT
    assert outcome(wanted, cards("Hinckley charity shop")) is Outcome.WRONG
    far = Expected(entries=("online",), place="Melton")
    assert outcome(far, cards("Reading online")) is Outcome.RIGHT


@pytest.mark.parametrize(
    ("labels", "wanted"),
    [
        ([AGE, COST], Outcome.ASKED),
        (["How old must I be…", COST], Outcome.ASKED),
        ([COST, "Something else"], Outcome.ASKED_ELSE),
        ([AGE], Outcome.REFUSED),
    ],
)
def test_asking_which_is_told_from_refusing(labels: list[str], wanted: Outcome) -> None:
    said = Answer("Which of these is it?", choices=tuple(labels))
    assert outcome(Expected(entries=("age",)), said) is wanted


def test_cards_that_are_all_offered_to_tap_are_a_question() -> None:
    shown = (Shown("guidance", AGE), Shown("guidance", COST))
    both = Answer("I am not sure which:", shown, (AGE, COST, "None of these"))
    assert outcome(Expected(entries=("age",)), both) is Outcome.ASKED
    assert outcome(Expected(entries=("bank",)), both) is Outcome.ASKED_ELSE
    one = Answer("From 16.", shown[:1], (COST, "Something else"))
    assert outcome(Expected(entries=("age",)), one) is Outcome.RIGHT


def test_no_answer_is_a_refusal_and_no_reply_is_broken() -> None:
    assert outcome(Expected(entries=("age",)), Answer("I cannot help.")) is Outcome.REFUSED
    assert outcome(Expected(entries=("age",)), Answer("", broken="gone")) is Outcome.BROKEN


def test_a_door_is_known_by_what_its_reply_says() -> None:
    wanted = Expected(door="greeting")
    assert outcome(wanted, Answer("Hello! What is it about?")) is Outcome.RIGHT
    assert outcome(wanted, Answer("Sorry.")) is Outcome.WRONG
    assert outcome(wanted, Answer("Hello. Did you mean this?")) is Outcome.WRONG
    assert outcome(wanted, cards(AGE, text="Hello.")) is Outcome.WRONG


def test_a_door_may_show_its_own_cards_and_another_may_be_as_good() -> None:
    said = cards("Melton food bank", text="An adviser rings you.")
    assert outcome(Expected(door="person"), said) is Outcome.RIGHT
    assert outcome(Expected(door="greeting", or_door="person"), said) is Outcome.RIGHT


def test_an_entry_may_answer_instead_of_the_door() -> None:
    assert outcome(Expected(door="greeting", entries=("age",)), cards(AGE)) is Outcome.RIGHT


def test_asking_back_must_ask_for_the_right_thing() -> None:
    wanted = Expected(asks=(("town", "postcode"),))
    assert outcome(wanted, Answer("Which town is it?")) is Outcome.RIGHT
    assert outcome(wanted, Answer("Which town, please")) is Outcome.WRONG
    assert outcome(wanted, Answer("Who are you?")) is Outcome.WRONG


def test_the_same_words_again_are_wrong() -> None:
    wanted = Expected(door="greeting", not_as_before=True)
    assert outcome(wanted, Answer("Hello  you"), "hello you") is Outcome.WRONG
    assert outcome(wanted, Answer("Hello again"), "hello you") is Outcome.RIGHT


def test_a_crisis_reply_holds_every_number() -> None:
    line = CrisisLine("a line", ("suicidal",))
    assert JUDGE.crisis(line, Answer("Ring 999, or 116 123.")).is_right
    assert not JUDGE.crisis(line, Answer("Ring 999.")).is_right


def test_a_near_miss_gets_no_crisis_reply() -> None:
    line = CrisisLine("a line", ())
    assert JUDGE.crisis(line, cards(AGE, text="In danger, ring 999.")).is_right
    assert not JUDGE.crisis(line, Answer("Ring 999 now.")).is_right
