"""The tables that say whether 'sure' and 'unsure' mean what they say."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from knowledge.composing import LIKELIEST
from knowledge.directory import Directory
from knowledge.phrases import door_texts, phrase
from knowledge.site import load_site
from tests.evaluation.calibration import STANCES, by_chance, by_stance, stance
from tests.evaluation.expectations import Expected, Question
from tests.evaluation.judge import RIGHT, Answer, Outcome, Shown, Verdict
from tests.evaluation.options import ROOT
from tests.evaluation.playing import Played

SITE = load_site(ROOT / "site.yml")
DOORS = door_texts(SITE)
CARD = Shown("guidance", "How old must I be?")
OTHER = Shown("guidance", "Who pays?")


def played(answer: Answer, verdict: Verdict = RIGHT, ask: str = "a", *ids: str) -> Played:
    question = Question(1, "funding", ask, "plain", False, Expected(entries=ids))
    return Played(question, answer, verdict)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Answer("Sixteen.", (CARD,)), STANCES[0]),
        (Answer(f"{LIKELIEST}\n\nSixteen.", (CARD,), (OTHER.title,)), STANCES[1]),
        (Answer("Which?", (CARD, OTHER), (CARD.title, OTHER.title)), STANCES[2]),
        (Answer(DOORS[0]), STANCES[3]),
        (Answer(phrase("nothing", SITE)), STANCES[3]),
        (Answer("Call 999 now."), STANCES[4]),
    ],
)
def test_a_reply_is_counted_by_how_it_puts_itself(answer: Answer, said: str) -> None:
    assert stance(answer, DOORS, SITE) == said


def test_the_table_counts_how_many_of_each_were_right() -> None:
    wrong = Verdict(Outcome.WRONG, "shows another")
    sure = Answer("Sixteen.", (CARD,))
    table = by_stance([played(sure), played(sure, wrong), played(Answer(DOORS[0]))], DOORS, SITE)
    rows = {line.split(" | ")[0].strip("| "): line for line in table.splitlines()}
    assert rows["sure"].startswith("| sure | 2 | 1 |")
    assert rows["sure"].endswith("| 50 % |")
    assert rows[STANCES[3]].endswith("| 100 % |")


def test_chances_are_set_beside_how_often_they_came_true() -> None:
    hits = {"a": ("x", 0.5), "b": ("y", 0.5), "c": ("x", 0.99)}

    def find(text: str, **_: object) -> Any:
        slug, chance = hits[text]
        return SimpleNamespace(hits=[SimpleNamespace(slug=slug, chance=chance)])

    directory = cast(Directory, SimpleNamespace(search=lambda: SimpleNamespace(find=find)))
    items = [played(Answer(""), RIGHT, ask, "x") for ask in "abc"]
    table = by_chance([*items, played(Answer(""), RIGHT, "no record wanted")], directory)
    assert "| 45% to 60% | 2 | 50% | 50% |" in table
    assert "| 97% to 100% | 1 | 99% | 100% |" in table
    assert "| 0% to 15% |" not in table
