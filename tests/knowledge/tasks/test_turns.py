"""What is said turn by turn: answers at once, corrections, skips, ways out and back, a queue."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from knowledge.directory import Directory
from knowledge.phrases import PERSON, SUBJECTS
from knowledge.replies import Reply
from knowledge.site import Site, load_site
from knowledge.tasks.frame import SKIPPED, UNKNOWN
from knowledge.tasks.reading import Kind, read_answer
from knowledge.tasks.registry import task_of
from knowledge.tasks.state import TaskState
from knowledge.tasks.turns import Turn, ask_again, interrupted, opened, resumed, take
from knowledge.tasks.volunteering import TASK
from tests.real_content import ROOT


@pytest.fixture(scope="module")
def site() -> Site:
    return load_site(ROOT / "site.yml")


@dataclass
class Talk:
    """A running task: what is said to it goes through the readers alone."""

    directory: Directory
    site: Site
    turn: Turn

    @property
    def state(self) -> TaskState:
        assert self.turn.state is not None
        return self.turn.state

    @property
    def text(self) -> str:
        return self.turn.answer.reply.text

    @property
    def labels(self) -> list[str]:
        return [choice.label for choice in self.turn.answer.reply.choices]

    def say(self, text: str) -> str:
        task = task_of(self.state.name)
        assert task is not None
        read = read_answer(self.directory, task, self.state, text)
        assert read is not None, text
        self.turn = take(self.directory, self.site, task, self.state, read)
        return self.text

    def is_interruption(self, text: str) -> bool:
        return read_answer(self.directory, TASK, self.state, text) is None


@pytest.fixture
def talk(directory: Directory, site: Site) -> Talk:
    """Volunteering, just begun by a tap."""
    return Talk(directory, site, opened(directory, site, TASK, "", None))


def test_it_begins_with_one_question_and_answers_to_tap(talk: Talk) -> None:
    assert talk.text.count("?") == 1
    assert talk.state.asked == "interest"
    assert "Animals" in talk.labels
    assert talk.labels[-1] == "Skip this"


def test_matches_come_as_soon_as_there_is_enough_and_the_next_question_under_them(
    talk: Talk,
) -> None:
    said = talk.say("walking dogs")
    assert "Ways to volunteer that may suit:\n1. " in said
    assert said.endswith(TASK.questions[1].text)
    assert talk.state.asked == "place"
    assert "Source: " in said


def test_it_says_back_what_it_understood(talk: Talk) -> None:
    talk.say("food bank")
    assert "You are looking for volunteering (food bank) near Hinckley." in talk.say("Hinckley")
    assert "near Hinckley, at weekends." in talk.say("Weekends")


@pytest.mark.parametrize(
    "text",
    ["no, I meant Melton", "sorry, Melton", "actually Melton", "change the place to Melton",
     "not Hinckley but Melton", "Melton instead",
     "no hinckley is wrong, its Melton", "no I mean Melton please"],
)  # fmt: skip
def test_a_correction_changes_the_answer_and_goes_on(talk: Talk, text: str) -> None:
    talk.say("food bank")
    talk.say("Hinckley")
    assert talk.state.asked == "when"
    said = talk.say(text)
    assert "near Melton" in said
    assert "Storehouse" in said
    assert talk.state.asked == "when"


def test_what_was_said_first_can_be_corrected_too(talk: Talk) -> None:
    talk.say("food bank")
    talk.say("Hinckley")
    said = talk.say("no, I meant animals")
    assert talk.state.answers["interest"] == "animals"
    assert "Animal" in said


def test_an_answer_can_be_asked_for_again(talk: Talk) -> None:
    talk.say("food bank")
    talk.say("Hinckley")
    assert talk.say("can I change the place please").endswith(TASK.questions[1].text)
    assert "place" not in talk.state.answers
    assert "near Melton" in talk.say("Melton")


@pytest.mark.parametrize(
    ("text", "value"), [("skip", SKIPPED), ("I don't mind", SKIPPED), ("not sure", UNKNOWN)]
)
def test_a_question_can_be_left_open(talk: Talk, text: str, value: str) -> None:
    talk.say("food bank")
    said = talk.say(text)
    assert talk.state.answers["place"] == value
    assert said == "That is fine.\n\nWhen could you help?"


def test_an_answer_may_say_more_than_was_asked(talk: Talk) -> None:
    talk.say("food bank")
    talk.say("Wigston, weekends, and I'm 16")
    assert talk.state.answers["when"] == ["weekends"]
    assert talk.state.answers["age"] == "16"
    assert talk.state.asked == "consider"


def test_what_was_not_asked_is_taken_too(talk: Talk) -> None:
    talk.say("food bank")
    talk.say("evenings only")
    assert talk.state.answers["when"] == ["evenings"]
    assert talk.state.asked == "place"


@pytest.mark.parametrize(
    "text",
    [
        "can I volunteer on universal credit?",
        "how do I get a DBS check",
        "what does a CIC cost",
        "grants in Melton",
        "who is my councillor in Syston",
    ],
)
def test_a_question_is_an_interruption(talk: Talk, text: str) -> None:
    talk.say("food bank")
    assert talk.is_interruption(text)


def test_the_way_back_stands_under_an_answer_to_something_else(talk: Talk, site: Site) -> None:
    talk.say("food bank")
    answer = Reply("An answer.", choices=[SUBJECTS[0]])
    reply, once = interrupted(site, TASK, talk.state, answer)
    assert reply.text.startswith("An answer.\n\nShall we go back to finding volunteering?")
    assert reply.choices[0].label == "Back to finding volunteering"
    twice, state = interrupted(site, TASK, once, answer)
    assert twice.text != reply.text
    third, _ = interrupted(site, TASK, state, answer)
    assert third == answer


def test_it_comes_back_to_where_it_was(talk: Talk, directory: Directory, site: Site) -> None:
    talk.say("food bank")
    turn = resumed(directory, site, TASK, talk.state)
    assert turn.answer.reply.text.endswith(TASK.questions[1].text)
    assert "(food bank)" in turn.answer.reply.text
    assert talk.say("carry on").endswith(TASK.questions[1].text)


def test_it_can_be_left(talk: Talk) -> None:
    assert "I have stopped finding volunteering." in talk.say("leave it")
    assert talk.turn.state is None


def test_not_understood_is_asked_in_other_words_and_then_a_person_comes_first(
    talk: Talk, directory: Directory, site: Site
) -> None:
    talk.say("food bank")
    texts = {talk.text}
    state = talk.state
    for time in range(3):
        turn = ask_again(directory, site, TASK, state)
        assert turn.answer.reply.text not in texts
        texts.add(turn.answer.reply.text)
        assert (turn.answer.reply.choices[0] == PERSON) == (time > 0)
        assert turn.state is not None
        state = turn.state


def test_an_unknown_place_is_said_to_be_unknown_and_asked_again(talk: Talk) -> None:
    talk.say("food bank")
    said = talk.say("Xyzzyville")
    assert "I do not know a place of that name." in said
    assert talk.state.asked == "place"
    assert talk.state.unclear == 1


def test_other_needs_are_offered_at_the_end(directory: Directory, site: Site) -> None:
    needs = [("find_funding", "need money for our club")]
    talk = Talk(directory, site, opened(directory, site, TASK, "", None, needs))
    for _ in range(5):
        talk.say("skip")
    assert "You needed something else too: finding money." in talk.text
    assert talk.labels[0] == "Go on to finding money"
    assert talk.turn.answer.reply.choices[0].payload == (
        '/answer_task{"task_answer": "find_volunteering:next"}'
    )


def test_the_same_matches_are_not_listed_again(talk: Talk) -> None:
    talk.say("animals")
    talk.say("Blaby")
    before = talk.text
    said = talk.say("I am 40")
    assert "The same ones as before still fit best." not in before
    assert "Leicester Animal Aid" not in said or said != before


def test_every_turn_reads_back_from_its_slot(talk: Talk) -> None:
    for text in ("food bank", "Melton", "weekends", "15", "nothing"):
        talk.say(text)
        assert TaskState.from_slot(talk.state.as_slot()) == talk.state


def test_what_belongs_to_the_task_is_told_apart(talk: Talk, directory: Directory) -> None:
    kinds = {
        text: read_answer(directory, TASK, talk.state, text)
        for text in ("stop", "start again", "back", "change the age", "animals")
    }
    assert [read.kind for read in kinds.values() if read] == [
        Kind.LEAVE, Kind.AGAIN, Kind.BACK, Kind.CHANGE, Kind.ANSWER,
    ]  # fmt: skip
