"""The counts of the fault scenarios: what is lost, doubled or late shows."""

from __future__ import annotations

from typing import Any

import pytest

from bot.conversations.words import TRY_AGAIN
from tests.faults.counting import Tally
from tests.faults.report import as_table, wrongs
from tests.faults.residents import Line


def _said(sender: str, name: str | None = None, *labels: str) -> dict[str, Any]:
    return {"from": sender, "client_id": name, "choices": [{"label": label} for label in labels]}


GREETING = _said("assistant")
GOOD = [GREETING, _said("resident", "first"), _said("assistant")]
RETRIED = [*GOOD[:2], _said("assistant", None, TRY_AGAIN.label), _said("resident", "again"),
           _said("assistant")]  # fmt: skip


def _tally(messages: list[dict[str, Any]], *, told: float | None = 1.0) -> Tally:
    told_at = None if told is None else 100 + told
    line = Line("a roof", "first", 100.0, told_at, "answer", told_at)
    tally = Tally("an invented fault")
    tally.take([line], messages)
    return tally


@pytest.mark.parametrize("messages", [GOOD, RETRIED])
def test_what_went_well_is_told_as_such(messages: list[dict[str, Any]]) -> None:
    tally = _tally(messages)
    assert wrongs(tally) == []
    assert "| an invented fault | 1 | 0 | 1 | 0 |" in as_table([tally])
    assert "| yes |" in as_table([tally])


@pytest.mark.parametrize(
    ("tally", "words"),
    [
        (_tally([GREETING]), "1 of 1 messages are lost"),
        (_tally([*GOOD, _said("resident", "first")]), "twice"),
        (_tally([*GOOD, _said("assistant")]), "twice"),
        (_tally(GOOD, told=10.5), "told nothing for 10.5 s"),
        (_tally(GOOD, told=None), "never answered"),
        (Tally("x", service_seconds=31), "full service came back after 31 s"),
    ],
)
def test_what_went_wrong_shows(tally: Tally, words: str) -> None:
    assert any(words in one for one in wrongs(tally))
    assert "| no |" in as_table([tally])
