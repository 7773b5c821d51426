"""Plays the same questions to the baselines and judges them by the same judge."""

from __future__ import annotations

from collections.abc import Sequence

from tests.evaluation.baselines.full_text import FullTextSearch
from tests.evaluation.baselines.rasa_default import play_rasa_default
from tests.evaluation.expectations import Question
from tests.evaluation.judge import Judge
from tests.evaluation.options import Options
from tests.evaluation.playing import Played

FULL_TEXT = "full-text search"
RASA_DEFAULT = "Rasa's default"


def play_baselines(
    questions: Sequence[Question], judge: Judge, options: Options
) -> dict[str, list[Played]]:
    """Returns, by the name of each baseline, every question with its verdict."""
    return {
        FULL_TEXT: play_full_text(questions, judge),
        RASA_DEFAULT: play_rasa_default(questions, judge, options.rasa_epochs),
    }


def play_full_text(questions: Sequence[Question], judge: Judge) -> list[Played]:
    """Plays all questions to full-text search alone."""
    search = FullTextSearch(judge.records.entries.values())
    played = []
    for question in questions:
        answer = search.answer(question.ask)
        played.append(Played(question, answer, judge.verdict(question.expected, answer)))
    return played
