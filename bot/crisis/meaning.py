"""The second net: how much a plain sentence means what people in a crisis mean.

A logistic regression on sentence vectors and words, learned at build time (`bot.crisis.train`) and
run with numpy alone. When its weights or the encoder are missing, it says so and the phrase net
goes on without it. Knows nothing of replies.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from zipfile import BadZipFile

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_HERE = Path(__file__).parent
EXAMPLE_FILES = (_HERE / "examples.yml", _HERE / "ordinary.yml")
WEIGHTS_FILE = Path("var/crisis.npz")
NONE = "none"
"""The class of an ordinary sentence."""

WORD_WEIGHT = 0.7
"""How long the word part of a row is, beside a sentence vector of length 1."""


class MeaningMissing(RuntimeError):
    """The second net cannot be used; the message says why."""


class Encodes(Protocol):
    """What turns texts into rows of 384 numbers, each of length 1."""

    version: str

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Returns one row a text."""


@dataclass(frozen=True)
class Meaning:
    """What one sentence seems to mean.

    Attributes:
        score: How likely it is that the sentence speaks of a crisis, 0 to 1.
        category: The likeliest class of crisis.
        share: How much of `score` falls to that class, 0 to 1.
    """

    score: float
    category: str
    share: float


class WordRows:
    """Words and pairs of words as numbers, weighted by how rare they are.

    Args:
        vocabulary: The words and pairs ('not want') that count, in order of their columns.
        rarity: One weight for each.
    """

    def __init__(self, vocabulary: Sequence[str], rarity: NDArray[np.float32]) -> None:
        self.vocabulary = list(vocabulary)
        self.rarity = rarity
        self._columns = {word: column for column, word in enumerate(self.vocabulary)}

    @classmethod
    def learned(cls, sentences: Sequence[str], *, at_least: int = 3) -> WordRows:
        """Learns from plain sentences which words and pairs occur in `at_least` of them."""
        seen = Counter(word for sentence in sentences for word in set(_words_and_pairs(sentence)))
        kept = sorted(word for word, times in seen.items() if times >= at_least)
        rarity = [1 + log((1 + len(sentences)) / (1 + seen[word])) for word in kept]
        return cls(kept, np.asarray(rarity, dtype=np.float32))

    def rows(self, sentences: Sequence[str]) -> NDArray[np.float32]:
        """Returns `(len(sentences), len(vocabulary))`, each row of length `WORD_WEIGHT` or 0."""
        rows = np.zeros((len(sentences), len(self.vocabulary)), dtype=np.float32)
        for row, sentence in enumerate(sentences):
            for word, times in Counter(_words_and_pairs(sentence)).items():
                column = self._columns.get(word)
                if column is not None:
                    rows[row, column] = (1 + log(times)) * self.rarity[column]
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        return np.asarray(WORD_WEIGHT * rows / np.maximum(lengths, 1e-9), dtype=np.float32)


class MeaningNet:
    """The learned net.

    Args:
        arrays: What `save` wrote: `classes`, `weights` (classes, 384 + words), `offsets`,
            `vocabulary`, `rarity`, `threshold`, `threshold_guarded`.
        encoder: Turns sentences into vectors.
    """

    def __init__(self, arrays: Mapping[str, NDArray[Any]], encoder: Encodes) -> None:
        self.classes: list[str] = [str(name) for name in arrays["classes"]]
        self.threshold = float(arrays["threshold"])
        self.threshold_guarded = float(arrays["threshold_guarded"])
        self._weights = np.asarray(arrays["weights"], dtype=np.float32)
        self._offsets = np.asarray(arrays["offsets"], dtype=np.float32)
        self._words = WordRows([str(w) for w in arrays["vocabulary"]], arrays["rarity"])
        self._encoder = encoder
        self._none = self.classes.index(NONE)

    @classmethod
    def load(cls, weights: str | Path, encoder: Encodes) -> MeaningNet:
        """Reads weights that were learned from today's examples with this encoder.

        Raises:
            MeaningMissing: When they are not there, damaged, or learned from anything else.
        """
        path = Path(weights)
        try:
            with np.load(path, allow_pickle=False) as stored:
                arrays = {name: stored[name] for name in stored.files}
            net = cls(arrays, encoder)
            learned_from = str(arrays["fingerprint"])
        except (OSError, EOFError, ValueError, KeyError, BadZipFile) as error:
            raise MeaningMissing(
                f"The crisis weights {path} are missing or damaged: run `make run`."
            ) from error
        if learned_from != fingerprint(encoder.version):
            raise MeaningMissing(f"The crisis weights {path} are out of date: run `make run`.")
        return net

    def read(self, sentences: Sequence[str]) -> list[Meaning]:
        """Returns what each plain sentence seems to mean, in the order given."""
        if not sentences:
            return []
        rows = np.hstack([self._encoder.encode(sentences), self._words.rows(sentences)])
        scores = rows @ self._weights.T + self._offsets
        likely = np.exp(scores - scores.max(axis=1, keepdims=True))
        likely /= likely.sum(axis=1, keepdims=True)
        return [self._meaning(row) for row in likely]

    def is_enough(self, meaning: Meaning, is_guarded: bool) -> bool:
        """Says whether a score is high enough; guarded sentences need a higher one."""
        return meaning.score >= (self.threshold_guarded if is_guarded else self.threshold)

    def _meaning(self, likely: NDArray[np.float32]) -> Meaning:
        score = 1.0 - float(likely[self._none])
        crisis = likely.copy()
        crisis[self._none] = 0.0
        best = int(crisis.argmax())
        return Meaning(score, self.classes[best], float(crisis[best]) / max(score, 1e-9))


def fingerprint(encoder_version: str) -> str:
    """Returns what the weights depend on, as 64 hexadecimal digits."""
    digest = hashlib.sha256(encoder_version.encode())
    code = ("words.yml", "phrases.yml", "text.py", "phrases.py", "meaning.py", "train.py")
    for path in (*EXAMPLE_FILES, *(_HERE / name for name in code)):
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _words_and_pairs(sentence: str) -> list[str]:
    tokens = sentence.split()
    return tokens + [f"{first} {second}" for first, second in zip(tokens, tokens[1:], strict=False)]
