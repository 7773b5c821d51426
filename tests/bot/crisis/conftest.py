"""What the tests of the crisis check share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pytest

from bot.crisis.check import CrisisCheck
from bot.crisis.meaning import EXAMPLE_FILES, WEIGHTS_FILE
from bot.crisis.phrases import phrases
from bot.crisis.replies import crisis_texts
from bot.crisis.train import learn, read_examples, save
from knowledge.encoder import Encoder
from knowledge.settings import Settings

if TYPE_CHECKING:
    from numpy.typing import NDArray


class CountingEncoder:
    """Turns a text into a vector that depends on nothing but the text, and counts texts."""

    version = "counting"

    def __init__(self) -> None:
        self.texts: list[str] = []

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.texts += texts
        rows = np.zeros((len(texts), 384), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in text.split():
                rows[row, sum(word.encode()) % 384] += 1.0
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        return np.asarray(rows / np.maximum(lengths, 1e-9), dtype=np.float32)


@pytest.fixture(scope="session")
def phrases_alone() -> CrisisCheck:
    """The check as it is when the weights are missing."""
    return CrisisCheck(crisis_texts(), phrases(), None, "no weights")


@pytest.fixture(scope="session")
def both_nets(tmp_path_factory: pytest.TempPathFactory) -> CrisisCheck:
    """The whole check; learns when nobody has learned from today's examples."""
    folder = Settings.from_environment().encoder_folder
    check = CrisisCheck.load(folder, WEIGHTS_FILE)
    if check.missing:
        encoder = Encoder(folder)
        weights = tmp_path_factory.mktemp("crisis") / "crisis.npz"
        save(learn(read_examples(EXAMPLE_FILES, phrases()), encoder), weights)
        check = CrisisCheck.load(folder, weights)
    assert not check.missing
    return check
