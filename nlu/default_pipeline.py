"""Rasa's default pipeline on given examples, to compare with: trained and tested by Rasa itself."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import yaml

DEFAULT_PIPELINE: list[dict[str, object]] = [
    {"name": "WhitespaceTokenizer"},
    {"name": "RegexFeaturizer"},
    {"name": "LexicalSyntacticFeaturizer"},
    {"name": "CountVectorsFeaturizer"},
    {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
    {"name": "DIETClassifier"},
]
EPOCHS = 100
"""What `rasa init` and the documentation of 3.6 propose, without the parts for entities."""


def accuracy_of_default(
    train: Iterable[tuple[str, str]],
    test: Iterable[tuple[str, str]],
    work: Path,
    *,
    epochs: int = EPOCHS,
) -> tuple[float, float]:
    """Trains and tests the default pipeline in a folder.

    Returns:
        The accuracy in per cent, and the seconds that the training took.

    Raises:
        subprocess.CalledProcessError: When Rasa ends with an error.
    """
    pipeline = [*DEFAULT_PIPELINE[:-1], {**DEFAULT_PIPELINE[-1], "epochs": epochs}]
    settings = {"recipe": "default.v1", "assistant_id": "default", "language": "en"}
    _write(work / "config.yml", {**settings, "pipeline": pipeline})
    _write(work / "train.yml", _examples(train))
    _write(work / "test.yml", _examples(test))
    start = time.perf_counter()
    _rasa(work, "train", "nlu", "--config", "config.yml", "--nlu", "train.yml")
    seconds = time.perf_counter() - start
    _rasa(work, "test", "nlu", "--nlu", "test.yml", "--no-plot", "--out", "results")
    report = json.loads((work / "results" / "intent_report.json").read_text("utf-8"))
    accuracy = report.get("accuracy", report.get("micro avg", {}).get("recall"))
    return 100 * float(accuracy), seconds


def _examples(rows: Iterable[tuple[str, str]]) -> dict[str, object]:
    intents: dict[str, list[str]] = {}
    for text, intent in rows:
        intents.setdefault(intent, []).append(" ".join(text.split()))
    blocks = [
        {"intent": intent, "examples": "".join(f"- {text}\n" for text in texts)}
        for intent, texts in intents.items()
    ]
    return {"version": "3.1", "nlu": blocks}


def _write(path: Path, content: dict[str, object]) -> None:
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), "utf-8")


def _rasa(work: Path, *arguments: str) -> None:
    subprocess.run(  # noqa: S603 - our own interpreter, our own arguments # nosec B603
        [sys.executable, "-m", "rasa", *arguments], cwd=work, check=True, capture_output=True
    )
