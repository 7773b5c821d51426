"""The question and dialogue files can be judged, and nobody has trained on them."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
import yaml

from tests.evaluation.doors import Doors, read_doors
from tests.evaluation.expectations import (
    LIST_KINDS,
    VOICES,
    Dialogue,
    EvaluationFileError,
    Expected,
    Question,
    read_crisis,
    read_dialogues,
    read_questions,
)
from tests.evaluation.options import HERE, ROOT
from tests.evaluation.records import Records, read_records
from tests.evaluation.texts import bare

TRAINING = ROOT / "nlu" / "data"
LEAST_QUESTIONS, LEAST_DIALOGUES = 680, 94
LONGEST_ANSWER = 3


@cache
def records() -> Records:
    return read_records(ROOT / "knowledge" / "content")


@cache
def questions() -> tuple[Question, ...]:
    return tuple(read_questions(HERE / "questions"))


@cache
def dialogues() -> tuple[Dialogue, ...]:
    return tuple(read_dialogues(HERE / "dialogues"))


@cache
def doors() -> Doors:
    return read_doors(HERE / "doors.yml")


def all_expected() -> list[tuple[str, Expected]]:
    found = [(question.ask, question.expected) for question in questions()]
    return found + [
        (dialogue.name, turn.expected) for dialogue in dialogues() for turn in dialogue.turns
    ]


def test_there_are_enough_of_every_kind() -> None:
    assert len(questions()) >= LEAST_QUESTIONS
    assert len(dialogues()) >= LEAST_DIALOGUES
    assert set(Counter(question.voice for question in questions())) == set(VOICES)


def test_every_entry_that_is_called_right_exists() -> None:
    unknown = {
        item: asked
        for asked, expected in all_expected()
        for item in expected.ids
        if records().known(item) is None
    }
    assert not unknown


def test_every_card_that_a_door_allows_exists() -> None:
    unknown = [
        card
        for door in doors().doors.values()
        for card in door.cards
        if records().known(card) is None
    ]
    assert not unknown


def test_every_door_exists() -> None:
    named = {
        name
        for _, expected in all_expected()
        for name in (expected.door, expected.or_door)
        if name is not None
    }
    assert named <= set(doors().doors)


def test_every_crisis_class_says_what_its_reply_must_hold() -> None:
    named = {name for line in read_crisis(HERE / "crisis.yml") for name in line.classes}
    assert named == set(doors().crisis)


def test_every_place_is_a_district() -> None:
    districts = {
        "Blaby", "Charnwood", "Harborough", "Hinckley and Bosworth", "Melton",
        "North West Leicestershire", "Oadby and Wigston", "Leicester", "Rutland",
    }  # fmt: skip
    named = {expected.place for _, expected in all_expected() if expected.place}
    assert named <= districts


def test_a_right_entry_for_a_place_serves_it() -> None:
    wrong = [
        (asked, item)
        for asked, expected in all_expected()
        if expected.place
        for item in records().current(expected.ids)
        if not records().serves(item, expected.place)
    ]
    assert not wrong


def test_a_right_list_holds_entries_of_its_kind() -> None:
    kinds = {
        "fund": {"fund", "organisation", "service"},
        "opportunity": {"opportunity", "organisation"},
        "service": {"service", "organisation", "contact"},
        "case_study": {"case_study"},
    }
    wrong = [
        (asked, item)
        for asked, expected in all_expected()
        if expected.list_kind
        for item in records().current(expected.any_of)
        if records().entries[item].kind not in kinds[expected.list_kind]
    ]
    assert not wrong


def test_no_question_is_asked_twice() -> None:
    asked = Counter(bare(question.ask) or question.ask for question in questions())
    assert [ask for ask, count in asked.items() if count > 1] == []


def test_no_question_is_a_variant_in_the_content() -> None:
    variants = {
        bare(text): entry.id
        for entry in records().entries.values()
        for text in [entry.name, *entry.also_asked]
    }
    assert {ask: variants[bare(ask)] for ask in everything_said() if bare(ask) in variants} == {}


def test_no_question_is_a_training_example() -> None:
    examples = training_examples(TRAINING)
    allowed = {"hello", "thx", "start again", "help", "start over", "restart"}
    assert examples
    assert {bare(ask) for ask in everything_said()} & examples <= allowed


def test_the_second_baseline_knows_the_intents_of_the_project() -> None:
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    leads = yaml.safe_load((HERE / "baselines" / "intents.yml").read_text(encoding="utf-8"))
    assert set(leads) <= set(domain["intents"])
    named = {to for leads_to in leads.values() for to in leads_to} - {"ask", *LIST_KINDS}
    assert {to for to in named if records().known(to) is None} <= set(doors().doors)


def training_examples(folder: Path) -> set[str]:
    """Returns every example of Rasa's training files, with its entity marks taken away."""
    found = set()
    for path in folder.rglob("*.yml"):
        for block in (yaml.safe_load(path.read_text(encoding="utf-8")) or {}).get("nlu", []):
            if "intent" not in block:
                continue
            for line in str(block.get("examples", "")).splitlines():
                text = re.sub(r"\[([^\]]+)\](\([^)]*\)|\{[^}]*\})", r"\1", line.lstrip(" -"))
                found.add(bare(text))
    return found - {""}


def everything_said() -> list[str]:
    """All that is typed, without the few words that only answer what a task asked: 'a charity'."""
    said = [question.ask for question in questions()]
    for dialogue in dialogues():
        first, *later = dialogue.turns
        said += [first.say or ""]
        said += [turn.say for turn in later if turn.say and len(turn.say.split()) > LONGEST_ANSWER]
    return [text for text in said if text]


@pytest.mark.parametrize(
    "question",
    [
        "{ask: '', voice: plain, hard: false, entries: [a]}",
        "{ask: a, voice: loud, hard: false, entries: [a]}",
        "{ask: a, voice: plain, hard: maybe, entries: [a]}",
        "{ask: a, voice: plain, hard: false}",
        "{ask: a, voice: plain, hard: false, any_of: [a]}",
        "{ask: a, voice: plain, hard: false, any_of: [a], list_kind: thing}",
        "{ask: a, voice: plain, hard: false, entrys: [a]}",
    ],
)
def test_a_question_that_cannot_be_judged_is_refused(tmp_path: Path, question: str) -> None:
    (tmp_path / "some.yml").write_text(f"subject: some\nquestions:\n  - {question}\n")
    with pytest.raises(EvaluationFileError, match=r"some\.yml, question 1"):
        read_questions(tmp_path)


def test_a_step_must_say_or_choose(tmp_path: Path) -> None:
    (tmp_path / "some.yml").write_text(
        "dialogues:\n  - name: a\n    turns:\n      - {answered: true}\n"
    )
    with pytest.raises(EvaluationFileError, match="either says or chooses"):
        read_dialogues(tmp_path)
