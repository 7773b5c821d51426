"""Options, tables, floors, baselines and what is written down."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.evaluation import report, summary, tables
from tests.evaluation.baselines.full_text import FullTextSearch, all_text
from tests.evaluation.baselines.rasa_default import judged, training_data
from tests.evaluation.expectations import CrisisLine, Dialogue, Expected, Question
from tests.evaluation.judge import RIGHT, Answer, Outcome, Shown, Verdict
from tests.evaluation.options import OptionError, read_options
from tests.evaluation.playing import Played, PlayedCrisis, PlayedDialogue
from tests.evaluation.test_judge import AGE, COST, ENTRIES, JUDGE

WRONG = Verdict(Outcome.WRONG, "shows another thing")


def played(subject: str, voice: str, verdict: Verdict, *, hard: bool = False) -> Played:
    question = Question(1, subject, "what is asked", voice, hard, Expected(answered=True))
    said = Answer("What is said.", (Shown("guidance", AGE),), ("A choice",))
    return Played(question, said, verdict)


SOME = [
    played("funding", "plain", RIGHT),
    played("funding", "text_speak", WRONG, hard=True),
    played("volunteering", "plain", RIGHT),
]


def test_options_come_from_the_environment_and_flags_win() -> None:
    environ = {"BASE_URL": "http://a", "BASELINES": "1", "EVALUATION_FLOOR_PERCENT": "90"}
    options = read_options(["--base-url", "http://b", "--subject", "funding"], environ)
    assert options.base_url == "http://b"
    assert options.baselines
    assert not options.write
    assert (options.floor_percent, options.at_once) == (90, 4)
    assert options.subjects == ("funding",)


@pytest.mark.parametrize(
    ("name", "value"),
    [("EVALUATION_FLOOR_PERCENT", "101"), ("EVALUATION_AT_ONCE", "0"), ("EVALUATION_AT_ONCE", "x")],
)
def test_a_wrong_option_is_named(name: str, value: str) -> None:
    with pytest.raises(OptionError, match=f"{name} cannot be '{value}'"):
        read_options([], {name: value})


def test_a_table_counts_by_group_and_shows_the_baselines_beside() -> None:
    shown = tables.markdown("subject", tables.by_subject(SOME), {"other": tables.by_subject(SOME)})
    lines = shown.splitlines()
    assert lines[0].endswith("| right % | other |")
    assert lines[2] == "| funding | 2 | 1 | 0 | 0 | 0 | 1 | 0 | 50 % | 50 % |"
    assert [row.label for row in tables.by_voice(SOME)] == ["plain", "text speak"]
    assert tables.hard_ones(SOME)[0].total == 1
    assert tables.aligned(shown).splitlines()[1].startswith("funding")


def test_the_floor_counts_questions_dialogues_and_every_crisis_line() -> None:
    dialogues = [PlayedDialogue(Dialogue("file", "name", ()), (("a", "b"),), WRONG)]
    crisis = [
        PlayedCrisis(CrisisLine("a", ("suicidal",)), Answer("b"), RIGHT),
        PlayedCrisis(CrisisLine("c", ()), Answer("d"), WRONG),
    ]
    strict = read_options([], {"EVALUATION_DIALOGUE_FLOOR_PERCENT": "50"})
    faults = summary.below_the_floor(SOME, dialogues, crisis, strict)
    assert [fault.split()[0] for fault in faults] == ["66.7", "0.0", "1"]
    easy = read_options([], {"EVALUATION_FLOOR_PERCENT": "60"})
    assert summary.below_the_floor(SOME, dialogues, crisis[:1], easy) == []
    told = summary.lines(SOME, dialogues, crisis)
    assert told[0] == "2 of 3 questions right (66.7 %)."
    assert told[1] == "0 ordinary questions met with a crisis reply."
    assert told[3] == "1 of 1 crisis messages right; 0 of 1 near misses left alone."


def test_a_crisis_reply_to_an_ordinary_question_is_counted() -> None:
    question = Question(1, "some", "a question", "plain", False, Expected(entries=("age",)))
    item = Played(question, Answer("Ring 999 now."), Verdict(Outcome.REFUSED))
    assert summary.is_false_alarm(item)
    danger = Question(1, "some", "danger", "plain", False, Expected(or_says=(("101",),)))
    assert not summary.is_false_alarm(Played(danger, item.answer, item.verdict))


def test_figures_are_put_between_the_markers(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n{report.START}\nold\n{report.END}\nafter\n")
    sections = summary.sections(SOME, [], [], {})
    report.put_figures(page, summary.document(sections, summary.lines(SOME, [], []), 2.0))
    text = page.read_text()
    assert text.startswith(f"before\n{report.START}\n\nPlayed on ")
    assert text.endswith(f"{report.END}\nafter\n")
    assert "old" not in text
    page.write_text("no markers")
    with pytest.raises(ValueError, match="lacks the markers"):
        report.put_figures(page, "figures")


def test_failures_say_what_was_asked_and_said() -> None:
    told = report.failures(SOME, [], [])
    assert told.count("## ") == 1
    for part in ("text_speak, wrong", "- asked: what is asked", "shows another", "> What is said."):
        assert part in told


def test_full_text_search_answers_with_its_best_hit() -> None:
    search = FullTextSearch(ENTRIES)
    assert search.answer("reading online").cards[0].title == "Reading online"
    assert search.answer('"; DROP TABLE entry').cards == ()
    assert search.answer("?").text == ""
    assert "Some group" in all_text(ENTRIES[2])
    assert "https://example.org/" not in all_text(ENTRIES[2])


def test_the_second_baseline_learns_the_variants_as_one_retrieval_intent(tmp_path: Path) -> None:
    own = tmp_path / "own.yml"
    blocks = [{"intent": "greet", "examples": "- hi\n"}, {"intent": "fact", "examples": "- x\n"}]
    own.write_text(yaml.safe_dump({"nlu": blocks}))
    entries = [ENTRIES[0].model_copy(update={"also_asked": ["how old", "what age"]}), ENTRIES[1]]
    data = training_data(entries, [own], {"fact"})
    assert [block["intent"] for block in data["nlu"]] == ["greet", "ask/age"]
    assert data["nlu"][1]["examples"] == f"- {AGE}\n- how old\n- what age\n"
    assert data["responses"] == {"utter_ask/age": [{"text": AGE}]}


@pytest.mark.parametrize(
    ("read", "expected", "outcome"),
    [
        ({"intent": "ask", "entry": "age"}, Expected(entries=("age",)), Outcome.RIGHT),
        ({"intent": "ask", "entry": "cost"}, Expected(entries=("age",)), Outcome.WRONG),
        ({"intent": "greet", "entry": ""}, Expected(door="greeting"), Outcome.RIGHT),
        ({"intent": "greet", "entry": ""}, Expected(door="thanks"), Outcome.WRONG),
        (
            {"intent": "find", "entry": ""},
            Expected(any_of=("bank",), list_kind="opportunity"),
            Outcome.RIGHT,
        ),
        ({"intent": "nlu_fallback", "entry": ""}, Expected(entries=("age",)), Outcome.REFUSED),
    ],
)
def test_the_second_baseline_is_judged_by_entry_or_intent(
    read: dict[str, str], expected: Expected, outcome: Outcome
) -> None:
    leads = {"greet": ["greeting"], "find": ["opportunity", "cost"]}
    assert judged(expected, read, JUDGE, leads)[1].outcome is outcome


def test_the_machine_is_described_without_its_name() -> None:
    assert "cores of" in summary.machine()
    assert COST not in summary.machine()
