"""The check as the application calls it."""

from __future__ import annotations

import logging
import random
import socket
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import bot.crisis
from bot.crisis.check import MOST_WINDOWS, SURE_SCORE, CrisisCheck, crisis_check
from bot.crisis.meaning import MeaningNet
from bot.crisis.phrases import Phrases, phrases
from bot.crisis.replies import NOT_CLEAR, CrisisReply, crisis_texts
from knowledge.settings import Settings
from tests.bot.crisis.conftest import CountingEncoder


class FixedNet(MeaningNet):
    """A learned net whose scores are set: whatever is read means `category` by `score`."""

    def __init__(self, score: float, share: float, category: str = "suicidal") -> None:
        others = [n for n in ("none", "suicidal", "no_food", "hate_crime") if n != category]
        rest = score * (1 - share) / 2
        chances = {category: score * share, "none": 1 - score}
        chances |= {name: rest for name in others if name != "none"}
        arrays: dict[str, Any] = {
            "classes": np.asarray(list(chances)),
            "weights": np.zeros((4, 384), dtype=np.float32),
            "offsets": np.log(np.asarray(list(chances.values())) + 1e-9),
            "vocabulary": np.asarray([], dtype=np.str_),
            "rarity": np.asarray([], dtype=np.float32),
            "threshold": 0.3,
            "threshold_guarded": 0.8,
        }
        self.encoder = CountingEncoder()
        super().__init__(arrays, self.encoder)


def check_with(net: MeaningNet | None) -> CrisisCheck:
    return CrisisCheck(crisis_texts(), phrases(), net)


VAGUE = "i do not know what he will say to me"


def test_phrases_answer_before_the_learned_net_is_asked() -> None:
    net = FixedNet(0.9, 0.9, "no_food")
    reply = check_with(net).check("i want to kill myself")
    assert reply is not None
    assert (reply.category, reply.found_by) == ("suicidal", "phrase")
    assert net.encoder.texts == []


def test_a_sure_and_clear_meaning_gets_its_own_reply() -> None:
    reply = check_with(FixedNet(0.9, 0.9)).check(VAGUE)
    assert reply is not None
    assert (reply.category, reply.found_by, reply.is_acute) == ("suicidal", "meaning", True)


def test_a_sure_meaning_of_no_clear_class_gets_the_general_reply() -> None:
    reply = check_with(FixedNet(0.9, 0.34)).check(VAGUE)
    assert reply is not None
    assert (reply.category, reply.also, reply.is_acute) == (NOT_CLEAR, (), False)


def test_a_less_sure_meaning_gets_the_general_reply_with_its_line() -> None:
    reply = check_with(FixedNet(SURE_SCORE - 0.1, 0.9)).check(VAGUE)
    assert reply is not None
    assert (reply.category, reply.also, reply.is_acute) == (NOT_CLEAR, ("suicidal",), False)
    assert crisis_texts()["suicidal"].in_short in reply.text
    assert [choice.label for choice in reply.choices] == ["Talk to a person"]


def test_neither_sure_nor_clear_is_ordinary() -> None:
    assert check_with(FixedNet(SURE_SCORE - 0.1, 0.34)).check(VAGUE) is None
    assert check_with(FixedNet(0.2, 0.9)).check(VAGUE) is None


def test_sentences_about_groups_need_a_higher_score() -> None:
    check = check_with(FixedNet(0.7, 0.9))
    assert check.check(VAGUE) is not None
    assert check.check("who funds our charity if they leave") is None


def test_a_story_about_a_group_needs_a_higher_score_in_all_its_sentences() -> None:
    story = f"the treasurer has gone. {VAGUE}"
    assert check_with(FixedNet(0.7, 0.9, "hate_crime")).check(VAGUE) is not None
    assert check_with(FixedNet(0.7, 0.9, "hate_crime")).check(story) is None
    assert check_with(FixedNet(0.9, 0.9, "hate_crime")).check(story) is not None


def test_a_story_about_a_group_does_not_hide_somebody_who_may_harm_themselves() -> None:
    reply = check_with(FixedNet(0.7, 0.9)).check(f"the treasurer has gone. {VAGUE}")
    assert reply is not None
    assert reply.category == "suicidal"


def test_a_crisis_and_an_ordinary_question_get_the_lines_only(both_nets: CrisisCheck) -> None:
    reply = both_nets.check("any grants for a village hall? also my husband beats me")
    assert reply is not None
    assert (reply.category, reply.cards, reply.choices) == ("domestic_abuse", [], [])


def test_two_crises_get_both_numbers(both_nets: CrisisCheck) -> None:
    reply = both_nets.check("My husband beats me. I want to die.")
    assert reply is not None
    assert "116 123" in reply.text
    assert "0808 802 0028" in reply.text


def test_the_learned_net_reads_a_bounded_number_of_pieces() -> None:
    net = FixedNet(0.0, 0.9)
    words = [f"word{number}" for number in range(3000)]
    check_with(net).check(" ".join(words))
    assert 0 < len(net.encoder.texts) <= MOST_WINDOWS
    net.encoder.texts.clear()
    check_with(net).check("the same thing. " * 100)
    assert len(net.encoder.texts) == 1


def test_a_message_of_full_length_is_read_whole() -> None:
    net = FixedNet(0.0, 0.9)
    text = " ".join(f"wo{number}" for number in range(180))[:1000]
    check_with(net).check(text)
    assert text.split()[-1] in " ".join(net.encoder.texts)


def test_a_crisis_at_the_end_of_a_very_long_text_is_said(phrases_alone: CrisisCheck) -> None:
    assert phrases_alone.check("and then we went on " * 700 + "i want to kill myself") is not None


def test_without_weights_the_check_works_and_says_so(tmp_path: Path) -> None:
    folder = Settings.from_environment().encoder_folder
    check = CrisisCheck.load(folder, tmp_path / "none.npz")
    assert check.check("i want to kill myself") is not None
    assert check.check("grants for village halls") is None
    assert "make run" in check.missing
    assert check.readiness() == {
        "ready": False, "phrases": True, "meaning": False, "missing": check.missing,
    }  # fmt: skip


def test_without_the_encoder_the_check_works_and_says_so(tmp_path: Path) -> None:
    check = CrisisCheck.load(tmp_path)
    assert check.check("he is hitting me") is not None
    assert "encoder" in check.missing


def test_with_both_nets_it_is_ready(both_nets: CrisisCheck) -> None:
    assert both_nets.readiness()["ready"] is True


def test_it_needs_neither_network_nor_database(
    both_nets: CrisisCheck, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("opened")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr("sqlite3.connect", refuse)
    reply = both_nets.check("i cant see a reason to be here, i want it over")
    assert reply is not None
    assert "116 123" in reply.text


def test_nothing_of_a_text_is_logged(
    both_nets: CrisisCheck, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        both_nets.check("my husband Gerald hits me")
    assert "Gerald" not in caplog.text


def test_the_same_text_gets_the_same_reply(both_nets: CrisisCheck) -> None:
    texts = ["im at the end of it all and nobody is here", "village hall roof", "he scares me now"]
    assert [both_nets.check(t) for t in texts] == [both_nets.check(t) for t in texts]


def test_the_door_of_the_package_is_loaded_once() -> None:
    assert crisis_check() is crisis_check()
    assert isinstance(bot.crisis.check("i want to kill myself"), CrisisReply)
    assert bot.crisis.check("") is None


def test_patterns_without_a_reply_stop_the_start() -> None:
    data: dict[str, Any] = {"fragments": {}, "about": [], "set_aside": []}
    data["classes"] = {"nonsense": {"always": ["x"]}}
    with pytest.raises(KeyError, match="nonsense"):
        CrisisCheck(crisis_texts(), Phrases(data), None)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_no_text_is_too_strange(typed: str) -> None:
    check = check_with(FixedNet(0.1, 0.9))
    reply = check.check(typed)
    assert reply is None or reply.text


HEAP = (
    *("i", "he", "my", "not", "want", "to", "die", "kill", "gas", "no", "food", "the", "club"),
    *("#", "<", "(", "\\", "999", "''", "…", "🙂", "é", "\n", "."),
)


def test_no_heap_of_words_is_too_strange(both_nets: CrisisCheck) -> None:
    chance = random.Random(7)
    for _ in range(100):
        both_nets.check(" ".join(chance.choices(HEAP, k=chance.randint(0, 60))))
