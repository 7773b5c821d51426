"""Learns the weights of the second net: `python -m bot.crisis.train`.

Reads the examples beside it, chooses thresholds by cross-validation and writes `var/crisis.npz`.
Needs scikit-learn; nothing at run time does.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import yaml
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from threadpoolctl import threadpool_limits

from bot.crisis.check import pieces_of
from bot.crisis.meaning import (
    EXAMPLE_FILES,
    NONE,
    WEIGHTS_FILE,
    Encodes,
    MeaningMissing,
    MeaningNet,
    WordRows,
    fingerprint,
)
from bot.crisis.phrases import Phrases, is_guarded, phrases
from bot.crisis.text import sentences
from knowledge.encoder import Encoder
from knowledge.settings import Settings

if TYPE_CHECKING:
    from numpy.typing import NDArray

_STRENGTH = 15.0
_FOLDS = 5
_SEED = 20261122
_THRESHOLDS = np.round(np.arange(0.30, 0.96, 0.05), 2)

MOST_ALARMS = 0.035
"""The share of ordinary examples, most of them near misses, that may be taken for a crisis."""

MOST_GUARDED_ALARMS = 0.004
"""The same share of guarded ordinary examples alone."""


@dataclass(frozen=True)
class Examples:
    """The examples, as the net reads them.

    Attributes:
        lines: Plain sentences, figures of speech left out.
        classes: The class of each, `none` for an ordinary one.
        said: Whether the phrase net finds a crisis in it.
        guarded: Whether it must mean a crisis more surely than others.
    """

    lines: list[str]
    classes: NDArray[np.str_]
    said: NDArray[np.bool_]
    guarded: NDArray[np.bool_]

    @property
    def is_crisis(self) -> NDArray[np.bool_]:
        """Whether each is a crisis."""
        return np.asarray(self.classes != NONE)


@dataclass(frozen=True)
class Learned:
    """What training found.

    Attributes:
        arrays: What `MeaningNet` is made from.
        found: The share of crisis examples that both nets find, in cross-validation.
        alarms: The share of ordinary examples that the learned net takes for a crisis.
    """

    arrays: dict[str, NDArray[Any]]
    found: float
    alarms: float


def read_examples(files: Sequence[Path], net: Phrases) -> Examples:
    """Reads the examples; an ordinary story becomes as many of them as the net reads pieces of it.

    Raises:
        ValueError: When one holds no words.
    """
    pairs = [pair for path in files for pair in _lines(path)]
    kept, classes, said = [], [], []
    for line, name in pairs:
        plain = sentences(line)
        if not plain:
            raise ValueError(f"The crisis example {line!r} holds no words.")
        pieces = pieces_of(plain if name == NONE else [" ".join(plain)], net) or [""]
        kept += pieces
        classes += [name] * len(pieces)
        said += [any(net.found_in(sentence) for sentence in plain)] * len(pieces)
    guarded = [is_guarded(line, net) for line in kept]
    return Examples(kept, np.asarray(classes), np.asarray(said), np.asarray(guarded))


def _lines(path: Path) -> Iterator[tuple[str, str]]:
    data = yaml.safe_load(path.read_text("utf-8"))
    for name, lines in data.get("crisis", {}).items():
        yield from ((line, name) for line in lines)
    for lines in data["ordinary"].values():
        yield from ((line, NONE) for line in lines)


def learn(examples: Examples, encoder: Encodes) -> Learned:
    """Learns weights from all examples and thresholds from those held out in turn."""
    vectors = encoder.encode(examples.lines)
    scores = _held_out_scores(examples, vectors)
    threshold, guarded = _thresholds(examples, scores)
    words, model = _fit(examples.lines, vectors, examples.classes)
    sure = scores >= np.where(examples.guarded, guarded, threshold)
    crisis = examples.is_crisis
    arrays: dict[str, NDArray[Any]] = {
        "classes": np.asarray(model.classes_, dtype=np.str_),
        "weights": model.coef_.astype(np.float32),
        "offsets": model.intercept_.astype(np.float32),
        "vocabulary": np.asarray(words.vocabulary, dtype=np.str_),
        "rarity": words.rarity,
        "threshold": np.asarray(threshold),
        "threshold_guarded": np.asarray(guarded),
        "fingerprint": np.asarray(fingerprint(encoder.version)),
    }
    found = float((sure | examples.said)[crisis].mean())
    return Learned(arrays, found, float(sure[~crisis].mean()))


def _held_out_scores(examples: Examples, vectors: NDArray[np.float32]) -> NDArray[np.float64]:
    """How sure the net is of a crisis in each example, learned without that example."""
    scores = np.zeros(len(examples.lines))
    folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=_SEED)
    for kept, held in folds.split(vectors, examples.classes):
        words, model = _fit(
            [examples.lines[i] for i in kept], vectors[kept], examples.classes[kept]
        )
        rows = np.hstack([vectors[held], words.rows([examples.lines[i] for i in held])])
        none = list(model.classes_).index(NONE)
        scores[held] = 1 - model.predict_proba(rows)[:, none]
    return scores


def _fit(
    lines: Sequence[str], vectors: NDArray[np.float32], classes: NDArray[np.str_]
) -> tuple[WordRows, Any]:
    words = WordRows.learned(lines)
    model = LogisticRegression(C=_STRENGTH, max_iter=1000)
    model.fit(np.hstack([vectors, words.rows(lines)]), classes)
    return words, model


def _thresholds(examples: Examples, scores: NDArray[np.float64]) -> tuple[float, float]:
    """The lowest thresholds, plain and guarded, with few enough false alarms."""
    ordinary, guarded = ~examples.is_crisis, examples.guarded
    held = scores[ordinary & guarded]
    quiet = [step for step in _THRESHOLDS if (held >= step).mean() <= MOST_GUARDED_ALARMS]
    high = float(min(quiet, default=_THRESHOLDS[-1]))
    for step in _THRESHOLDS:
        alarms = scores[ordinary] >= np.where(guarded[ordinary], high, step)
        if step >= high or alarms.mean() <= MOST_ALARMS:
            break
    return min(float(step), high), high


def save(learned: Learned, path: Path) -> None:
    """Writes the weights, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".unfinished.npz")
    arrays: dict[str, Any] = dict(learned.arrays)
    np.savez_compressed(unfinished, **arrays)
    unfinished.replace(path)


def main(arguments: Sequence[str] | None = None) -> int:
    """Learns when the weights are missing or out of date; `--force` learns in any case."""
    reader = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    reader.add_argument("--force", action="store_true", help="learn even if nothing changed")
    reader.add_argument("--output", type=Path, default=WEIGHTS_FILE, help="the file to write")
    options = reader.parse_args(arguments)
    encoder = Encoder(Settings.from_environment().encoder_folder)
    if not options.force and _is_fresh(options.output, encoder):
        _say("The crisis weights are up to date.")
        return 0
    with threadpool_limits(1):  # the matrices are small: threads would only wait for each other
        learned = learn(read_examples(EXAMPLE_FILES, phrases()), encoder)
    save(learned, options.output)
    threshold, guarded = (float(learned.arrays[n]) for n in ("threshold", "threshold_guarded"))
    _say(
        f"Crisis weights learned: of examples held out, {learned.found:.1%} of the crises are found"
        f" and {learned.alarms:.1%} of the near misses taken for one"
        f" (thresholds {threshold:.2f} and {guarded:.2f})."
    )
    return 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def _is_fresh(path: Path, encoder: Encodes) -> bool:
    try:
        MeaningNet.load(path, encoder)
    except MeaningMissing:
        return False
    return True


if __name__ == "__main__":
    raise SystemExit(main())
