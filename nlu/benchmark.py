"""Measures the classifier alone on public intent data, ten examples an intent.

`python -m nlu.benchmark FOLDER`, from the project's root and in the engine's environment, where
FOLDER holds `banking77/` (train.csv and test.csv: text, category) and `clinc150/` (data_full.json).
The data is not part of the project. With BASELINES=1 Rasa's default pipeline is trained on the
examples of the first draw as well, which takes some ten minutes a set.

Protocol: for each intent, sorted by name, its training texts are shuffled with
`random.Random(seed)` and the first ten taken; accuracy is over the whole test set, CLINC150 without
what is out of scope; the mean over the seeds 0 to 4.
"""

from __future__ import annotations

import csv
import json
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from knowledge.encoder import Encoder
from nlu.default_pipeline import accuracy_of_default
from nlu.entities.masking import masked
from nlu.entities.names import read_names
from nlu.entities.pipeline import Finder
from nlu.learning.calibration import judge, temperature_of
from nlu.learning.model import IntentModel

EXAMPLES_AN_INTENT = 10
SEEDS = range(5)
PUBLISHED = {"Banking77": 85.2, "CLINC150": 93.3}
"""USE+ConveRT with ten examples an intent: Casanueva et al. 2020, per cent."""

Rows = list[tuple[str, str]]


class Pipeline:
    """The project's own steps, without Rasa around them."""

    def __init__(self) -> None:
        self._encoder = Encoder(os.environ.get("ENCODER_FOLDER") or "var/encoder")
        self._finder = Finder(
            read_names(
                Path("knowledge/content"),
                Path("knowledge/content/words/places-that-are-words.yml"),
                Path("knowledge/content/words/far-places.yml"),
            )
        )

    def prepared(self, texts: Sequence[str]) -> tuple[list[str], np.ndarray]:
        """Returns the masked texts and the vectors, shape `(len(texts), 384)`."""
        return [masked(text, self._finder.find(text)) for text in texts], self._encoder.encode(
            texts
        )

    def learn(self, rows: Rows) -> IntentModel:
        """Trains as `rasa train` does, calibration included."""
        intents = [intent for _, intent in rows]
        texts, vectors = self.prepared([text for text, _ in rows])
        model = IntentModel()
        model.fit(texts, vectors, intents)
        model.temperature = temperature_of(judge(texts, vectors, intents))
        return model


def banking(folder: Path) -> tuple[Rows, Rows]:
    """Reads Banking77; returns what to train on and what to test with."""
    parts = []
    for name in ("train.csv", "test.csv"):
        with (folder / "banking77" / name).open(encoding="utf-8", newline="") as file:
            parts.append([(row["text"], row["category"]) for row in csv.DictReader(file)])
    return parts[0], parts[1]


def clinc(folder: Path) -> tuple[Rows, Rows]:
    """Reads CLINC150; returns what to train on and what to test with."""
    data = json.loads((folder / "clinc150" / "data_full.json").read_text("utf-8"))
    return [tuple(row) for row in data["train"]], [tuple(row) for row in data["test"]]


def drawn(rows: Iterable[tuple[str, str]], seed: int) -> Rows:
    """Draws ten examples an intent, as the protocol says."""
    texts: dict[str, list[str]] = {}
    for text, intent in rows:
        texts.setdefault(intent, []).append(text)
    chosen = []
    for intent in sorted(texts):
        random.Random(seed).shuffle(texts[intent])  # noqa: S311 - the protocol's # nosec B311
        chosen += [(text, intent) for text in texts[intent][:EXAMPLES_AN_INTENT]]
    return chosen


def measure(name: str, train: Rows, test: Rows, pipeline: Pipeline) -> None:
    """Prints the accuracy and the time of each draw, and the mean beside the published figure."""
    texts, vectors = pipeline.prepared([text for text, _ in test])
    wanted = np.array([intent for _, intent in test])
    shares, seconds = [], []
    for seed in SEEDS:
        start = time.perf_counter()
        model = pipeline.learn(drawn(train, seed))
        seconds.append(time.perf_counter() - start)
        named = np.array(model.intents)[model.scores(texts, vectors).argmax(axis=1)]
        shares.append(100 * float((named == wanted).mean()))
        say(f"  seed {seed}: {shares[-1]:.1f} %, trained in {seconds[-1]:.0f} s")
    say(
        f"{name}: {statistics.mean(shares):.1f} % (published USE+ConveRT: {PUBLISHED[name]} %), "
        f"trained in {statistics.mean(seconds):.0f} s"
    )


def say(line: str) -> None:
    """Prints a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(arguments: Sequence[str]) -> int:
    """Runs both sets; returns 2 when the folder is not named."""
    if len(arguments) != 1:
        say("Name the folder that holds banking77/ and clinc150/.")
        return 2
    folder, pipeline = Path(arguments[0]), Pipeline()
    for name, read in (("Banking77", banking), ("CLINC150", clinc)):
        train, test = read(folder)
        measure(name, train, test, pipeline)
        if os.environ.get("BASELINES") == "1":
            with tempfile.TemporaryDirectory() as work:
                share, seconds = accuracy_of_default(drawn(train, 0), test, Path(work))
            say(f"{name}, Rasa's default pipeline: {share:.1f} %, trained in {seconds:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
