"""How far a conversation is: kept as JSON, never asks twice, asks at most five things."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.directory import Directory
from knowledge.tasks.frame import SKIPPED, UNKNOWN, is_known, known, known_list
from knowledge.tasks.registry import tasks
from knowledge.tasks.state import MOST_QUESTIONS, TaskState, begin, next_question, place_of
from knowledge.tasks.volunteering import TASK


def place(directory: Directory, name: str) -> str:
    return directory.search().gazetteer.find(name)[0].place.slug


def test_everything_that_the_first_message_says_is_taken(directory: Directory) -> None:
    state = begin(directory, TASK, "I'm 15 and want to help animals near Blaby at weekends", None)
    assert state.answers["place"] == place(directory, "Blaby")
    assert state.answers["age"] == "15"
    assert state.answers["when"] == ["weekends"]
    assert "animals" in str(state.answers["interest"])
    question = next_question(TASK, state)
    assert question is not None
    assert question.key == "consider"


def test_a_place_known_from_before_is_not_asked_again(directory: Directory) -> None:
    known_place = directory.search().gazetteer.find("Quorn")[0].place
    state = begin(directory, TASK, "", known_place)
    assert place_of(directory, state.answers) == known_place
    named = begin(directory, TASK, "volunteering in Melton", known_place)
    assert named.answers["place"] == place(directory, "Melton")


def test_questions_come_in_order_and_never_twice() -> None:
    for task in tasks():
        state, asked = TaskState(task.name), []
        while (question := next_question(task, state)) is not None:
            asked.append(question.key)
            state = state.asking(question).answered({question.key: SKIPPED})
        assert len(asked) == len(set(asked)) <= MOST_QUESTIONS


def test_the_question_that_is_open_is_asked_again_after_a_correction() -> None:
    state = TaskState(TASK.name)
    for key in ("interest", "place", "when", "age", "consider"):
        question = TASK.question(key)
        assert question is not None
        state = state.asking(question)
        if key != "consider":
            state = state.answered({key: "x"})
    assert next_question(TASK, state.answered({"place": "y"})) == TASK.question("consider")


def test_a_correction_is_the_latest_answer() -> None:
    state = TaskState("t").answered({"a": "1"}).answered({"b": "2"}).answered({"a": "3"})
    assert state.answers == {"a": "3", "b": "2"}
    assert state.order == ("b", "a")
    assert state.reopened("a").answers == {"b": "2"}
    assert state.reopened("a").order == ("b",)


def test_it_survives_the_slot() -> None:
    state = TaskState(
        name="find_volunteering",
        answers={"when": ["weekends"], "age": "15"},
        asked="place",
        order=("when", "age"),
        put=("interest", "place"),
        shown=("vol-a",),
        mark=7,
        aside=1,
        unclear=2,
        needs=(("find_funding", "money"),),
    )
    assert TaskState.from_slot(json.loads(json.dumps(state.as_slot()))) == state


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda children: (
        st.lists(children, max_size=4) | st.dictionaries(st.text(max_size=10), children, max_size=4)
    ),
    max_leaves=8,
)


@given(
    st.fixed_dictionaries(
        {}, optional=dict.fromkeys(TaskState("t").as_slot(), JSON)
    )
    | JSON
)  # fmt: skip
def test_whatever_stands_in_the_slot_is_read_or_refused(value: Any) -> None:
    state = TaskState.from_slot(value)
    if state is not None:
        assert TaskState.from_slot(json.loads(json.dumps(state.as_slot()))) == state


@pytest.mark.parametrize("open_value", [SKIPPED, UNKNOWN])
def test_an_open_answer_is_not_known(open_value: str) -> None:
    assert not is_known({"a": open_value}, "a")
    assert known({"a": open_value}, "a") is None
    assert known_list({"a": open_value}, "a") == []
    assert known_list({"a": "one"}, "a") == ["one"]
    assert known_list({"a": ["one", "two"]}, "a") == ["one", "two"]
